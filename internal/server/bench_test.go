package server_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"testing"
)

// sink is a ResponseWriter that keeps nothing.
type sink struct{ header http.Header }

func (s sink) Header() http.Header         { return s.header }
func (s sink) Write(p []byte) (int, error) { return len(p), nil }
func (s sink) WriteHeader(int)             {}

// BenchmarkEncrypt is a call without the cost of net/http: what it allocates is
// ours.
func BenchmarkEncrypt(b *testing.B) {
	m := start(b)
	resp, err := m.client.Do(m.build(b, m.request("CreateKey", `{"Alias":"bench"}`)))
	if err != nil {
		b.Fatal(err)
	}
	defer resp.Body.Close()
	var created struct{ Response struct{ KeyId string } }
	if err := json.NewDecoder(resp.Body).Decode(&created); err != nil {
		b.Fatal(err)
	}
	for _, size := range []int{32, 4096} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			body := fmt.Sprintf(`{"KeyId":%q,"Plaintext":%q}`, created.Response.KeyId,
				base64.StdEncoding.EncodeToString(make([]byte, size)))
			req := m.build(b, m.request("Encrypt", body))
			req.Header.Set("User-Agent", "bench")
			req.RemoteAddr = "127.0.0.1:1"
			reader := bytes.NewReader([]byte(body))
			req.Body = io.NopCloser(reader)
			w := sink{http.Header{}}
			b.ReportAllocs()
			for b.Loop() {
				reader.Reset([]byte(body))
				m.server.ServeHTTP(w, req)
			}
		})
	}
}
