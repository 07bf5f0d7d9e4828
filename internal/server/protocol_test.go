package server_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"miyao/api"
)

// fault is one thing wrong with a request, and the code that it is answered.
type fault struct {
	name  string
	code  api.Code
	apply func(*request)
}

func header(name, value string) func(*request) {
	return func(r *request) { r.headers[name] = value }
}

func authorization(text string) func(*request) {
	return func(r *request) { r.authorization = &text }
}

// inOrder are faults in the order in which the server checks for them.
func inOrder(now int64) []fault {
	return []fault{
		{"method", api.UnsupportedProtocol, func(r *request) { r.method = http.MethodPut }},
		{"size", api.RequestSizeLimitExceeded, func(r *request) { r.sentBody = strings.Repeat(" ", 10<<20+1) }},
		{"authorization", api.InvalidAuthorization, authorization("SKIP")},
		{"common parameter", api.MissingParameter, header("Version", "")},
		{"time", api.SignatureExpire, header("Timestamp", strconv.FormatInt(now-301, 10))},
		{"secret id", api.SecretIdNotFound, func(r *request) { r.secretID = "AKIDunknown" }},
		{"token", api.TokenFailure, header("Token", "token")},
		{"signature", api.SignatureFailure, func(r *request) { r.secretKey = "wrong" }},
		{"version", api.NoSuchVersion, header("Version", "2017-03-12")},
		{"action", api.InvalidAction, header("Action", "NoSuchAction")},
		{"region", api.UnsupportedRegion, header("Region", "ap-nowhere")},
		{"body", api.UnknownParameter, func(r *request) { r.body = `{"Nonsense":1}` }},
	}
}

// TestOrderOfChecks sends every pair of faults: the earlier check answers.
func TestOrderOfChecks(t *testing.T) {
	m := start(t)
	faults := inOrder(m.clock.Load())
	for i, first := range faults {
		t.Run(first.name, func(t *testing.T) {
			r := m.request("ListAlgorithms", "{}")
			first.apply(r)
			m.want(t, first.code, r)
		})
		for _, second := range faults[i+1:] {
			t.Run(first.name+" before "+second.name, func(t *testing.T) {
				r := m.request("ListAlgorithms", "{}")
				second.apply(r)
				first.apply(r)
				m.want(t, first.code, r)
			})
		}
	}
	m.want(t, "", m.request("ListAlgorithms", "{}"))
}

// TestRefusals are the other ways to each code of the protocol.
func TestRefusals(t *testing.T) {
	m := start(t)
	now := m.clock.Load()
	at := func(offset int64) func(*request) { return header("Timestamp", strconv.FormatInt(now+offset, 10)) }
	bad := func(timestamp string) func(*request) {
		return func(r *request) { r.headers["Timestamp"], r.date = timestamp, "2030-01-01" }
	}
	method := func(name string) func(*request) { return func(r *request) { r.method = name } }
	contentType := func(text string) func(*request) { return func(r *request) { r.contentType = text } }
	text := m.build(t, m.request("ListAlgorithms", "{}")).Header.Get("Authorization")
	changed := func(from, to string) func(*request) {
		if !strings.Contains(text, from) {
			t.Fatalf("Authorization lacks %q", from)
		}
		return authorization(strings.Replace(text, from, to, 1))
	}
	for _, f := range []fault{
		{"DELETE", api.UnsupportedProtocol, method(http.MethodDelete)},
		{"OPTIONS", api.UnsupportedProtocol, method(http.MethodOptions)},
		{"PATCH", api.UnsupportedProtocol, method(http.MethodPatch)},
		{"method in lower case", api.UnsupportedProtocol, method("post")},

		{"no authorization", api.InvalidAuthorization, authorization("")},
		{"SKIP", api.InvalidAuthorization, authorization("SKIP")},
		{"other scheme", api.InvalidAuthorization, changed("TC3-HMAC-SHA256", "TC3-HMAC-SM3")},
		{"scheme alone", api.InvalidAuthorization, authorization("TC3-HMAC-SHA256")},
		{"no signature", api.InvalidAuthorization, changed(", Signature=", ", Sign=")},
		{"signature in upper case", api.InvalidAuthorization, authorization(text[:len(text)-64] + strings.Repeat("A", 64))},
		{"short signature", api.InvalidAuthorization, authorization(text[:len(text)-1])},
		{"tail", api.InvalidAuthorization, authorization(text + ", More=1")},
		{"host not signed", api.InvalidAuthorization, func(r *request) { r.signedHeaders = "content-type" }},
		{"content-type not signed", api.InvalidAuthorization, func(r *request) { r.signedHeaders = "host" }},
		{"header signed twice", api.InvalidAuthorization, func(r *request) { r.signedHeaders = "content-type;host;host" }},
		{"scope ends otherwise", api.InvalidAuthorization, func(r *request) { r.terminal = "tc4_request" }},
		{"no service", api.InvalidAuthorization, func(r *request) { r.service = "" }},
		{"no secret id", api.InvalidAuthorization, func(r *request) { r.secretID = "" }},
		{"date in another form", api.InvalidAuthorization, func(r *request) { r.date = "20300101" }},
		{"long", api.InvalidAuthorization, authorization(text + strings.Repeat(" ", 4096) + "x")},

		{"no action", api.MissingParameter, header("Action", "")},
		{"no version", api.MissingParameter, header("Version", "")},
		{"no timestamp", api.MissingParameter, header("Timestamp", "")},
		{"timestamp with fraction", api.InvalidParameter, bad("1893456000.5")},
		{"timestamp signed", api.InvalidParameter, bad("+1893456000")},
		{"timestamp in milliseconds", api.InvalidParameter, bad("1893456000000")},
		{"timestamp beyond 64 bits", api.InvalidParameter, bad("99999999999999999999")},

		{"5 minutes and a second ago", api.SignatureExpire, at(-301)},
		{"5 minutes and a second ahead", api.SignatureExpire, at(301)},
		{"at the epoch", api.SignatureExpire, header("Timestamp", "0")},
		{"5 minutes ago", "", at(-300)},
		{"5 minutes ahead", "", at(300)},

		{"secret id in another case", api.SecretIdNotFound, func(r *request) { r.secretID = strings.ToLower(r.secretID) }},
		{"unknown with its own signature", api.SecretIdNotFound, func(r *request) { r.secretID, r.secretKey = "AKIDx", "x" }},

		{"wrong secret", api.SignatureFailure, func(r *request) { r.secretKey += "x" }},
		{"no secret", api.SignatureFailure, func(r *request) { r.secretKey = "" }},
		{"body changed", api.SignatureFailure, func(r *request) { r.sentBody = "{} " }},
		{"timestamp changed", api.SignatureFailure, func(r *request) { r.signedTime = strconv.FormatInt(now+1, 10) }},
		{"date not of the timestamp", api.SignatureFailure, func(r *request) { r.date = "2029-12-31" }},
		{"another host", api.SignatureFailure, func(r *request) { r.signedHost = "kms.tencentcloudapi.com" }},
		{"another port", api.SignatureFailure, func(r *request) { r.signedHost = "127.0.0.1:1" }},
		{"signed header not sent", api.SignatureFailure, func(r *request) { r.signedHeaders = "content-type;host;x-tc-nothing" }},

		{"older version", api.NoSuchVersion, header("Version", "2018-01-19")},
		{"action in another case", api.InvalidAction, header("Action", "getRegions")},
		{"region in another case", api.UnsupportedRegion, header("Region", "AP-GUANGZHOU")},

		{"multipart", api.InvalidRequest, contentType("multipart/form-data; boundary=x")},
		{"no content type", api.InvalidRequest, contentType("")},
		{"plain text", api.InvalidRequest, contentType("text/plain")},
		{"malformed content type", api.InvalidRequest, contentType("application/json/more")},
		{"charset", "", contentType("application/json; charset=utf-8")},
		{"no region", "", header("Region", "")},
		{"the other region", "", header("Region", "ap-beijing")},
	} {
		t.Run(f.name, func(t *testing.T) {
			r := m.request("ListAlgorithms", "{}")
			f.apply(r)
			m.want(t, f.code, r)
		})
	}
}

// TestSizes tries both sides of each limit. What is not too large fails for
// another reason.
func TestSizes(t *testing.T) {
	m := start(t)
	const get, v1, tc3 = 32 << 10, 1 << 20, 10 << 20
	query := func(size int) string { return "X=" + strings.Repeat("x", size-len("X=")) }
	body := func(size int) string { return `{"X":"` + strings.Repeat("x", size-len(`{"X":""}`)) + `"}` }
	form := func(r *request) { r.contentType = "application/x-www-form-urlencoded" }
	for _, c := range []struct {
		name         string
		fits, exceed api.Code
		limit        int
		set          func(r *request, size int)
	}{
		{"GET of TC3", api.UnknownParameter, api.RequestSizeLimitExceeded, get, func(r *request, size int) {
			r.method, r.query, r.body = http.MethodGet, query(size), ""
		}},
		{"GET of v1", api.MissingParameter, api.RequestSizeLimitExceeded, get, func(r *request, size int) {
			r.method, r.query, r.body = http.MethodGet, query(size), ""
			r.authorization = new(string)
		}},
		{"POST of v1", api.MissingParameter, api.RequestSizeLimitExceeded, v1, func(r *request, size int) {
			form(r)
			r.body = query(size)
		}},
		{"POST of v1 without length", api.MissingParameter, api.RequestSizeLimitExceeded, v1, func(r *request, size int) {
			form(r)
			r.body, r.chunked = query(size), true
		}},
		{"POST of TC3", api.UnknownParameter, api.RequestSizeLimitExceeded, tc3, func(r *request, size int) {
			r.body = body(size)
		}},
		{"POST of TC3 without length", api.UnknownParameter, api.RequestSizeLimitExceeded, tc3, func(r *request, size int) {
			r.body, r.chunked = body(size), true
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := m.request("ListAlgorithms", "{}")
			c.set(r, c.limit)
			m.want(t, c.fits, r)
			r = m.request("ListAlgorithms", "{}")
			c.set(r, c.limit+1)
			m.want(t, c.exceed, r)
		})
	}
}

// TestBodies reads JSON strictly.
func TestBodies(t *testing.T) {
	m := start(t)
	deep := strings.Repeat(`[`, 100_000)
	for _, c := range []struct {
		name, action, body string
		code               api.Code
		about              string // in the message
	}{
		{"empty object", "ListAlgorithms", "{}", "", ""},
		{"white space", "ListAlgorithms", " \r\n\t{ } \n", "", ""},
		{"nothing", "ListAlgorithms", "", api.InvalidParameter, ""},
		{"null", "ListAlgorithms", "null", api.InvalidParameter, ""},
		{"list", "ListAlgorithms", "[]", api.InvalidParameter, ""},
		{"text", "ListAlgorithms", `"{}"`, api.InvalidParameter, ""},
		{"not JSON", "ListAlgorithms", "{", api.InvalidParameter, ""},
		{"form", "ListAlgorithms", "Action=ListAlgorithms", api.InvalidParameter, ""},
		{"byte order mark", "ListAlgorithms", "\xef\xbb\xbf{}", api.InvalidParameter, ""},
		{"trailing object", "ListAlgorithms", "{}{}", api.InvalidParameter, ""},
		{"trailing text", "ListAlgorithms", "{} x", api.InvalidParameter, ""},
		{"comma at the end", "GenerateRandom", `{"NumberOfBytes":16,}`, api.InvalidParameter, ""},
		{"comment", "GenerateRandom", `{"NumberOfBytes":16/**/}`, api.InvalidParameter, ""},

		{"integer", "GenerateRandom", `{"NumberOfBytes":16}`, "", ""},
		{"integer as text", "GenerateRandom", `{"NumberOfBytes":"16"}`, "", ""},
		{"integer with white space", "GenerateRandom", `{"NumberOfBytes":" 16"}`, api.InvalidParameter, "NumberOfBytes"},
		{"empty integer", "GenerateRandom", `{"NumberOfBytes":""}`, api.InvalidParameter, "NumberOfBytes"},
		{"negative", "GenerateRandom", `{"NumberOfBytes":-1}`, api.InvalidParameter, "NumberOfBytes"},
		{"fraction", "GenerateRandom", `{"NumberOfBytes":1.0}`, api.InvalidParameter, "NumberOfBytes"},
		{"exponent", "GenerateRandom", `{"NumberOfBytes":1e1}`, api.InvalidParameter, "NumberOfBytes"},
		{"beyond 64 bits", "GenerateRandom", `{"NumberOfBytes":18446744073709551616}`, api.InvalidParameter, "NumberOfBytes"},
		{"boolean", "GenerateRandom", `{"NumberOfBytes":true}`, api.InvalidParameter, "NumberOfBytes"},
		{"list for an integer", "GenerateRandom", `{"NumberOfBytes":[16]}`, api.InvalidParameter, "NumberOfBytes"},
		{"missing", "GenerateRandom", `{}`, api.MissingParameter, "NumberOfBytes"},
		{"null for missing", "GenerateRandom", `{"NumberOfBytes":null}`, api.MissingParameter, "NumberOfBytes"},
		{"unknown", "GenerateRandom", `{"NumberOfBytes":16,"Size":1}`, api.UnknownParameter, "Size"},
		{"unknown and null", "GenerateRandom", `{"NumberOfBytes":16,"Size":null}`, api.UnknownParameter, "Size"},
		{"wrong case", "GenerateRandom", `{"numberOfBytes":16}`, api.UnknownParameter, "NumberOfBytes?"},
		{"duplicate", "GenerateRandom", `{"NumberOfBytes":16,"NumberOfBytes":16}`, api.InvalidParameter, "twice"},
		{"duplicate by escape", "GenerateRandom", `{"NumberOfBytes":16,"Number\u004ffBytes":16}`, api.InvalidParameter, "twice"},
		{"unknown with a common parameter's name", "GenerateRandom", `{"NumberOfBytes":16,"Region":"ap-guangzhou"}`, api.UnknownParameter, "Region"},

		{"text for text", "CreateKey", `{"Alias":1}`, api.InvalidParameter, "Alias"},
		{"invalid UTF-8", "CreateKey", "{\"Alias\":\"a\xff\"}", api.InvalidParameter, ""},
		{"invalid UTF-8 in a name", "CreateKey", "{\"Alias\xff\":\"a\"}", api.InvalidParameter, ""},
		{"half a surrogate pair", "CreateKey", `{"Alias":"\ud800"}`, api.InvalidParameter, ""},
		{"list of text", "DescribeKeys", `{"KeyIds":[1]}`, api.InvalidParameter, "KeyIds.0"},
		{"null in a list", "DescribeKeys", `{"KeyIds":[null]}`, api.InvalidParameter, "KeyIds.0"},
		{"text for a list", "DescribeKeys", `{"KeyIds":"a"}`, api.InvalidParameter, "KeyIds"},
		{"unknown in a structure", "CreateKey", `{"Alias":"a","Tags":[{"TagKey":"k","TagValue":"v","X":1}]}`, api.UnknownParameter, "Tags.0.X"},
		{"missing in a structure", "CreateKey", `{"Alias":"a","Tags":[{"TagKey":"k"}]}`, api.MissingParameter, "Tags.0.TagValue"},

		{"deep list", "ListAlgorithms", deep, api.InvalidParameter, ""},
		{"deep member", "DescribeKeys", `{"KeyIds":` + deep, api.InvalidParameter, ""},
		{"deep unknown member", "ListAlgorithms", `{"X":` + deep, api.UnknownParameter, "X"},
		{"long list", "DescribeKeys", `{"KeyIds":[""` + strings.Repeat(`,""`, 1000) + `]}`, api.InvalidParameter, "KeyIds"},

		{"bad base64", "Encrypt", `{"KeyId":"x","Plaintext":"*"}`, api.InvalidPlaintext, "Plaintext"},
		{"base64 without padding", "Encrypt", `{"KeyId":"x","Plaintext":"YQ"}`, api.InvalidPlaintext, "Plaintext"},
		{"number for base64", "Encrypt", `{"KeyId":"x","Plaintext":1}`, api.InvalidParameter, "Plaintext"},
		{"bad blob", "Decrypt", `{"CiphertextBlob":"a-k-b"}`, api.InvalidCiphertext, "CiphertextBlob"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := m.want(t, c.code, m.request(c.action, c.body))
			if !strings.Contains(a.text, c.about) {
				t.Errorf("the message does not say %q: %s", c.about, a.text)
			}
		})
	}
}

// TestLanguages answers in Chinese to those who ask for it, whatever fails.
func TestLanguages(t *testing.T) {
	m := start(t)
	for _, f := range append(inOrder(m.clock.Load()),
		fault{"content type", api.InvalidRequest, func(r *request) { r.contentType = "text/plain" }}) {
		for language, chinese := range map[string]bool{"zh-CN": true, "en-US": false, "": false, "fr": false} {
			t.Run(f.name+" "+language, func(t *testing.T) {
				r := m.request("ListAlgorithms", "{}")
				f.apply(r)
				r.headers["Language"] = language
				a := m.want(t, f.code, r)
				if got := strings.ContainsFunc(a.text, func(c rune) bool { return c >= 0x4e00 }); got != chinese {
					t.Errorf("in Chinese: %v, want %v: %s", got, chinese, a.text)
				}
			})
		}
	}
}

// TestTraceID gives the client's trace id back, with successes and failures.
func TestTraceID(t *testing.T) {
	m := start(t)
	const trace = "5b2b4bd6-3a3c-4a6b-9a34-0cbd6d8e9a11"
	for _, code := range []api.Code{"", api.InvalidAuthorization} {
		r := m.request("ListAlgorithms", "{}")
		r.headers["TraceId"] = trace
		if code != "" {
			authorization("SKIP")(r)
		}
		if a := m.want(t, code, r); !slices.Equal(a.header.Values("X-TC-TraceId"), []string{trace}) {
			t.Errorf("X-TC-TraceId %q, want %s", a.header.Values("X-TC-TraceId"), trace)
		}
	}
	r := m.request("ListAlgorithms", "{}")
	r.headers["TraceId"] = strings.Repeat("x", 129)
	if a := m.want(t, "", r); a.header.Get("X-TC-TraceId") != "" {
		t.Error("a trace id of 129 bytes is sent back")
	}
	if a, b := m.do(t, m.request("ListAlgorithms", "{}")), m.do(t, m.request("ListAlgorithms", "{}")); a.id == b.id {
		t.Errorf("two answers have the RequestId %s", a.id)
	}
}

// TestRefusalsOfV1 are those of the older signatures.
func TestRefusalsOfV1(t *testing.T) {
	m := start(t)
	now := m.clock.Load()
	for _, c := range []struct {
		name   string
		code   api.Code
		change map[string]string // before signing; empty text removes
		after  map[string]string // after signing
	}{
		{name: "proper"},
		{name: "no action", code: api.MissingParameter, change: map[string]string{"Action": ""}},
		{name: "no version", code: api.MissingParameter, change: map[string]string{"Version": ""}},
		{name: "no timestamp", code: api.MissingParameter, change: map[string]string{"Timestamp": ""}},
		{name: "no nonce", code: api.MissingParameter, change: map[string]string{"Nonce": ""}},
		{name: "no secret id", code: api.MissingParameter, change: map[string]string{"SecretId": ""}},
		{name: "no signature", code: api.MissingParameter, after: map[string]string{"Signature": ""}},
		{name: "method unknown", code: api.InvalidParameter, change: map[string]string{"SignatureMethod": "HmacMD5"}},
		{name: "timestamp malformed", code: api.InvalidParameter, change: map[string]string{"Timestamp": "now"}},
		{name: "too old", code: api.SignatureExpire, change: map[string]string{"Timestamp": fmt.Sprint(now - 301)}},
		{name: "too new", code: api.SignatureExpire, change: map[string]string{"Timestamp": fmt.Sprint(now + 301)}},
		{name: "just old enough", change: map[string]string{"Timestamp": fmt.Sprint(now - 300)}},
		{name: "unknown secret id", code: api.SecretIdNotFound, change: map[string]string{"SecretId": "AKIDunknown"}},
		{name: "token", code: api.TokenFailure, change: map[string]string{"Token": "token"}},
		{name: "value changed", code: api.SignatureFailure, after: map[string]string{"Nonce": "1"}},
		{name: "parameter added", code: api.SignatureFailure, after: map[string]string{"Extra": "1"}},
		{name: "signature not base64", code: api.SignatureFailure, after: map[string]string{"Signature": "*"}},
		{name: "signature of the other method", code: api.SignatureFailure, after: map[string]string{"SignatureMethod": "HmacSHA256"}},
		{name: "version", code: api.NoSuchVersion, change: map[string]string{"Version": "2017-03-12"}},
		{name: "action", code: api.InvalidAction, change: map[string]string{"Action": "NoSuchAction"}},
		{name: "region", code: api.UnsupportedRegion, change: map[string]string{"Region": "ap-nowhere"}},
		{name: "parameter unknown", code: api.UnknownParameter, change: map[string]string{"Extra": "1"}},
		{name: "list with a gap", code: api.InvalidParameter, change: map[string]string{"KeyIds.1": "a"}},
		{name: "list and value", code: api.InvalidParameter, change: map[string]string{"KeyIds.0": "a", "KeyIds": "b"}},
	} {
		for _, method := range []string{http.MethodGet, http.MethodPost} {
			t.Run(c.name+" "+method, func(t *testing.T) {
				params := m.v1("ListAlgorithms", nil)
				merge(params, c.change)
				m.signV1(method, m.host, params)
				merge(params, c.after)
				if a := m.sendV1(t, method, params); a.code != c.code {
					t.Errorf("code %q (%s), want %q", a.code, a.text, c.code)
				}
			})
		}
	}
	t.Run("malformed form", func(t *testing.T) {
		for _, form := range []string{"Action", "Action=%zz", "Action=a&Action=b", "Action=%ff", "&", "A+b=c"} {
			r := m.request("ListAlgorithms", form)
			r.contentType = "application/x-www-form-urlencoded"
			m.want(t, api.InvalidParameter, r)
		}
	})
}

func merge(params, changes map[string]string) {
	maps.Copy(params, changes)
	maps.DeleteFunc(params, func(name, value string) bool { return value == "" && name != "Region" })
}
