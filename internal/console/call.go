package console

import (
	"errors"
	"io"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"

	"miyao/api"
	"miyao/internal/kms"
)

// maxAPIBody is what the API takes in a signed request.
const maxAPIBody = 10 << 20

// callAPI carries a call of the API for who is signed in. What it answers is
// the API's: status 200 and its envelope, for failures too.
func callAPI(x *exchange) (any, error) {
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxAPIBody))
	defer clear(body) // it may hold plaintext
	name := x.r.PathValue("Action")
	req := &kms.Request{
		ID: x.id, Action: name, Version: version(name), Region: x.r.Header.Get("X-Miyao-Region"), Body: body,
		Caller: x.caller, SourceIP: x.source, UserAgent: x.r.UserAgent(), Language: language(x.r),
	}
	var answer api.Answer
	var failure *api.Error
	if err != nil {
		failure = x.Service.Refuse(x.ctx(), req, bodyFailure(err))
	} else {
		answer, failure = x.Service.Do(x.ctx(), req)
	}
	if failure != nil {
		return jsontext.Value(api.AppendFailure(nil, failure.Code, failure.In(req.Language), x.id)), nil
	}
	return jsontext.Value(api.AppendAnswer(nil, answer)), nil
}

func bodyFailure(err error) *api.Error {
	if errors.As(err, new(*http.MaxBytesError)) {
		return api.Errorf(api.RequestSizeLimitExceeded, "The request is larger than %d bytes.", "请求大小超过 %d 字节。", maxAPIBody)
	}
	return api.Errorf(api.InvalidParameter, "The request body could not be read to its end.", "无法完整读取请求正文。")
}

// version is that of the product to which an action belongs. An action that
// does not exist is one of KMS, which then says so.
func version(name string) string {
	if action, ok := findAction(name); ok {
		return action.Product.Version
	}
	return api.ProductKMS.Version
}

func findAction(name string) (*api.Info, bool) {
	for _, action := range api.Actions() {
		if action.Name == name {
			return action, true
		}
	}
	return nil, false
}
