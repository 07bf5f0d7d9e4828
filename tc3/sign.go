package tc3

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Sign adds a v3 signature to req: X-TC-Timestamp, X-TC-Token if c has one, a
// Content-Type if there is none, and Authorization. body must be what req
// sends. Set all X-TC headers before: Sign signs every one of them, so none
// can be exchanged on the way. If X-TC-Content-SHA256 says UNSIGNED-PAYLOAD,
// the body stays out of the signature. The error says that a header which must
// be signed is there more than once.
func Sign(req *http.Request, body []byte, c Credential, service string, at time.Time) error {
	get := req.Method == "" || req.Method == http.MethodGet
	m := Message{Method: http.MethodGet, Header: req.Header, Body: body, Timestamp: at.Unix(),
		Unsigned: req.Header.Get("X-TC-Content-SHA256") == UnsignedPayload}
	contentType := "application/x-www-form-urlencoded"
	if get {
		m.RawQuery = req.URL.RawQuery
	} else {
		m.Method = req.Method
		contentType = "application/json"
	}
	if req.Header.Get("Content-Type") == "" {
		req.Header.Set("Content-Type", contentType)
	}
	req.Header.Set("X-TC-Timestamp", strconv.FormatInt(m.Timestamp, 10))
	if c.Token != "" {
		req.Header.Set("X-TC-Token", c.Token)
	}
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	a := Authorization{SecretID: c.SecretID, Date: at.UTC().Format(time.DateOnly), Service: service,
		SignedHeaders: signedHeaders(req.Header)}
	key := DeriveKey([]byte(c.SecretKey), a.Date, service)
	s := key.signer(&a, &m)
	defer key.release(s)
	if err := s.prepare(); err != nil {
		return err
	}
	a.Signature = s.sum(host, true) // lower case is what the documentation asks for
	req.Header.Set("Authorization", a.String())
	return nil
}

func signedHeaders(header http.Header) string {
	names := []string{"content-type", "host"}
	for name, values := range header {
		if strings.HasPrefix(name, "X-Tc-") && len(values) > 0 {
			names = append(names, strings.ToLower(name))
		}
	}
	slices.Sort(names)
	return strings.Join(names, ";")
}
