package sink_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"encoding/pem"

	"miyao/internal/audit"
)

func TestFile(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "audit.log")
	s, stop := w.run(t, "file:"+file+"?max-mb=1&keep=2")
	for i := range 10 {
		w.add(t, 1000)
		eventually(t, "the file to follow", func() bool { return s.Stats().Sent == uint64(i+1)*1000 })
	}
	stop()
	var all []string
	names := []string{file + ".2", file + ".1", file}
	for i, name := range names {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 || info.Size() > 1<<20 || i < 2 && info.Size() < 1<<19 {
			t.Fatalf("%s: %v %v", name, info, err)
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.SplitAfter(strings.TrimSuffix(string(text), "\n"), "\n")...)
	}
	if _, err := os.Stat(file + ".3"); err == nil {
		t.Error("more files are kept than asked for")
	}
	first := 10_000 - len(all) + 1
	for i, line := range all {
		if !strings.HasPrefix(line, fmt.Sprintf(`{"seq":%d,`, first+i)) {
			t.Fatalf("line %d is %s", i, line)
		}
	}
}

// TestFileOfOthers: what stands in a file already is not destroyed, but for the
// half line of a crash.
func TestFileOfOthers(t *testing.T) {
	w := newWorld(t)
	w.add(t, 3)
	whole, err := os.ReadFile(filepath.Join(w.dir, "00000000000000000001.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(string(whole), "\n")
	for name, c := range map[string]struct{ before, after string }{
		"empty":     {"", "ok"},
		"half line": {`{"seq":1,"ha`, "ok"},
		"a brace":   {"{", "ok"},
		// The entry of a crash before the position was kept.
		"first entry":            {`{"seq":1,` + lines[0][strings.Index(lines[0], `"hash"`):], "ok"},
		"a poem":                 {"roses\n", "roses\n"},
		"no newline":             {"roses", "roses"},
		"a poem and half a line": {"roses\n" + `{"seq":`, "roses\n" + `{"seq":`},
		"a document":             {"{\"a\":1}\n", "{\"a\":1}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "audit.log")
			if err := os.WriteFile(file, []byte(c.before), 0o600); err != nil {
				t.Fatal(err)
			}
			s, stop := w.run(t, "file:"+file)
			if c.after == "ok" {
				eventually(t, "the file to follow", func() bool { return s.Stats().Sent == 3 })
				stop()
				want(t, file, 1, 3)
				return
			}
			eventually(t, "a failure", func() bool { return s.Stats().Failures > 0 })
			stop()
			if text, err := os.ReadFile(file); err != nil || string(text) != c.after || !strings.Contains(s.Stats().LastError, "something else") {
				t.Errorf("the file is %q now (%v), the sink says %+v", text, err, s.Stats())
			}
		})
	}
}

// TestFileTakenAway: another program may rename the file.
func TestFileTakenAway(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "audit.log")
	s, stop := w.run(t, "file:"+file)
	w.add(t, 10)
	eventually(t, "the file to follow", func() bool { return s.Stats().Sent == 10 })
	if err := os.Rename(file, file+".old"); err != nil {
		t.Fatal(err)
	}
	w.add(t, 10)
	eventually(t, "the file to follow", func() bool { return s.Stats().Sent == 20 })
	stop()
	want(t, file+".old", 1, 10)
	want(t, file, 11, 20)
}

// secure is an HTTPS server and the parameters that trust it and send a secret.
func secure(t *testing.T, h http.HandlerFunc) (address, params string) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	t.Cleanup(s.Close)
	dir := t.TempDir()
	ca, headers := filepath.Join(dir, "ca.pem"), filepath.Join(dir, "headers")
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw})
	if err := os.WriteFile(ca, text, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(headers, []byte("Authorization: Bearer hunter2\n\nX-Tenant:  kms \n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return s.URL, "ca-file=" + ca + "&header-file=" + headers
}

func TestWebhook(t *testing.T) {
	w, got := newWorld(t), newReceived()
	var attempts atomic.Int64
	address, params := secure(t, func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.Method != http.MethodPost || r.URL.Path != "/hook" || r.URL.RawQuery != "own=1" ||
			r.Header.Get("Content-Type") != "application/x-ndjson" || r.Header.Get("Authorization") != "Bearer hunter2" || r.Header.Get("X-Tenant") != "kms" {
			t.Errorf("request %s %s %v %v", r.Method, r.URL, r.Header, err)
		}
		switch attempts.Add(1) {
		case 1:
			rw.WriteHeader(http.StatusInternalServerError)
		case 2:
			http.Redirect(rw, r, "/elsewhere", http.StatusTemporaryRedirect)
		case 3:
			panic(http.ErrAbortHandler) // no answer
		default:
			for line := range bytes.Lines(body) {
				got.lines <- string(line)
			}
			rw.WriteHeader(http.StatusNoContent)
		}
	})
	w.add(t, 1200)
	s, _ := w.run(t, address+"/hook?own=1&"+params)
	got.upTo(t, 1200)
	eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 })
	stats := s.Stats()
	if stats.Sent != 1200 || stats.Failures != 3 || stats.LastError != "" {
		t.Errorf("stats %+v", stats)
	}
	if text := w.text.String(); strings.Contains(text, "hunter2") || !strings.Contains(text, "HTTP 500") || !strings.Contains(text, "HTTP 307") {
		t.Errorf("log\n%s", text)
	}
}

// TestHeadersChange: the header file is read for each request.
func TestHeadersChange(t *testing.T) {
	w, got := newWorld(t), newReceived()
	address, params := secure(t, func(rw http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer new" {
			rw.WriteHeader(http.StatusUnauthorized)
			return
		}
		body, _ := io.ReadAll(r.Body)
		for line := range bytes.Lines(body) {
			got.lines <- string(line)
		}
	})
	_, headers, _ := strings.Cut(params, "header-file=")
	w.add(t, 1)
	s, _ := w.run(t, address+"/?"+params)
	eventually(t, "refusals", func() bool { return s.Stats().Failures > 0 })
	for _, text := range []string{"no header", "Authorization: Bearer new"} {
		if err := os.WriteFile(headers+".new", []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(headers+".new", headers); err != nil {
			t.Fatal(err)
		}
		if text == "no header" {
			eventually(t, "its failure", func() bool { return strings.Contains(s.Stats().LastError, "line 1 is not") })
		}
	}
	got.upTo(t, 1)
}

func TestOTLP(t *testing.T) {
	w := newWorld(t)
	bodies := make(chan []byte, 100)
	answer := atomic.Value{}
	answer.Store("")
	address, params := secure(t, func(rw http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if r.URL.Path != "/v1/logs" || r.Header.Get("Content-Type") != "application/json" || r.Header.Get("X-Tenant") != "kms" {
			t.Errorf("request %s %v", r.URL, r.Header)
		}
		bodies <- body
		io.WriteString(rw, answer.Load().(string))
	})
	s, _ := w.run(t, "otlp+"+address+"?"+params)
	alarm := audit.Entry{Phase: audit.PhaseCall, Action: "Decrypt", Code: "X", Detail: map[string]string{audit.AlarmDetail: "why"}}
	w.add(t, 1)
	eventually(t, "an empty queue", func() bool { return s.Stats().Sent == 1 })
	answer.Store(`{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}`)
	if err := w.Append(&alarm); err != nil {
		t.Fatal(err)
	}
	eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 && s.Stats().Dropped == 1 })
	answer.Store(`<html>`)
	w.add(t, 1)
	eventually(t, "a failure", func() bool { return strings.Contains(s.Stats().LastError, "not OTLP") })
	answer.Store(`{}`)
	eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 && s.Stats().Sent == 2 })
	checkOTLP(t, <-bodies, "INFO", 9, `"stringValue":"r1"`)
	checkOTLP(t, <-bodies, "ERROR", 17, `{"key":"miyao.alarm","value":{"stringValue":"why"}}`)
}

// checkOTLP holds one record to the form of OTLP in JSON.
func checkOTLP(t *testing.T, body []byte, severity string, number int, contains string) {
	t.Helper()
	type attributes []struct {
		Key   string
		Value map[string]any
	}
	var request struct {
		ResourceLogs []struct {
			Resource  struct{ Attributes attributes }
			ScopeLogs []struct {
				Scope      struct{ Name string }
				LogRecords []struct {
					TimeUnixNano, ObservedTimeUnixNano, SeverityText, EventName string
					SeverityNumber                                              int
					Body                                                        map[string]string
					Attributes                                                  attributes
				}
			}
		}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(&request); err != nil || len(request.ResourceLogs) != 1 || len(request.ResourceLogs[0].ScopeLogs) != 1 {
		t.Fatalf("%s: %v", body, err)
	}
	resource := request.ResourceLogs[0]
	records := resource.ScopeLogs[0].LogRecords
	if len(records) != 1 || resource.Resource.Attributes[0].Key != "service.name" || resource.ScopeLogs[0].Scope.Name != "miyao/audit" {
		t.Fatalf("%s", body)
	}
	r := records[0]
	if r.SeverityText != severity || r.SeverityNumber != number || len(r.TimeUnixNano) != 19 || len(r.ObservedTimeUnixNano) != 19 ||
		!strings.HasPrefix(r.Body["stringValue"], `{"seq":`) || !bytes.Contains(body, []byte(contains)) {
		t.Errorf("record %+v", r)
	}
	if !slices.ContainsFunc(r.Attributes, func(a struct {
		Key   string
		Value map[string]any
	}) bool {
		return a.Key == "miyao.seq" && fmt.Sprint(a.Value["intValue"]) != ""
	}) {
		t.Errorf("attributes %+v", r.Attributes)
	}
}
