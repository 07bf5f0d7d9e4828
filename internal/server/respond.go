package server

import (
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"miyao/api"
)

// envelope is the outer form of every answer.
type envelope struct {
	Response any
}

// refusal is the inner form of a failure.
type refusal struct {
	Error     wireError
	RequestId string
}

type wireError struct {
	Code    api.Code
	Message string
}

// contentType is compared as a whole by the Python SDK: no charset.
var contentType = []string{"application/json"}

// respond writes the envelope. The answer is built in a pooled buffer, which is
// wiped afterwards.
func (s *Server) respond(w http.ResponseWriter, in *incoming, answer api.Answer, failure *api.Error) {
	out := s.buffers.Get().(*buffer)
	defer s.release(out)
	var response any = answer
	if failure != nil {
		response = refusal{wireError{failure.Code, failure.In(in.Language)}, in.ID}
	}
	// Structs have each name once, so the encoder need not keep count of them.
	if err := json.MarshalWrite(out, envelope{response}, jsontext.AllowDuplicateNames(true)); err != nil {
		s.log.Error("an answer could not be encoded", "action", in.Action, "request", in.ID, "error", err)
		http.Error(w, "the answer could not be encoded", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header["Content-Type"] = contentType
	header["Content-Length"] = []string{strconv.Itoa(len(out.b))}
	if trace := first(in.http.Header, "X-Tc-Traceid"); trace != "" && len(trace) <= maxTraceID {
		header["X-Tc-Traceid"] = []string{trace}
	}
	if _, err := w.Write(out.b); err != nil {
		s.log.Debug("an answer did not reach the client", "request", in.ID, "error", err)
	}
}

// maxTraceID bounds the trace id that is sent back; SDKs send a UUID.
const maxTraceID = 128
