package tc3_test

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"miyao/tc3"
)

// recorded is a request as a client sent it, from testdata/requests.json: the
// examples of the API documentation and what the official clients send to a
// local server.
type recorded struct {
	Name, Source, SecretKey, Method, Host, Query, Body string

	Header map[string]string
}

func requests(t testing.TB) []recorded {
	t.Helper()
	data, err := os.ReadFile("testdata/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var all []recorded
	if err := json.Unmarshal(data, &all); err != nil {
		t.Fatal(err)
	}
	if len(all) < 40 {
		t.Fatalf("testdata/requests.json has %d requests, want 40 or more", len(all))
	}
	return all
}

// receive parses the request from its bytes, as a server does.
func (r recorded) receive(t testing.TB) *http.Request {
	t.Helper()
	var wire strings.Builder
	target := "/"
	if r.Query != "" {
		target += "?" + r.Query
	}
	fmt.Fprintf(&wire, "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", r.Method, target, r.Host, len(r.Body))
	for name, value := range r.Header {
		fmt.Fprintf(&wire, "%s: %s\r\n", name, value)
	}
	fmt.Fprintf(&wire, "\r\n%s", r.Body)
	req, err := http.ReadRequest(bufio.NewReader(strings.NewReader(wire.String())))
	if err != nil {
		t.Fatal(err)
	}
	return req
}

// verify does what a server does with either signature.
func verify(t testing.TB, req *http.Request, secretKey string) error {
	t.Helper()
	body, err := io.ReadAll(req.Body)
	if err != nil {
		t.Fatal(err)
	}
	hosts := []string{req.Host}
	if host, _, err := net.SplitHostPort(req.Host); err == nil {
		hosts = append(hosts, host)
	}
	if req.Header.Get("Authorization") == "" {
		form := req.URL.RawQuery
		if req.Method == "POST" {
			form = string(body)
		}
		params, err := tc3.ParseForm(form)
		if err != nil {
			t.Fatal(err)
		}
		return tc3.VerifyV1([]byte(secretKey), req.Method, hosts, params)
	}
	return verifyV3(t, req, body, hosts, secretKey)
}

func verifyV3(t testing.TB, req *http.Request, body []byte, hosts []string, secretKey string) error {
	t.Helper()
	a, err := tc3.ParseAuthorization(req.Header.Get("Authorization"))
	if err != nil {
		t.Fatal(err)
	}
	timestamp, err := tc3.ParseTimestamp(req.Header.Get("X-TC-Timestamp"))
	if err != nil {
		t.Fatal(err)
	}
	key := tc3.DeriveKey([]byte(secretKey), a.Date, a.Service)
	m := tc3.Message{Method: req.Method, Header: req.Header, Hosts: hosts, Body: body, Timestamp: timestamp,
		Unsigned: req.Header.Get("X-TC-Content-SHA256") == tc3.UnsignedPayload}
	if req.Method == "GET" {
		m.RawQuery = req.URL.RawQuery
	}
	return a.Verify(key, &m)
}

func TestRequestsOfClients(t *testing.T) {
	for _, r := range requests(t) {
		t.Run(r.Name, func(t *testing.T) {
			if err := verify(t, r.receive(t), r.SecretKey); err != nil {
				t.Error(err)
			}
		})
	}
}

// changes make another request of a signed one.
var changes = map[string]func(r *recorded){
	"secret key": func(r *recorded) { r.SecretKey += "x" },
	"method":     func(r *recorded) { r.Method = map[string]string{"GET": "POST", "POST": "GET"}[r.Method] },
	"host":       func(r *recorded) { r.Host = "kms.example" },
	"content type": func(r *recorded) {
		r.Header["Content-Type"] += ";x=1"
	},
	"time": func(r *recorded) {
		later := func(s string) string { return strings.Replace(s, "179550", "179551", 1) }
		r.Header["X-TC-Timestamp"] = later(r.Header["X-TC-Timestamp"])
		r.Query, r.Body = later(r.Query), later(r.Body)
	},
	"signature": func(r *recorded) {
		flip := func(s string) string { // the first digit of a signature
			at := strings.Index(s, "Signature=") + len("Signature=")
			if at < len("Signature=") {
				return s
			}
			return s[:at] + map[bool]string{true: "1", false: "0"}[s[at] == '0'] + s[at+1:]
		}
		r.Header["Authorization"] = flip(r.Header["Authorization"])
		r.Query, r.Body = flip(r.Query), flip(r.Body)
	},
	"body": func(r *recorded) {
		if r.Method == "GET" {
			r.Query += "&X=1"
		} else if strings.HasPrefix(r.Body, "{") {
			r.Body += " "
		} else {
			r.Body += "&X=1"
		}
	},
}

// TestChangedRequests changes each signed part of each request.
func TestChangedRequests(t *testing.T) {
	tried := 0
	for _, r := range requests(t) {
		v1 := r.Header["Authorization"] == ""
		for name, change := range changes {
			published := strings.Contains(r.Name, "published")
			unsigned := strings.Contains(r.Name, "unsigned")
			if v1 && (name == "method" || name == "content type") || published && name == "time" ||
				unsigned && name == "body" || v1 && strings.Contains(r.Query+r.Body, "Signature=%") && name == "signature" {
				continue
			}
			changed := r
			changed.Header = maps.Clone(r.Header)
			change(&changed)
			for header, value := range changed.Header {
				if value == "" {
					delete(changed.Header, header)
				}
			}
			if err := verify(t, changed.receive(t), changed.SecretKey); !errors.Is(err, tc3.ErrSignature) {
				t.Errorf("%s: with another %s: %v", r.Name, name, err)
			}
			tried++
		}
	}
	if tried < 150 {
		t.Errorf("only %d changes were tried", tried)
	}
}

// TestMethodIsSigned tries the v1 requests with either method and several hosts.
func TestMethodIsSigned(t *testing.T) {
	tried := 0
	for _, r := range requests(t) {
		if r.Header["Authorization"] != "" {
			continue
		}
		params, err := tc3.ParseForm(r.Query + r.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"GET", "POST"} {
			err := tc3.VerifyV1([]byte(r.SecretKey), method, []string{"x", r.Host, "127.0.0.1", "localhost"}, params)
			if (err == nil) != (method == r.Method) {
				t.Errorf("%s as %s: %v", r.Name, method, err)
			}
		}
		tried++
	}
	if tried == 0 {
		t.Error("no v1 request was found")
	}
}

// TestFormBodies compares what FormJSON makes of recorded parameters with the
// JSON body that the same client sent for the same call.
func TestFormBodies(t *testing.T) {
	bodies := map[string]map[string]any{}
	all := requests(t)
	for _, r := range all {
		if client, _, _ := strings.Cut(r.Name, " "); strings.HasPrefix(r.Body, "{") && strings.Contains(r.Name, "CreateKey") {
			bodies[client] = asText(t, r.Body)
		}
	}
	compared := 0
	for _, r := range all {
		client, _, _ := strings.Cut(r.Name, " ")
		want := bodies[client]
		if want == nil || !strings.Contains(r.Name, "CreateKey") || strings.HasPrefix(r.Body, "{") {
			continue
		}
		params, err := tc3.ParseForm(r.Query + r.Body)
		if err != nil {
			t.Fatal(err)
		}
		common, own := tc3.SplitCommon(params)
		if r.Header["Authorization"] == "" && (common.Action != "CreateKey" || common.Signature == "" || common.Nonce == "") {
			t.Errorf("%s: common parameters %+v", r.Name, common)
		}
		doc, err := tc3.FormJSON(own)
		if err != nil {
			t.Fatalf("%s: %v", r.Name, err)
		}
		if got := asText(t, string(doc)); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s:\n%v\nwant\n%v", r.Name, got, want)
		}
		compared++
	}
	if compared < 10 {
		t.Errorf("only %d bodies were compared", compared)
	}
}

func asText(t *testing.T, doc string) map[string]any {
	t.Helper()
	var m map[string]any
	decoder := json.NewDecoder(strings.NewReader(doc))
	decoder.UseNumber()
	if err := decoder.Decode(&m); err != nil {
		t.Fatal(err)
	}
	return m
}

func authorizations(t testing.TB) []string {
	var list []string
	for _, r := range requests(t) {
		if header := r.Header["Authorization"]; header != "" {
			list = append(list, header)
		}
	}
	if len(list) == 0 {
		t.Fatal("no Authorization header was recorded")
	}
	return slices.Clip(list)
}
