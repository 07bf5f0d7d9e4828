package server

import (
	"miyao/api"
	"miyao/internal/identity"
	"miyao/tc3"
)

// acceptV1 verifies HmacSHA1 or HmacSHA256 over the parameters of a query or
// form, which hold the common parameters too.
func (s *Server) acceptV1(in *incoming, form string) *api.Error {
	params, err := tc3.ParseForm(form)
	if err != nil {
		return api.Errorf(api.InvalidParameter, "The parameters are malformed: %v.", "请求参数格式错误：%v。", err)
	}
	common, own := tc3.SplitCommon(params)
	in.Action, in.Version, in.Region = common.Action, common.Version, common.Region
	in.Language = common.Language
	at, failure := in.common(common.Timestamp)
	if failure != nil {
		return failure
	}
	for _, p := range [...]struct{ name, value string }{
		{"Nonce", common.Nonce}, {"SecretId", common.SecretID}, {"Signature", common.Signature},
	} {
		if p.value == "" {
			return missing(p.name)
		}
	}
	switch common.SignatureMethod {
	case "", tc3.HmacSHA1, tc3.HmacSHA256:
	default:
		return api.Errorf(api.InvalidParameter, "SignatureMethod must be HmacSHA1 or HmacSHA256.", "SignatureMethod 必须为 HmacSHA1 或 HmacSHA256。")
	}
	if failure := s.inWindow(in, at); failure != nil {
		return failure
	}
	failure = s.authenticate(in, common.SecretID, common.Token, func(c *identity.Credential) error {
		return c.VerifyV1(in.http.Method, s.hosts(in), params)
	})
	if failure != nil {
		return failure
	}
	return in.parameters(own)
}

// query takes the action's parameters from the query of a TC3 request, where
// the common ones travel in headers.
func (in *incoming) query() *api.Error {
	params, err := tc3.ParseForm(in.http.URL.RawQuery)
	if err != nil {
		return api.Errorf(api.InvalidParameter, "The parameters are malformed: %v.", "请求参数格式错误：%v。", err)
	}
	return in.parameters(params)
}

// parameters turns dotted parameters into the JSON document that the service
// reads, so that there is one way to decode a request.
func (in *incoming) parameters(params []tc3.Param) *api.Error {
	body, err := tc3.FormJSON(params)
	if err != nil {
		return api.Errorf(api.InvalidParameter, "The parameters are malformed: %v.", "请求参数格式错误：%v。", err)
	}
	in.Body = body
	return nil
}
