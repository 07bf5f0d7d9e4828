package tc3_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"miyao/tc3"
)

// BenchmarkVerify measures what a server does for each v3 request with the
// signing key at hand: read the header and verify.
func BenchmarkVerify(b *testing.B) {
	for _, size := range []int{200, 5500} {
		body := strings.Repeat("x", size)
		for _, host := range []string{"127.0.0.1:8573", "127.0.0.1"} {
			a := byHand("2024-02-29", "content-type;host", "content-type:application/json\nhost:"+host+"\n", body)
			req := &http.Request{Header: http.Header{"Content-Type": {"application/json"},
				"Authorization": {a.String()}, "X-Tc-Timestamp": {fmt.Sprint(noon.Unix())}}}
			b.Run(fmt.Sprintf("SDK/host=%s/%d", host, size), func(b *testing.B) { benchmark(b, req, body, "key") })
		}
		req := signed(b, "POST", "http://127.0.0.1:8573", body, credential)
		b.Run(fmt.Sprintf("Sign/%d", size), func(b *testing.B) { benchmark(b, req, body, credential.SecretKey) })
	}
}

func benchmark(b *testing.B, req *http.Request, text, secretKey string) {
	body := []byte(text)
	key := tc3.DeriveKey([]byte(secretKey), "2024-02-29", "kms")
	header, hosts := req.Header.Get("Authorization"), []string{"127.0.0.1:8573", "127.0.0.1"}
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		a, err := tc3.ParseAuthorization(header)
		if err != nil {
			b.Fatal(err)
		}
		timestamp, err := tc3.ParseTimestamp(req.Header.Get("X-TC-Timestamp"))
		if err != nil {
			b.Fatal(err)
		}
		m := tc3.Message{Method: "POST", Header: req.Header, Hosts: hosts, Body: body, Timestamp: timestamp}
		if err := a.Verify(key, &m); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDeriveKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		tc3.DeriveKey([]byte(credential.SecretKey), "2024-02-29", "kms")
	}
}

func BenchmarkV1(b *testing.B) {
	for _, r := range requests(b) {
		if r.Name != "Python HmacSHA256 POST CreateKey" {
			continue
		}
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(r.receive(b).Body)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportAllocs()
		for b.Loop() {
			params, err := tc3.ParseForm(string(body))
			if err != nil {
				b.Fatal(err)
			}
			if err := tc3.VerifyV1([]byte(r.SecretKey), "POST", []string{r.Host, host}, params); err != nil {
				b.Fatal(err)
			}
			_, own := tc3.SplitCommon(params)
			if _, err := tc3.FormJSON(own); err != nil {
				b.Fatal(err)
			}
		}
	}
}
