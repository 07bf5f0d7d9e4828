package console

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
)

// Codes of refusals that the API does not have.
const (
	codeSignInFailed    api.Code = "SignInFailed"
	codeCodeRequired    api.Code = "CodeRequired"
	codeTooMany         api.Code = "TooManyAttempts"
	codeSessionExpired  api.Code = "SessionExpired"
	codeLinkInvalid     api.Code = "LinkInvalid"
	codePasswordRefused api.Code = "PasswordRefused"
	codeCodeInvalid     api.Code = "CodeInvalid"
	codeCrossOrigin     api.Code = "CrossOrigin"
	codeInvalidRequest  api.Code = "InvalidRequest"
)

// refusal is an answer other than 200.
type refusal struct {
	status int
	cause  *api.Error
	after  time.Duration // when to try again; zero: not said
}

func (r *refusal) Error() string { return r.cause.Error() }

func refuse(status int, code api.Code, en, zh string, args ...any) *refusal {
	return &refusal{status: status, cause: api.Errorf(code, en, zh, args...)}
}

// exchange is one request to an endpoint and its answer.
type exchange struct {
	*Console
	w      http.ResponseWriter
	r      *http.Request
	id     string // the RequestId
	source string
	detail map[string]string // of its audit entries; may be nil

	// Of who is signed in; caller is nil for nobody.
	key     sessionKey
	session session
	caller  *identity.Caller
}

func (x *exchange) ctx() context.Context { return x.r.Context() }

func (c *Console) newExchange(w http.ResponseWriter, r *http.Request) *exchange {
	return &exchange{Console: c, w: w, r: r, id: uuid.NewString(), source: sourceIP(r)}
}

// handler answers one endpoint with what is encoded as JSON, or with an error.
type handler func(*exchange) (any, error)

// handle makes an http.Handler of an endpoint.
func (c *Console) handle(h handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		x := c.newExchange(w, r)
		if err := checkContentType(r); err != nil {
			x.fail(err)
			return
		}
		err := x.findSession()
		var answer any
		if err == nil {
			answer, err = h(x)
		}
		if err != nil {
			x.fail(err)
			return
		}
		x.write(http.StatusOK, answer)
	})
}

// signedIn refuses who is not.
func signedIn(h handler) handler {
	return func(x *exchange) (any, error) {
		if x.caller == nil {
			return nil, refuse(http.StatusUnauthorized, codeSessionExpired, "The session is over; sign in again.", "会话已结束，请重新登录。")
		}
		return h(x)
	}
}

// asUser refuses who is not signed in as a principal that has a password.
func asUser(h handler) handler {
	return signedIn(func(x *exchange) (any, error) {
		if x.session.role != "" {
			return nil, refuse(http.StatusForbidden, codeInvalidRequest,
				"A role has no password and no one-time codes here; its identity provider has.", "角色没有本地密码和动态口令，由其身份提供方管理。")
		}
		return h(x)
	})
}

// checkContentType asks for JSON, which a form of another site cannot send.
func checkContentType(r *http.Request) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return nil
	}
	if mediaType, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); mediaType != "application/json" {
		return refuse(http.StatusUnsupportedMediaType, codeInvalidRequest,
			"The Content-Type must be application/json.", "Content-Type 必须为 application/json。")
	}
	return nil
}

// findSession looks the session of the cookie up. It is over when its principal
// or role is gone, or when the principal signs in in another way since. Asking for the session does not use it, so
// that a page may ask when it ends.
func (x *exchange) findSession() error {
	cookie, err := x.r.Cookie(cookieName)
	if err != nil {
		return nil
	}
	key := keyOf(cookie.Value)
	found, ok := x.sessions.find(key, x.r.Method != http.MethodGet)
	if !ok {
		return nil
	}
	caller, err := x.callerOf(found)
	if err != nil {
		return err
	}
	if caller == nil {
		x.sessions.end(key)
		return nil
	}
	x.key, x.session, x.caller = key, found, caller
	return nil
}

// callerOf says who a session is; nil: it is over.
func (x *exchange) callerOf(s session) (caller *identity.Caller, err error) {
	if s.role != "" {
		caller, err = x.Directory.RoleSession(x.ctx(), s.principal, s.role)
	} else {
		var stamp identity.Stamp
		if stamp, err = x.SignIns.Stamp(x.ctx(), s.principal); err == nil && stamp != s.stamp {
			return nil, nil
		}
		if err == nil {
			caller, err = x.Directory.CallerOf(x.ctx(), s.principal)
		}
	}
	if errors.Is(err, identity.ErrUnknownPrincipal) {
		return nil, nil
	}
	return caller, err
}

// maxBody bounds the bodies of all endpoints but calls of the API.
const maxBody = 64 << 10

// decode reads the body.
func (x *exchange) decode(into any) error {
	body, err := io.ReadAll(http.MaxBytesReader(x.w, x.r.Body, maxBody))
	defer clear(body)
	if err == nil {
		err = json.Unmarshal(body, into, json.RejectUnknownMembers(true))
	}
	if err != nil { // which may quote the body
		return refuse(http.StatusBadRequest, codeInvalidRequest,
			"The body is not the JSON object that is asked for.", "请求正文不是所需的 JSON 对象。")
	}
	return nil
}

// failure is how a refusal is written.
type failure struct {
	Error      wireError
	RetryAfter int64 `json:",omitzero"` // seconds
}

type wireError struct {
	Code    api.Code
	Message string
}

func (x *exchange) fail(err error) {
	refused := x.refuseLoudly(err)
	// Rounded up: who comes back then comes late enough.
	seconds := int64((refused.after + time.Second - 1) / time.Second)
	x.write(refused.status, failure{wireError{refused.cause.Code, refused.cause.In(language(x.r))}, seconds})
}

// refuseLoudly turns any error into what is answered, and logs what is hidden.
func (x *exchange) refuseLoudly(err error) *refusal {
	refused := x.refusal(err)
	if refused.status == http.StatusInternalServerError {
		x.Logger.Error("internal error of the console", "path", x.r.URL.Path, "request", x.id, "error", err)
	}
	return refused
}

// refusal turns any error into what is answered.
func (x *exchange) refusal(err error) *refusal {
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return refused
	case errors.Is(err, audit.ErrUnavailable), errors.Is(err, audit.ErrClosed):
		x.Logger.Error("the audit log cannot be written", "request", x.id, "error", err)
		return &refusal{status: http.StatusServiceUnavailable, cause: api.AuditUnavailable()}
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return &refusal{status: http.StatusServiceUnavailable, cause: api.GivenUp()}
	}
	return refuse(http.StatusInternalServerError, api.InternalError,
		"The server failed; its log says more under %s.", "服务内部错误，请凭 %s 查看服务日志。", x.id)
}

// write answers with what may be JSON already.
func (x *exchange) write(status int, answer any) {
	body, ready := answer.(jsontext.Value)
	if !ready {
		var err error
		if body, err = json.Marshal(answer); err != nil {
			x.Logger.Error("an answer could not be encoded", "path", x.r.URL.Path, "request", x.id, "error", err)
			http.Error(x.w, "the answer could not be encoded", http.StatusInternalServerError)
			return
		}
	}
	defer clear(body) // it may hold plaintext
	writeJSON(x.w, status, body)
}

func writeJSON(w http.ResponseWriter, status int, body []byte) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Content-Length", strconv.Itoa(len(body)))
	h.Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, _ = w.Write(body) // the browser may be gone
}

// denyCrossOrigin answers what comes from a page of another site.
func denyCrossOrigin(w http.ResponseWriter, r *http.Request) {
	e := api.Errorf(codeCrossOrigin,
		"The request comes from a page of another origin. If this page is the console behind a proxy, start the server with --console-url.",
		"请求来自其他站点的页面。若控制台经由代理访问，请用 --console-url 启动服务。")
	body, err := json.Marshal(failure{Error: wireError{e.Code, e.In(language(r))}})
	if err != nil {
		panic("console: " + err.Error()) // two texts
	}
	writeJSON(w, http.StatusForbidden, body)
}
