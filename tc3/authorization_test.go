package tc3_test

import (
	"strings"
	"testing"

	"miyao/tc3"
)

const validAuthorization = "TC3-HMAC-SHA256 Credential=AKIDexample/2024-02-29/localhost:8443/tc3_request, " +
	"SignedHeaders=content-type;host;x-tc-action, Signature=" +
	"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

func TestParseAuthorization(t *testing.T) {
	a, err := tc3.ParseAuthorization(validAuthorization)
	if err != nil {
		t.Fatal(err)
	}
	want := tc3.Authorization{SecretID: "AKIDexample", Date: "2024-02-29", Service: "localhost:8443",
		SignedHeaders: "content-type;host;x-tc-action", Signature: a.Signature}
	if a != want || a.Signature[1] != 0x23 {
		t.Errorf("got %+v", a)
	}
	if a.String() != validAuthorization {
		t.Errorf("String gives %s", a)
	}
}

func TestParseAuthorizationRefuses(t *testing.T) {
	signature := validAuthorization[len(validAuthorization)-64:]
	for name, change := range map[string][2]string{
		"SKIP":                     {validAuthorization, "SKIP"},
		"nothing":                  {validAuthorization, ""},
		"another algorithm":        {"TC3-HMAC-SHA256 ", "AWS4-HMAC-SHA256 "},
		"lower-case algorithm":     {"TC3-HMAC-SHA256 ", "tc3-hmac-sha256 "},
		"two spaces":               {"TC3-HMAC-SHA256 ", "TC3-HMAC-SHA256  "},
		"no space after a comma":   {", SignedHeaders", ",SignedHeaders"},
		"a second Credential":      {"SignedHeaders=", "Credential=a/2024-02-29/kms/tc3_request, SignedHeaders="},
		"another order":            {"Credential", "Signature"},
		"text behind":              {signature, signature + " "},
		"a field behind":           {signature, signature + ", X=1"},
		"an empty SecretId":        {"AKIDexample", ""},
		"a long SecretId":          {"AKIDexample", strings.Repeat("a", 129)},
		"a space in SecretId":      {"AKIDexample", "AKID example"},
		"a slash in SecretId":      {"AKIDexample", "AKID/example"},
		"a letter beyond ASCII":    {"AKIDexample", "AKIDé"},
		"no leap day":              {"2024-02-29", "2023-02-29"},
		"a short date":             {"2024-02-29", "2024-2-29"},
		"month 13":                 {"2024-02-29", "2024-13-01"},
		"an empty service":         {"localhost:8443", ""},
		"a long service":           {"localhost:8443", strings.Repeat("a", 129)},
		"another end":              {"tc3_request", "tc4_request"},
		"more segments":            {"tc3_request", "tc3_request/x"},
		"no host":                  {"content-type;host", "content-type"},
		"no content-type":          {"content-type;host", "host"},
		"an upper-case header":     {"x-tc-action", "X-TC-Action"},
		"an empty header":          {"host;x", "host;;x"},
		"a header twice":           {"x-tc-action", "host"},
		"a space in the list":      {"host;x", "host; x"},
		"a colon in a header name": {"x-tc-action", "x:y"},
		"33 headers":               {"x-tc-action", "a" + strings.Repeat(";b", 30)},
		"a short signature":        {signature, signature[2:]},
		"a long signature":         {signature, signature + "00"},
		"an upper-case signature":  {signature, strings.ToUpper(signature)},
		"no hexadecimal digit":     {"0123456789abcdef", "g123456789abcdef"},
		"a header of 5000 bytes":   {"AKIDexample", strings.Repeat("a", 5000)},
	} {
		header := strings.Replace(validAuthorization, change[0], change[1], 1)
		if header == validAuthorization {
			t.Fatalf("%s: nothing was changed", name)
		}
		if a, err := tc3.ParseAuthorization(header); err == nil || a != (tc3.Authorization{}) {
			t.Errorf("%s: got %v, %v", name, a, err)
		}
	}
}

// FuzzParseAuthorization holds the property that what parses is written again
// as it was.
func FuzzParseAuthorization(f *testing.F) {
	for _, header := range append(authorizations(f), validAuthorization) {
		if _, err := tc3.ParseAuthorization(header); err != nil {
			f.Fatalf("seed %q: %v", header, err)
		}
		f.Add(header)
	}
	f.Fuzz(func(t *testing.T, header string) {
		a, err := tc3.ParseAuthorization(header)
		if err != nil {
			return
		}
		if a.String() != header {
			t.Errorf("%q is written as %q", header, a)
		}
	})
}

func TestParseTimestamp(t *testing.T) {
	for _, text := range []string{"0", "1551113065", "253402300799"} {
		if _, err := tc3.ParseTimestamp(text); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{"", "-1", "+1", "01", " 1", "1.5", "1e9", "253402300800", "99999999999999999999", "１"} {
		if _, err := tc3.ParseTimestamp(text); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}
