package tc3_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"miyao/tc3"
)

var (
	credential = tc3.Credential{SecretID: "AKIDexample", SecretKey: "the-secret-key", Token: "Token/1+2="}
	noon       = time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
)

func signed(t testing.TB, method, url, body string, c tc3.Credential, set ...string) *http.Request {
	t.Helper()
	req, err := http.NewRequest(method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("X-TC-Action", "DescribeKey")
	for i := 0; i < len(set); i += 2 {
		req.Header.Set(set[i], set[i+1])
	}
	if err := tc3.Sign(req, []byte(body), c, "kms", noon); err != nil {
		t.Fatal(err)
	}
	return req
}

func TestSign(t *testing.T) {
	for name, req := range map[string]*http.Request{
		"POST":         signed(t, "POST", "https://KMS.example:8443/?not=signed", `{"KeyId":"我"}`, credential),
		"GET":          signed(t, "GET", "http://kms.example/?B=%20&A=我", "", credential),
		"no token":     signed(t, "POST", "http://kms.example", "{}", tc3.Credential{SecretID: "a", SecretKey: "the-secret-key"}),
		"content type": signed(t, "POST", "http://kms.example", "{}", credential, "Content-Type", "application/json; charset=UTF-8"),
		"unsigned":     signed(t, "POST", "http://kms.example", "{}", credential, "X-TC-Content-SHA256", tc3.UnsignedPayload),
	} {
		if err := verify(t, req, "the-secret-key"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := req.Header.Get("X-TC-Timestamp"); got != fmt.Sprint(noon.Unix()) {
			t.Errorf("%s: timestamp %s", name, got)
		}
	}
}

// TestSignCoversHeaders exchanges the headers that the published clients do
// not sign.
func TestSignCoversHeaders(t *testing.T) {
	for _, name := range []string{"X-TC-Action", "X-TC-Token", "X-TC-Timestamp", "X-TC-Region", "Content-Type"} {
		req := signed(t, "POST", "http://kms.example", "{}", credential, "X-TC-Region", "ap-guangzhou")
		req.Header.Set(name, fmt.Sprint(noon.Unix()+1))
		if err := verify(t, req, "the-secret-key"); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s exchanged: %v", name, err)
		}
		req = signed(t, "POST", "http://kms.example", "{}", credential, "X-TC-Region", "ap-guangzhou")
		if name == "X-TC-Timestamp" {
			continue
		}
		req.Header.Add(name, "x")
		if err := verify(t, req, "the-secret-key"); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s twice: %v", name, err)
		}
		req.Header.Del(name)
		if err := verify(t, req, "the-secret-key"); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s removed: %v", name, err)
		}
	}
}

// byHand signs a POST at noon with the secret key "key", in the steps of the
// documentation.
func byHand(date, list, headers, payload string) tc3.Authorization {
	mac := func(key []byte, text string) []byte {
		m := hmac.New(sha256.New, key)
		m.Write([]byte(text))
		return m.Sum(nil)
	}
	hash := func(text string) string { sum := sha256.Sum256([]byte(text)); return hex.EncodeToString(sum[:]) }
	canonical := "POST\n/\n\n" + headers + "\n" + list + "\n" + hash(payload)
	key := mac(mac(mac([]byte("TC3key"), date), "kms"), "tc3_request")
	text := fmt.Sprintf("TC3-HMAC-SHA256\n%d\n%s/kms/tc3_request\n%s", noon.Unix(), date, hash(canonical))
	return tc3.Authorization{SecretID: "AKIDexample", Date: date, Service: "kms", SignedHeaders: list,
		Signature: [32]byte(mac(key, text))}
}

func TestVerifyByHand(t *testing.T) {
	header := http.Header{"Content-Type": {" application/json; charset=UTF-8 "}, "X-Tc-Action": {"Encrypt"}}
	const day, list, asSent = "2024-02-29", "content-type;host;x-tc-action",
		"content-type:application/json; charset=UTF-8\nhost:KMS.example:1\nx-tc-action:Encrypt\n"
	for _, c := range []struct {
		name string
		a    tc3.Authorization
		want bool
	}{
		{"as sent", byHand(day, list, asSent, "{}"), true},
		{"lower case", byHand(day, list, strings.ToLower(asSent), "{}"), true},
		{"second host", byHand(day, list, strings.Replace(asSent, ":1", "", 1), "{}"), true},
		{"unsorted", byHand(day, "host;content-type", "host:KMS.example:1\ncontent-type:application/json; charset=UTF-8\n", "{}"), true},
		{"another host", byHand(day, list, strings.Replace(asSent, "KMS", "SMK", 1), "{}"), false},
		{"another case", byHand(day, list, strings.ToUpper(asSent), "{}"), false},
		{"the day before", byHand("2024-02-28", list, asSent, "{}"), false},
		{"unsigned without saying so", byHand(day, list, asSent, tc3.UnsignedPayload), false},
		{"another body", byHand(day, list, asSent, "{ }"), false},
	} {
		key := tc3.DeriveKey([]byte("key"), c.a.Date, c.a.Service)
		m := tc3.Message{Method: "POST", Header: header, Hosts: []string{"KMS.example:1", "KMS.example"},
			Body: []byte("{}"), Timestamp: noon.Unix()}
		if err := c.a.Verify(key, &m); (err == nil) != c.want || err != nil && !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s: %v", c.name, err)
		}
		m.Hosts = nil
		if err := c.a.Verify(key, &m); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s, without a host: %v", c.name, err)
		}
	}
}

func TestSignV1(t *testing.T) {
	params := []tc3.Param{{Name: "Action", Value: "DescribeKey"}, {Name: "Region"}, {Name: "Alias", Value: "我 +&="}}
	for _, method := range []string{"", tc3.HmacSHA1, tc3.HmacSHA256} {
		list, err := tc3.SignV1("GET", "kms.example:1", params, credential, method)
		if err != nil {
			t.Fatal(err)
		}
		back, err := tc3.ParseForm(string(tc3.AppendForm(nil, list)))
		if err != nil {
			t.Fatal(err)
		}
		if err := tc3.VerifyV1([]byte("the-secret-key"), "GET", []string{"kms.example", "kms.example:1"}, back); err != nil {
			t.Errorf("%q: %v", method, err)
		}
		common, own := tc3.SplitCommon(back)
		if common.SecretID != credential.SecretID || common.Token != credential.Token || len(own) != 1 {
			t.Errorf("%q: got %+v, %v", method, common, own)
		}
	}
	if _, err := tc3.SignV1("GET", "h", params, credential, "HmacMD5"); err == nil {
		t.Error("HmacMD5 was taken")
	}
}

func TestVerifyV1Refuses(t *testing.T) {
	list, err := tc3.SignV1("GET", "h", []tc3.Param{{Name: "A", Value: "1"}}, credential, tc3.HmacSHA256)
	if err != nil {
		t.Fatal(err)
	}
	signature := list[len(list)-1].Value
	for name, text := range map[string]string{"none": "", "shorter": signature[:40], "line break": signature[:20] + "\n" + signature[20:],
		"url alphabet": strings.NewReplacer("+", "-", "/", "_").Replace("+/" + signature[2:]), "zeros": strings.Repeat("A", 43) + "="} {
		list[len(list)-1].Value = text
		if err := tc3.VerifyV1([]byte("the-secret-key"), "GET", []string{"h"}, list); !errors.Is(err, tc3.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	list = append(list, tc3.Param{Name: "B"}) // an empty parameter may stay out, another may not
	list[len(list)-2].Value = signature
	if err := tc3.VerifyV1([]byte("the-secret-key"), "GET", []string{"h"}, list); err != nil {
		t.Errorf("unsigned empty parameter: %v", err)
	}
	list[len(list)-1].Value = "x"
	if err := tc3.VerifyV1([]byte("the-secret-key"), "GET", []string{"h"}, list); !errors.Is(err, tc3.ErrSignature) {
		t.Errorf("unsigned parameter: %v", err)
	}
	for i := range list {
		if list[i].Name == "SignatureMethod" {
			list[i].Value = "none"
		}
	}
	if err := tc3.VerifyV1([]byte("the-secret-key"), "GET", []string{"h"}, list); err == nil {
		t.Error("the signature method none was taken")
	}
}

func TestSecretsDoNotPrint(t *testing.T) {
	key := tc3.DeriveKey([]byte(credential.SecretKey), "2024-02-29", "kms")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "credential", credential, "key", key)
	doc, err := json.Marshal([]any{credential, key})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%v %+v %#v %s %x %d %v %x %s %#v", credential, credential, credential, credential, credential,
		credential, key, key, key, key) + log.String() + string(doc)
	for _, part := range []string{credential.SecretKey, credential.Token, hex.EncodeToString([]byte(credential.SecretKey))} {
		if strings.Contains(text, part) {
			t.Errorf("%q is in %s", part, text)
		}
	}
}

func TestSignRefusesTwoContentTypes(t *testing.T) {
	req := signed(t, "POST", "http://kms.example", "{}", credential)
	req.Header.Add("Content-Type", "text/plain")
	if err := tc3.Sign(req, nil, credential, "kms", noon); err == nil {
		t.Error("signed")
	}
}
