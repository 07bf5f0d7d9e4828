package server

import (
	"errors"
	"mime"
	"net"
	"net/http"
	"time"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/tc3"
)

// clockWindow is how far a request's time may be from the server's, in seconds
// (published: common parameters, Timestamp).
const clockWindow = 5 * 60

// accept reads a request and verifies its signature, in the published order of
// checks: method and size, form of the authorisation, common parameters, time,
// credential, token, signature.
func (s *Server) accept(in *incoming) *api.Error {
	r := in.http
	in.Language = first(r.Header, "X-Tc-Language") // v1 has a parameter instead
	switch r.Method {
	case http.MethodGet:
		if len(r.URL.RawQuery) > maxGETBytes {
			return tooLarge(maxGETBytes)
		}
		if r.Header.Get("Authorization") != "" {
			return s.acceptV3(in)
		}
		return s.acceptV1(in, r.URL.RawQuery)
	case http.MethodPost:
		return s.acceptPost(in)
	}
	return api.Errorf(api.UnsupportedProtocol, "The method %s is not supported; use POST or GET.",
		"不支持 %s 方法，请使用 POST 或 GET。", api.Shown(r.Method))
}

func (s *Server) acceptPost(in *incoming) *api.Error {
	mediaType := in.http.Header.Get("Content-Type")
	if mediaType != "application/json" { // the common case needs no parsing
		mediaType, _, _ = mime.ParseMediaType(mediaType)
	}
	switch mediaType {
	case "application/json":
		if err := in.readBody(maxTC3Bytes); err != nil {
			return err
		}
		return s.acceptV3(in)
	case "application/x-www-form-urlencoded":
		if err := in.readBody(maxV1Bytes); err != nil {
			return err
		}
		return s.acceptV1(in, string(in.body.b))
	}
	return api.Errorf(api.InvalidRequest, "The Content-Type must be application/json (with TC3-HMAC-SHA256) or application/x-www-form-urlencoded (with HmacSHA1 or HmacSHA256).",
		"Content-Type 必须为 application/json（TC3-HMAC-SHA256 签名）或 application/x-www-form-urlencoded（HmacSHA1、HmacSHA256 签名）。")
}

// acceptV3 verifies TC3-HMAC-SHA256.
func (s *Server) acceptV3(in *incoming) *api.Error {
	h := in.http.Header
	in.Action, in.Version, in.Region = first(h, "X-Tc-Action"), first(h, "X-Tc-Version"), first(h, "X-Tc-Region")
	var err error
	if in.authorization, err = tc3.ParseAuthorization(first(h, "Authorization")); err != nil {
		return api.Errorf(api.InvalidAuthorization, "The Authorization header does not have the form of TC3-HMAC-SHA256: %v.",
			"Authorization 请求头不符合 TC3-HMAC-SHA256 的格式：%v。", err)
	}
	at, failure := in.common(first(h, "X-Tc-Timestamp"))
	if failure != nil {
		return failure
	}
	if failure := s.inWindow(in, at); failure != nil {
		return failure
	}
	in.message = tc3.Message{
		Method: in.http.Method, Header: h, Hosts: s.hosts(in), Body: in.body.b,
		Unsigned:  first(h, "X-Tc-Content-Sha256") == tc3.UnsignedPayload,
		Timestamp: at,
	}
	if in.http.Method == http.MethodGet {
		in.message.RawQuery = in.http.URL.RawQuery
	}
	failure = s.authenticate(in, in.authorization.SecretID, first(h, "X-Tc-Token"), func(c *identity.Credential) error {
		return c.VerifyV3(&in.authorization, &in.message)
	})
	if failure != nil {
		return failure
	}
	if in.http.Method == http.MethodGet {
		return in.query()
	}
	in.Body = in.body.b
	return nil
}

// authenticate finds the credential, checks the signature and says who calls.
// The work is the same whether the SecretId is known or not.
func (s *Server) authenticate(in *incoming, secretID, token string, verify func(*identity.Credential) error) *api.Error {
	credential, fault := s.credential(in, secretID, token)
	err := verify(credential)
	switch {
	case errors.Is(fault, identity.ErrUnknownCredential):
		return api.Errorf(api.SecretIdNotFound, "The SecretId does not exist here, or is disabled. A temporary one needs its Token.",
			"SecretId 不存在或已被禁用；临时密钥需要携带 Token。")
	case errors.Is(fault, identity.ErrToken):
		return api.Errorf(api.TokenFailure, "The Token is not valid: it is damaged, expired or not of this SecretId, or what it was made by is gone; ask for a new temporary credential.",
			"Token 无效：已损坏、已过期、与 SecretId 不匹配，或其来源密钥、用户、角色已不存在；请重新获取临时密钥。")
	case fault != nil, err != nil && !errors.Is(err, tc3.ErrSignature):
		s.log.Error("a credential cannot be used", "secretId", secretID, "error", errors.Join(fault, err))
		return api.Internal()
	case err != nil:
		return api.Errorf(api.SignatureFailure, "The signature is refused: %v. Check the SecretKey, and that the host name signed is the one of this endpoint (see --extra-hosts).",
			"签名校验失败（%v）。请检查 SecretKey 以及参与签名的域名是否与接入地址一致（参见 --extra-hosts）。", err)
	}
	in.Caller = &credential.Caller
	return nil
}

// credential finds the credential of a SecretId; with an error it is a decoy.
func (s *Server) credential(in *incoming, secretID, token string) (*identity.Credential, error) {
	if token != "" {
		return s.directory.Session(in.http.Context(), secretID, token)
	}
	credential, known := s.directory.Credential(secretID)
	if !known {
		return credential, identity.ErrUnknownCredential
	}
	return credential, nil
}

// common checks that the common parameters are there, and reads the time.
func (in *incoming) common(timestamp string) (int64, *api.Error) {
	for _, p := range [...]struct{ name, value string }{
		{"Action", in.Action}, {"Version", in.Version}, {"Timestamp", timestamp},
	} {
		if p.value == "" {
			return 0, missing(p.name)
		}
	}
	at, err := tc3.ParseTimestamp(timestamp)
	if err != nil {
		return 0, api.Errorf(api.InvalidParameter, "Timestamp must be whole seconds since 1970.", "Timestamp 必须为以秒为单位的 UNIX 时间戳。")
	}
	return at, nil
}

func missing(name string) *api.Error {
	return api.Errorf(api.MissingParameter, "The common parameter %s is required.", "缺少公共参数 %s。", name)
}

func (s *Server) inWindow(in *incoming, at int64) *api.Error {
	in.Time = s.now()
	now := in.Time.Unix()
	if at < now-clockWindow || at > now+clockWindow {
		return api.Errorf(api.SignatureExpire, "The request's Timestamp is more than 5 minutes from the server's time, which is %s; set the clock.",
			"请求时间戳与服务器时间相差超过 5 分钟，服务器当前时间为 %s，请校准时钟。", time.Unix(now, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

// hosts are the texts that a client may have signed as host: what it sent,
// what it sent without the port (the Node SDK), and the configured ones.
func (s *Server) hosts(in *incoming) []string {
	hosts := append(in.hosts[:0], in.http.Host)
	if name, _, err := net.SplitHostPort(in.http.Host); err == nil {
		hosts = append(hosts, name)
	}
	return append(hosts, s.extraHosts...)
}

// first is the value of a header under its canonical name. Header.Get would
// work the canonical name out each time.
func first(h http.Header, canonical string) string {
	if values := h[canonical]; len(values) > 0 {
		return values[0]
	}
	return ""
}
