package server

import (
	"net/http"
	"strconv"

	"miyao/api"
)

// contentType is compared as a whole by the Python SDK: no charset.
var contentType = []string{"application/json"}

// respond writes the envelope. The answer is built in a pooled buffer, which is
// wiped afterwards.
func (s *Server) respond(w http.ResponseWriter, in *incoming, answer api.Answer, failure *api.Error) {
	out := s.buffers.Get().(*buffer)
	defer s.release(out)
	if failure != nil {
		out.b = api.AppendFailure(out.b, failure.Code, failure.In(in.Language), in.ID)
	} else {
		out.b = api.AppendAnswer(out.b, answer)
	}
	header := w.Header()
	header["Content-Type"] = contentType
	in.length[0] = strconv.Itoa(len(out.b))
	header["Content-Length"] = in.length[:]
	if trace := first(in.http.Header, "X-Tc-Traceid"); trace != "" && len(trace) <= maxTraceID {
		header["X-Tc-Traceid"] = []string{trace}
	}
	if _, err := w.Write(out.b); err != nil {
		s.log.Debug("an answer did not reach the client", "request", in.ID, "error", err)
	}
}

// maxTraceID bounds the trace id that is sent back; SDKs send a UUID.
const maxTraceID = 128
