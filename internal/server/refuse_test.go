package server_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/audit"
)

// sendAll sends a whole request before it reads its answer, as the Python SDK
// does, and wants the connection to end in order.
func (m *miyao) sendAll(t *testing.T, parts ...string) answer {
	t.Helper()
	conn, err := net.Dial("tcp", m.host)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	readers := make([]io.Reader, len(parts))
	for i, part := range parts {
		readers[i] = strings.NewReader(part)
	}
	// Without WriteTo, which would hold each part a second time.
	if _, err := io.Copy(conn, struct{ io.Reader }{io.MultiReader(readers...)}); err != nil {
		t.Errorf("the request could not be sent to its end: %v", err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		t.Error(err)
		return answer{code: noAnswer}
	}
	return readAnswer(t, resp)
}

// TestHeaderTooLarge answers as the API does what net/http would refuse with
// a status of its own, without holding it in memory.
func TestHeaderTooLarge(t *testing.T) {
	m := start(t)
	filler := strings.Repeat("x", 1<<20)
	for name, parts := range map[string][]string{
		"query":            {"GET /?A=", filler[:70<<10], " HTTP/1.1\r\nHost: x\r\n\r\n"},
		"long query":       {"GET /?A=", filler, filler, filler, filler, filler, filler, filler, filler, " HTTP/1.1\r\nHost: x\r\n\r\n"},
		"header":           {"POST / HTTP/1.1\r\nHost: x\r\nX-A: ", filler, "\r\n\r\n"},
		"line without end": {"GET /?A=", filler},
		"method":           {filler, " / HTTP/1.1\r\nHost: x\r\n\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			a := m.sendAll(t, parts...)
			if a.code != api.RequestSizeLimitExceeded || !strings.Contains(a.text, "65536") {
				t.Errorf("%q: %s", a.code, a.text)
			}
			entries := m.entries(t, a.id)
			if len(entries) != 1 || entries[0].Entry.Code != string(a.code) || entries[0].Entry.SourceIP != "127.0.0.1" {
				t.Errorf("in the audit log: %+v", entries)
			}
		})
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	before := stats.TotalAlloc
	query := slices.Repeat([]string{filler}, 32)
	m.sendAll(t, slices.Concat([]string{"GET /?A="}, query, []string{" HTTP/1.1\r\nHost: x\r\n\r\n"})...)
	runtime.ReadMemStats(&stats)
	if took := stats.TotalAlloc - before; took > 2<<20 {
		t.Errorf("a query of 32 MB took %d bytes of memory", took)
	}
	m.want(t, "", m.request("GetRegions", "{}"))
}

// entries are those of one request in the audit log.
func (m *miyao) entries(t *testing.T, requestID string) []audit.Record {
	t.Helper()
	page, err := m.node.Audit.Search(t.Context(), audit.Query{
		Where: map[audit.Field][]string{audit.ByRequest: {requestID}}, Limit: 10})
	if err != nil {
		t.Fatal(err)
	}
	return page.Records
}

// TestNotHTTP answers as the API does what is no request for net/http either.
func TestNotHTTP(t *testing.T) {
	m := start(t)
	for name, raw := range map[string]string{
		"no host":           "POST / HTTP/1.1\r\n\r\n",
		"two hosts":         "POST / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
		"no version":        "POST /\r\n\r\n",
		"another version":   "POST / HTTP/2.0\r\nHost: x\r\n\r\n",
		"two lengths":       "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
		"transfer encoding": "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
		"NUL in a header":   "POST / HTTP/1.1\r\nHost: x\r\nX-TC-Action: a\x00b\r\n\r\n",
		"a query undone":    "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
		"lines of anything": "\x16\x03\x01\n\n",
	} {
		t.Run(name, func(t *testing.T) {
			a := m.sendAll(t, raw)
			if a.code != api.InvalidRequest || !strings.Contains(a.text, "HTTP/1.1") {
				t.Errorf("%q: %s", a.code, a.text)
			}
			if entries := m.entries(t, a.id); len(entries) != 1 || entries[0].Entry.Code != string(a.code) {
				t.Errorf("in the audit log: %+v", entries)
			}
		})
	}
	m.want(t, "", m.request("GetRegions", "{}"))
}

// TestDeclaredBody holds what was sent of a body, and not what was promised: who
// has no credential could take all memory with a few headers.
func TestDeclaredBody(t *testing.T) {
	m := start(t)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 10 {
		conn, err := net.Dial("tcp", m.host)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n{", 10<<20)
		if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err != nil {
			t.Fatal(err)
		}
		if a := readAnswer(t, resp); a.code != api.InvalidParameter {
			t.Errorf("%q: %s", a.code, a.text)
		}
		conn.Close()
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > 10<<20 {
		t.Errorf("bodies of a byte took %d bytes of memory", took)
	}
}

// TestRefusedBeforeTheBody lets a client send a body that nobody looks at, so
// that it gets its answer.
func TestRefusedBeforeTheBody(t *testing.T) {
	m := start(t)
	const size = 16 << 20
	for head, want := range map[string]api.Code{
		"POST / HTTP/1.1\r\nContent-Type: text/plain\r\n":          api.InvalidRequest,
		"PUT / HTTP/1.1\r\nContent-Type: application/json\r\n":     api.UnsupportedProtocol,
		"GET /?Action=a HTTP/1.1\r\nAuthorization: Basic YTpi\r\n": api.InvalidAuthorization,
	} {
		a := m.sendAll(t, head, fmt.Sprintf("Host: x\r\nContent-Length: %d\r\n\r\n", size), strings.Repeat(" ", size))
		if a.code != want {
			t.Errorf("%q: %q: %s", head, a.code, a.text)
		}
	}
}

// TestBodyTooLarge lets a client send to the end, so that it gets its answer.
func TestBodyTooLarge(t *testing.T) {
	m := start(t)
	const size = 16 << 20
	head := func(more string) string {
		return fmt.Sprintf("POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n", size, more)
	}
	if a := m.sendAll(t, head(""), strings.Repeat(" ", size)); a.code != api.RequestSizeLimitExceeded {
		t.Errorf("%q: %s", a.code, a.text)
	}
	// One that asks first is told before it sends.
	if a := m.sendAll(t, head("Expect: 100-continue\r\n")); a.code != api.RequestSizeLimitExceeded {
		t.Errorf("with Expect: %q: %s", a.code, a.text)
	}
}

// TestPlainHTTPToTLS tells a client that it forgot the s of https.
func TestPlainHTTPToTLS(t *testing.T) {
	m := start(t)
	m.serveTLS(t)
	for _, head := range []string{"GET /?Action=GetRegions", "POST /"} {
		a := m.sendAll(t, head+" HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
		if a.code != api.UnsupportedProtocol || !strings.Contains(a.text, "https") {
			t.Errorf("%s: %q: %s", head, a.code, a.text)
		}
	}
}
