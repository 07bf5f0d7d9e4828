package console_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"miyao/internal/console"
)

// TestCalls carries calls of the API.
func TestCalls(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.signedIn(t, "", password)
	key := b.call(t, "", "CreateKey", object{"Alias": "app"})["KeyId"]
	blob := b.call(t, "", "Encrypt", object{"KeyId": key, "Plaintext": "aGk="})["CiphertextBlob"]
	if opened := b.call(t, "", "Decrypt", object{"CiphertextBlob": blob}); opened["Plaintext"] != "aGk=" {
		t.Errorf("%v", opened)
	}
	b.call(t, "", "ModifyResourceTags", object{"Resource": fmt.Sprintf("qcs::kms:ap-guangzhou:uin/%d:key/creatorUin/%d/%s", s.root, s.root, key),
		"ReplaceTags": []object{{"TagKey": "a", "TagValue": "b"}}}) // of another product
	b.call(t, "InvalidAction", "NoSuchAction", object{})
	b.call(t, "InvalidParameter", "CreateKey", "{")
	b.call(t, "RequestSizeLimitExceeded", "Encrypt", strings.Repeat(" ", 10<<20+1))

	r := b.request(t, "POST", "/api/DescribeKey", object{"KeyId": key})
	r.Header.Set("X-Miyao-Region", "ap-beijing")
	r.Header.Set("X-Miyao-Language", "zh-CN")
	if got := b.send(t, r); !strings.Contains(string(got.body), "CmkNotFound") || !strings.Contains(string(got.body), "当前账号") {
		t.Errorf("in another region: %s", got.body)
	}
	r = b.request(t, "POST", "/api/GetRegions", object{})
	r.Header.Set("X-Miyao-Region", "no-such-region")
	if got := b.send(t, r); strings.Contains(string(got.body), "Error") {
		t.Errorf("GetRegions: %s", got.body)
	}
	s.browser(t).want(t, 401, "SessionExpired", "POST", "/api/CreateKey", object{"Alias": "x"})
}

// TestUserIsRefused: a user without policies may sign in and nothing more.
func TestUserIsRefused(t *testing.T) {
	s := start(t)
	s.addUser(t)
	b := s.signedIn(t, "ann", password+" of ann")
	b.call(t, "UnauthorizedOperation", "CreateKey", object{"Alias": "app"})
	in := b.want(t, 200, "", "GET", "/session", nil).object
	if fmt.Sprint(in["Actions"]) != "[]" || in["Node"] != nil || fmt.Sprint(in["Principal"]) != fmt.Sprintf("map[Kind:user Name:ann Uin:%d]", ann) {
		t.Errorf("%v", in)
	}
	got := b.want(t, 200, "", "POST", "/permissions", object{"Action": []string{"CreateKey"}, "Resource": []string{"", "x"}})
	if fmt.Sprint(got.object["Allowed"]) != "[[false false]]" {
		t.Errorf("%s", got.body)
	}
}

// TestPermissions answers one decision for each action and resource.
func TestPermissions(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.signedIn(t, "", password)
	got := b.want(t, 200, "", "POST", "/permissions", object{"Action": []string{"CreateKey", "NoSuchAction"}, "Resource": []string{"", "x"}})
	if fmt.Sprint(got.object["Allowed"]) != "[[true true] [false false]]" {
		t.Errorf("%s", got.body)
	}
	if got := b.want(t, 200, "", "POST", "/permissions", object{}); fmt.Sprint(got.object["Allowed"]) != "[]" {
		t.Errorf("%s", got.body)
	}
	b.want(t, 400, "InvalidRequest", "POST", "/permissions", object{"Action": make([]string, 101), "Resource": make([]string, 100)})
	s.browser(t).want(t, 401, "SessionExpired", "POST", "/permissions", object{})
}

// TestPolicyCheck tells what the API would refuse, and where, to who is signed in.
func TestPolicyCheck(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.signedIn(t, "", password)
	for document, want := range map[string]string{
		`{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*"}]}`:                                               "map[Message: Place:]",
		`{"version":"2.0","statement":[{"effect":"alow","action":"kms:*","resource":"*"}]}`:                                                "Place:statement[0].effect",
		`{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","resource":"*","condition":{"ip_near":{"qcs:ip":"10.0.0.1"}}}]}`: "Place:statement[0].condition",
		`{"version":"2.0","statement":[{"effect":"allow","action":"kms:*","principal":{"qcs":["qcs::cam::uin/1:root"]}}]}`:                 "Place:statement[0]",
		`{`:                       "Message:",
		strings.Repeat(" ", 7000): "too long",
	} {
		got := fmt.Sprint(b.want(t, 200, "", "POST", "/policy", object{"Document": document}).object)
		if !strings.Contains(got, want) || want != "map[Message: Place:]" && got == "map[Message: Place:]" {
			t.Errorf("%.80s: %s, want %s", document, got, want)
		}
	}
	trust := `{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/1:root"]}}]}`
	if got := b.want(t, 200, "", "POST", "/policy", object{"Document": trust, "Trust": true}); fmt.Sprint(got.object) != "map[Message: Place:]" {
		t.Errorf("a trust policy: %s", got.body)
	}
	r := b.request(t, "POST", "/policy", object{"Document": "[]"})
	r.Header.Set("X-Miyao-Language", "zh-CN")
	if got := b.wantOf(t, 200, "", r); !strings.ContainsRune(string(got.body), '策') && !strings.ContainsRune(string(got.body), '对') {
		t.Errorf("in Chinese: %s", got.body)
	}
	s.browser(t).want(t, 401, "SessionExpired", "POST", "/policy", object{})
}

// TestOtherSites: what a page of another site can make a browser send is
// refused, everywhere, before it does anything.
func TestOtherSites(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.signedIn(t, "", password)
	endpoints := [][2]string{
		{"POST", "/session"}, {"DELETE", "/session"}, {"POST", "/setup"}, {"POST", "/password"}, {"POST", "/totp"},
		{"POST", "/totp/confirm"}, {"DELETE", "/totp"}, {"POST", "/permissions"}, {"POST", "/policy"}, {"POST", "/api/CreateKey"},
	}
	headers := map[string]func(http.Header){
		"another site":              func(h http.Header) { h.Set("Sec-Fetch-Site", "cross-site"); h.Set("Origin", "https://evil.example") },
		"another port of this host": func(h http.Header) { h.Set("Sec-Fetch-Site", "same-site"); h.Set("Origin", "http://127.0.0.1:1") },
		"an old browser":            func(h http.Header) { h.Del("Sec-Fetch-Site"); h.Set("Origin", "https://evil.example") },
		"an opaque origin":          func(h http.Header) { h.Del("Sec-Fetch-Site"); h.Set("Origin", "null") },
	}
	for _, endpoint := range endpoints {
		for name, set := range headers {
			r := b.request(t, endpoint[0], endpoint[1], object{"Alias": name})
			set(r.Header)
			b.wantOf(t, 403, "CrossOrigin", r)
		}
		for _, contentType := range []string{"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/jsonp"} {
			r := b.request(t, endpoint[0], endpoint[1], object{"Alias": "form"})
			r.Header.Set("Content-Type", contentType)
			b.wantOf(t, 415, "InvalidRequest", r)
		}
	}
	if !b.isSignedIn(t) {
		t.Error("another site ended the session")
	}
	if keys := b.call(t, "", "ListKeys", object{}); keys["TotalCount"] != 0.0 {
		t.Errorf("another site made a key: %v", keys)
	}
	r := b.request(t, "POST", "/api/GetRegions", object{})
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	b.wantOf(t, 200, "", r)
	for _, request := range [][2]string{{"PUT", "/session"}, {"PATCH", "/password"}, {"DELETE", "/api/CreateKey"}} {
		if got := b.send(t, b.request(t, request[0], request[1], object{})); got.status != 405 {
			t.Errorf("%s %s: %d", request[0], request[1], got.status)
		}
	}
}

// TestBehindProxy takes requests from the page at --console-url, whatever Host
// the proxy sends, and keeps its cookie to TLS.
func TestBehindProxy(t *testing.T) {
	s := startWith(t, console.Config{URL: "https://kms.example.com"}, httptest.NewServer)
	s.setPassword(t, s.root, password)
	b := s.browser(t)
	r := b.request(t, "POST", "/session", object{"Password": password})
	r.Header.Del("Sec-Fetch-Site")
	r.Header.Set("Origin", "https://kms.example.com")
	got := b.wantOf(t, 200, "", r)
	if cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie")); err != nil || !cookie.Secure {
		t.Errorf("%v, %v", cookie, err)
	}
	r = b.request(t, "POST", "/session", object{"Password": password})
	r.Header.Del("Sec-Fetch-Site")
	r.Header.Set("Origin", "https://evil.example.com")
	b.wantOf(t, 403, "CrossOrigin", r)
	if _, err := console.New(console.Config{URL: "https://kms.example.com/path"}); err == nil {
		t.Error("a URL with a path is taken")
	}
}

// TestFiles serves the app.
func TestFiles(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	get := func(path, encoding, etag string) reply {
		t.Helper()
		r := b.request(t, "GET", path, nil)
		r.Header.Set("Accept-Encoding", encoding)
		if etag != "" {
			r.Header.Set("If-None-Match", etag)
		}
		return b.send(t, r)
	}
	for path, want := range map[string]struct {
		status            int
		contentType, text string
		cache             string
	}{
		"/":                     {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"":                      {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/index.html":           {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/keys/1/detail":        {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/setup":                {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/password":             {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/.gitkeep":             {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/a%00b":                {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/..%2f..%2fmiyao.db":   {200, "text/html; charset=utf-8", "the console", "no-cache"},
		"/favicon.svg":          {200, "image/svg+xml", "<svg/>", "no-cache"},
		"/assets/index-1a2b.js": {200, "text/javascript; charset=utf-8", "console.log", "public, max-age=31536000, immutable"},
		"/assets/index-old.js":  {404, "text/plain; charset=utf-8", "no such file", ""},
		"/assets/":              {404, "text/plain; charset=utf-8", "no such file", ""},
	} {
		got := get(path, "", "")
		if got.status != want.status || got.header.Get("Content-Type") != want.contentType ||
			!strings.Contains(string(got.body), want.text) || got.header.Get("Cache-Control") != want.cache {
			t.Errorf("%s: %d, %v: %.100q", path, got.status, got.header, got.body)
		}
		for name, value := range map[string]string{
			"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer", "X-Frame-Options": "DENY",
		} {
			if got.header.Get(name) != value {
				t.Errorf("%s: %s is %q", path, name, got.header.Get(name))
			}
		}
		policy := got.header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'self'") || !strings.Contains(policy, "frame-ancestors 'none'") ||
			strings.Contains(policy, "script-src") || strings.Contains(policy, "unsafe-eval") {
			t.Errorf("%s: policy %q", path, policy)
		}
	}
	for encoding, compressed := range map[string]bool{"gzip": true, "br, gzip;q=0.5": true, "gzip;q=0": false, "br": false, "": false} {
		got := get("/assets/index-1a2b.js", encoding, "")
		body := got.body
		if compressed {
			z, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(z); err != nil {
				t.Fatal(err)
			}
		}
		if (got.header.Get("Content-Encoding") == "gzip") != compressed || !bytes.Equal(body, app["assets/index-1a2b.js"].Data) {
			t.Errorf("%q: %v", encoding, got.header)
		}
	}
	etag := get("/", "", "").header.Get("ETag")
	if got := get("/", "", etag); etag == "" || got.status != 304 || len(got.body) != 0 {
		t.Errorf("with %s: %d", etag, got.status)
	}
	if got := get("/", "", `"x"`); got.status != 200 {
		t.Errorf("with another tag: %d", got.status)
	}
	r := b.request(t, "HEAD", "/", nil)
	if got := b.send(t, r); got.status != 200 || len(got.body) != 0 {
		t.Errorf("HEAD: %d, %q", got.status, got.body)
	}
}

// TestNotBuilt says how to get the console; signing in works without it.
func TestNotBuilt(t *testing.T) {
	s := startWith(t, console.Config{Files: fstest.MapFS{".gitkeep": {}}}, httptest.NewServer)
	b := s.browser(t)
	for _, path := range []string{"/", "/keys"} {
		if got := b.send(t, b.request(t, "GET", path, nil)); got.status != 404 || !strings.Contains(string(got.body), "make") {
			t.Errorf("%s: %d %q", path, got.status, got.body)
		}
	}
	s.setPassword(t, s.root, password)
	s.signedIn(t, "", password)
}

// TestElsewhere: the console has its path and no other.
func TestElsewhere(t *testing.T) {
	s := start(t)
	for path, status := range map[string]int{"/consolex": 404, "/Console/": 404, "/healthz": 200, "/console": 200} {
		resp, err := s.http.Client().Get(s.http.URL + path)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != status {
			t.Errorf("%s: %d, want %d", path, resp.StatusCode, status)
		}
	}
}
