package operator

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"

	"github.com/go-json-experiment/json"

	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/quota"
	"miyao/internal/secret"
)

// SocketName is the control socket's name in the data directory.
const SocketName = "control.sock"

// NewCredential is a credential with its secret.
type NewCredential struct {
	Credential
	SecretKey string
}

// Handler serves a Service over HTTP, for the control socket. It is also what
// a command uses in its own process when no server runs, so that there is one
// way in.
func Handler(s *Service) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /credentials", withText(func(w http.ResponseWriter, r *http.Request, note string) {
		create := func() (Credential, secret.Bytes, error) {
			return s.CreateCredential(r.Context(), r.URL.Query().Get("account"), note)
		}
		if r.URL.Query().Has("operator") {
			create = func() (Credential, secret.Bytes, error) { return s.CreateOperatorCredential(r.Context(), note) }
		}
		c, key, err := create()
		reply(w, NewCredential{c, string(key.Expose())}, err)
	}))
	mux.HandleFunc("GET /credentials", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.ListCredentials(r.Context())
		reply(w, list, err)
	})
	mux.HandleFunc("POST /credentials/{id}/enable", func(w http.ResponseWriter, r *http.Request) {
		done, err := s.SetCredentialEnabled(r.Context(), r.PathValue("id"), true)
		reply(w, done, err)
	})
	mux.HandleFunc("POST /credentials/{id}/disable", func(w http.ResponseWriter, r *http.Request) {
		done, err := s.SetCredentialEnabled(r.Context(), r.PathValue("id"), false)
		reply(w, done, err)
	})
	mux.HandleFunc("DELETE /credentials/{id}", func(w http.ResponseWriter, r *http.Request) {
		done, err := s.DeleteCredential(r.Context(), r.PathValue("id"))
		reply(w, done, err)
	})
	mux.HandleFunc("POST /console/link", func(w http.ResponseWriter, r *http.Request) {
		link, err := s.CreateConsoleLink(r.Context())
		reply(w, link, err)
	})
	mux.HandleFunc("POST /accounts", withText(func(w http.ResponseWriter, r *http.Request, name string) {
		made, err := s.CreateAccount(r.Context(), name)
		reply(w, made, err)
	}))
	mux.HandleFunc("GET /accounts", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.ListAccounts(r.Context())
		reply(w, list, err)
	})
	mux.HandleFunc("GET /accounts/quota", func(w http.ResponseWriter, r *http.Request) {
		q, err := s.Quota(r.Context(), r.URL.Query().Get("account"))
		reply(w, q, err)
	})
	mux.HandleFunc("POST /accounts/quota", withJSON(func(w http.ResponseWriter, r *http.Request, e quota.Edit) {
		q, err := s.ChangeQuota(r.Context(), r.URL.Query().Get("account"), e)
		reply(w, q, err)
	}))
	mux.HandleFunc("POST /policy/check", withJSON(func(w http.ResponseWriter, r *http.Request, q PolicyQuestion) {
		answer, err := s.CheckPolicy(r.Context(), q)
		reply(w, answer, err)
	}))
	return mux
}

// withJSON reads the body, a JSON document.
func withJSON[T any](handle func(w http.ResponseWriter, r *http.Request, document T)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var document T
		if err := json.UnmarshalRead(io.LimitReader(r.Body, maxDocument), &document); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		handle(w, r, document)
	}
}

// withText reads the body, a short text.
func withText(handle func(w http.ResponseWriter, r *http.Request, text string)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(io.LimitReader(r.Body, maxNote+1))
		if err != nil {
			reply(w, nil, err)
			return
		}
		handle(w, r, string(text))
	}
}

// maxDocument bounds a JSON document, in bytes.
const maxDocument = 1 << 20

// mistakes are the errors of who asked.
var mistakes = []error{ErrNote, identity.ErrAccountName, identity.ErrAccountExists}

func reply(w http.ResponseWriter, answer any, err error) {
	switch {
	case errors.Is(err, identity.ErrUnknownCredential), errors.Is(err, identity.ErrUnknownAccount), errors.Is(err, identity.ErrNoPrincipal):
		http.Error(w, err.Error(), http.StatusNotFound)
	case slices.ContainsFunc(mistakes, func(mistake error) bool { return errors.Is(err, mistake) }), errors.As(err, new(*kms.QuestionError)), errors.As(err, new(*quota.EditError)):
		http.Error(w, err.Error(), http.StatusBadRequest)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.MarshalWrite(w, answer)
	}
}

// Listen opens the control socket of a data directory, which only its owner can
// use. The caller holds the directory's lock, so a socket that is there
// already was left by a process that died.
func Listen(dataDir string) (net.Listener, error) {
	if err := os.Remove(filepath.Join(dataDir, SocketName)); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	// The directory has mode 0700, so nobody else reaches the socket even
	// before its mode is set.
	path, done, err := shortPath(dataDir)
	if err != nil {
		return nil, err
	}
	defer done()
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, err
	}
	l.(*net.UnixListener).SetUnlinkOnClose(false)
	return l, os.Chmod(filepath.Join(dataDir, SocketName), 0o600)
}

// ErrNoServer says that no server listens on the control socket.
var ErrNoServer = errors.New("no server is running on this data directory")

// Dial connects to the control socket of a running server.
func Dial(ctx context.Context, dataDir string) (net.Conn, error) {
	path, done, err := shortPath(dataDir)
	if err != nil {
		return nil, ErrNoServer
	}
	defer done()
	var d net.Dialer
	conn, err := d.DialContext(ctx, "unix", path)
	if err != nil {
		return nil, ErrNoServer
	}
	return conn, nil
}
