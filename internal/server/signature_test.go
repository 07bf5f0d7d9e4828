package server_test

import (
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/tc3"
)

// TestSignaturesTaken are the forms in which published clients sign.
func TestSignaturesTaken(t *testing.T) {
	m := start(t)
	_, port, err := net.SplitHostPort(m.host)
	if err != nil {
		t.Fatal(err)
	}
	service := func(text string) func(*request) { return func(r *request) { r.service = text } }
	signed := func(names string) func(*request) { return func(r *request) { r.signedHeaders = names } }
	host := func(sent, signed string) func(*request) {
		return func(r *request) { r.host, r.signedHost = sent, signed }
	}
	for name, apply := range map[string]func(*request){
		"host with port":                      host("", m.host),
		"host without port":                   host("", "127.0.0.1"),
		"host name with port":                 host("kms.example.com:"+port, "kms.example.com:"+port),
		"host name without port":              host("kms.example.com:"+port, "kms.example.com"),
		"host sent without port":              host("kms.example.com", "kms.example.com"),
		"IPv6":                                host("[::1]:8573", "::1"),
		"extra host":                          host("", gateway),
		"extra host in lower case":            host("", strings.ToLower(gateway)),
		"host in upper case, signed in lower": host("KMS.example.com", "kms.example.com"),

		"service kms":                             service("kms"),
		"service is the first label of a name":    service("localhost"),
		"service is the name with its port":       service("localhost:8573"),
		"service is the first number of an IP":    service("127"),
		"service of the tag API":                  service("tag"),
		"service is the longest taken":            service(strings.Repeat("s", 128)),
		"action is signed":                        signed("content-type;host;x-tc-action"),
		"all are signed":                          signed("content-type;host;x-tc-action;x-tc-region;x-tc-timestamp;x-tc-version"),
		"headers are not in order":                signed("host;content-type"),
		"content type with charset":               func(r *request) { r.contentType = "application/json; charset=utf-8" },
		"content type in upper case":              func(r *request) { r.contentType = "Application/JSON" },
		"payload is unsigned":                     header("Content-SHA256", "UNSIGNED-PAYLOAD"),
		"payload is unsigned and another is sent": func(r *request) { r.headers["Content-SHA256"], r.sentBody = "UNSIGNED-PAYLOAD", " {}" },
		"body without length":                     func(r *request) { r.chunked = true },
		"client's name":                           header("RequestClient", "SDK_GO_1.0.563"),
		"no region":                               header("Region", ""),
	} {
		t.Run(name, func(t *testing.T) {
			r := m.request("GetRegions", "{}")
			apply(r)
			m.want(t, "", r)
		})
	}
	t.Run("yesterday's date within the window", func(t *testing.T) {
		midnight := m.clock.Load() // the clock begins at one
		if midnight%86400 != 0 {
			t.Fatal("the test wants a clock at midnight")
		}
		r := m.request("GetRegions", "{}")
		r.headers["Timestamp"] = strconv.FormatInt(midnight-1, 10)
		if day := time.Unix(midnight-1, 0).UTC().Day(); day != 31 {
			t.Fatalf("day %d", day)
		}
		m.want(t, "", r)
	})
	t.Run("UNSIGNED-PAYLOAD in lower case is no wish", func(t *testing.T) {
		r := m.request("GetRegions", "{}")
		r.headers["Content-SHA256"] = "unsigned-payload"
		m.want(t, "", r)
		r.sentBody = " {}"
		m.want(t, api.SignatureFailure, r)
	})
}

// TestOwnClient signs with package tc3, as miyao's own client does.
func TestOwnClient(t *testing.T) {
	m := start(t)
	r := m.request("GetRegions", "{}")
	r.authorization = new(string)
	req := m.build(t, r)
	err := tc3.Sign(req, []byte(r.body), tc3.Credential{SecretID: m.secretID, SecretKey: m.secretKey},
		"kms", time.Unix(m.clock.Load(), 0))
	if err != nil {
		t.Fatal(err)
	}
	if a := m.send(t, req); a.code != "" {
		t.Errorf("%s: %s", a.code, a.text)
	}
}

// TestGET takes the action's parameters from the query under TC3: signed as
// sent, whatever its order and encoding.
func TestGET(t *testing.T) {
	m := start(t)
	const missing = "00000000-0000-4000-8000-00000000000"
	for _, c := range []struct {
		action, query string
		code          api.Code
	}{
		{"GetRegions", "", ""},
		{"GenerateRandom", "NumberOfBytes=16", ""},
		{"GenerateRandom", "NumberOfBytes=%31%36", ""},
		{"GenerateRandom", "NumberOfBytes=", api.MissingParameter},
		{"GenerateRandom", "NumberOfBytes=16&NumberOfBytes=16", api.InvalidParameter},
		{"GenerateRandom", "NumberOfBytes", api.InvalidParameter},
		{"NoSuchAction", "NumberOfBytes", api.InvalidAction},
		{"ListKeys", "Offset=0&Limit=5", ""},
		{"ListKeys", "Limit=5&Offset=0", ""},
		{"ListKeys", "Limit=5&Action=GetRegions", api.UnknownParameter}, // travels in the header
		{"DescribeKeys", "KeyIds.1=" + missing + "1&KeyIds.0=" + missing + "0", api.CmkNotFound},
		{"DescribeKeys", "KeyIds.1=" + missing + "1", api.InvalidParameter},
		{"CreateKey", "Description=two+words%20or%20three&Alias=query&Tags.0.TagKey=k&Tags.0.TagValue=v", ""},
	} {
		t.Run(c.action+"?"+c.query, func(t *testing.T) {
			r := m.request(c.action, "")
			r.method, r.query, r.contentType = http.MethodGet, c.query, "application/x-www-form-urlencoded"
			a := m.want(t, c.code, r)
			if c.action == "CreateKey" && a.fields["Alias"] != "query" {
				t.Errorf("answer %v", a.fields)
			}
		})
	}
	t.Run("query changed", func(t *testing.T) {
		r := m.request("ListKeys", "")
		r.method, r.query = http.MethodGet, "Limit=5&Offset=0"
		req := m.build(t, r)
		req.URL.RawQuery = "Offset=0&Limit=5"
		if a := m.send(t, req); a.code != api.SignatureFailure {
			t.Errorf("code %q", a.code)
		}
	})
	t.Run("query of a POST is not signed and not read", func(t *testing.T) {
		r := m.request("GenerateRandom", `{"NumberOfBytes":16}`)
		r.query = "NumberOfBytes=0"
		m.want(t, "", r)
	})
}

// TestV1 sends both methods of signature v1 in a query and in a form.
func TestV1(t *testing.T) {
	m := start(t)
	eleven := map[string]string{} // KeyIds.10 is sorted before KeyIds.2
	for i := range 11 {
		eleven[fmt.Sprintf("KeyIds.%d", i)] = fmt.Sprintf("00000000-0000-4000-8000-%012d", i)
	}
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		for _, signature := range []string{"", "HmacSHA1", "HmacSHA256"} {
			alias := "v1-" + strings.ToLower(method) + "-" + signature
			for _, c := range []struct {
				name, action string
				params       map[string]string
				code         api.Code
			}{
				{"no parameters", "GetRegions", nil, ""},
				{"empty region", "GetRegions", map[string]string{"Region": ""}, ""},
				{"language and client", "GetRegions", map[string]string{"Language": "zh-CN", "RequestClient": "SDK_GO_1.0.563"}, ""},
				{"greatest nonce", "GetRegions", map[string]string{"Nonce": "9223372036854775807"}, ""},
				{"text", "CreateKey", map[string]string{"Alias": alias, "Description": "a+b = c & d/é",
					"Tags.0.TagKey": "k", "Tags.0.TagValue": "two words"}, ""},
				{"list", "DescribeKeys", eleven, api.CmkNotFound},
			} {
				t.Run(strings.Join([]string{method, signature, c.name}, " "), func(t *testing.T) {
					params := m.v1(c.action, c.params)
					if signature != "" {
						params["SignatureMethod"] = signature
					}
					m.signV1(method, m.host, params)
					a := m.sendV1(t, method, params)
					if a.code != c.code {
						t.Fatalf("code %q (%s), want %q", a.code, a.text, c.code)
					}
					if c.action == "CreateKey" && a.fields["Description"] != c.params["Description"] {
						t.Errorf("answer %v", a.fields)
					}
				})
			}
		}
	}
}

// TestV1Hosts signs other texts than the Host header.
func TestV1Hosts(t *testing.T) {
	m := start(t)
	for host, code := range map[string]api.Code{
		m.host: "", "127.0.0.1": "", gateway: "", "kms.tencentcloudapi.com": api.SignatureFailure,
	} {
		params := m.v1("GetRegions", nil)
		m.signV1(http.MethodPost, host, params)
		if a := m.sendV1(t, http.MethodPost, params); a.code != code {
			t.Errorf("signed for %s: code %q, want %q", host, a.code, code)
		}
	}
	params := m.v1("GetRegions", map[string]string{"Language": "zh-CN", "Version": "x"})
	m.signV1(http.MethodPost, m.host, params)
	a := m.sendV1(t, http.MethodPost, params)
	if a.code != api.NoSuchVersion || !strings.ContainsFunc(a.text, func(c rune) bool { return c >= 0x4e00 }) {
		t.Errorf("Language is not heeded: %q %s", a.code, a.text)
	}
}

// TestReplay takes an identical request again: the Go SDK repeats them.
func TestReplay(t *testing.T) {
	m := start(t)
	r := m.request("GenerateRandom", `{"NumberOfBytes":16}`)
	first, second := m.want(t, "", r), m.want(t, "", r)
	if first.fields["Plaintext"] == second.fields["Plaintext"] || first.id == second.id {
		t.Error("the second answer is the first one again")
	}
	params := m.v1("GetRegions", nil)
	m.signV1(http.MethodGet, m.host, params)
	for range 2 {
		if a := m.sendV1(t, http.MethodGet, maps.Clone(params)); a.code != "" {
			t.Errorf("v1: %s", a.code)
		}
	}
	m.clock.Add(301)
	m.want(t, api.SignatureExpire, r)
}

// TestCredentialStates: a disabled or deleted credential is as unknown as one
// that never was, and comes back when it is enabled.
func TestCredentialStates(t *testing.T) {
	m := start(t)
	operator := m.node.Operator()
	made, key, err := operator.CreateCredential(t.Context(), "", "second")
	if err != nil {
		t.Fatal(err)
	}
	second := func() *request {
		r := m.request("GetRegions", "{}")
		r.secretID, r.secretKey = made.SecretID, string(key.Expose())
		return r
	}
	m.want(t, "", second())
	var texts []string
	refused := func() {
		t.Helper()
		texts = append(texts, m.want(t, api.SecretIdNotFound, second()).text)
	}
	set := func(enabled bool) {
		t.Helper()
		if _, err := operator.SetCredentialEnabled(t.Context(), made.SecretID, enabled); err != nil {
			t.Fatal(err)
		}
	}
	set(false)
	refused()
	set(true)
	m.want(t, "", second())
	if _, err := operator.DeleteCredential(t.Context(), made.SecretID); err != nil {
		t.Fatal(err)
	}
	refused()
	unknown := second()
	unknown.secretID = "AKIDneverwas"
	texts = append(texts, m.want(t, api.SecretIdNotFound, unknown).text)
	if slices.Sort(texts); texts[0] != texts[2] {
		t.Errorf("the messages tell the cases apart: %q", texts)
	}
	m.want(t, "", m.request("GetRegions", "{}"))
}
