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
		c, key, err := s.CreateCredential(r.Context(), r.URL.Query().Get("account"), note)
		reply(w, NewCredential{c, string(key.Expose())}, err)
	}))
	mux.HandleFunc("GET /credentials", func(w http.ResponseWriter, r *http.Request) {
		list, err := s.ListCredentials(r.Context())
		reply(w, list, err)
	})
	mux.HandleFunc("POST /credentials/{id}/enable", func(w http.ResponseWriter, r *http.Request) {
		reply(w, struct{}{}, s.SetCredentialEnabled(r.Context(), r.PathValue("id"), true))
	})
	mux.HandleFunc("POST /credentials/{id}/disable", func(w http.ResponseWriter, r *http.Request) {
		reply(w, struct{}{}, s.SetCredentialEnabled(r.Context(), r.PathValue("id"), false))
	})
	mux.HandleFunc("DELETE /credentials/{id}", func(w http.ResponseWriter, r *http.Request) {
		reply(w, struct{}{}, s.DeleteCredential(r.Context(), r.PathValue("id")))
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
	mux.HandleFunc("POST /policy/check", func(w http.ResponseWriter, r *http.Request) {
		var q PolicyQuestion
		if err := json.UnmarshalRead(io.LimitReader(r.Body, maxQuestion), &q); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer, err := s.CheckPolicy(r.Context(), q)
		reply(w, answer, err)
	})
	return mux
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

// maxQuestion is the longest question about policies, in bytes.
const maxQuestion = 1 << 20

// mistakes are the errors of who asked.
var mistakes = []error{ErrNote, identity.ErrAccountName, identity.ErrAccountExists}

func reply(w http.ResponseWriter, answer any, err error) {
	switch {
	case errors.Is(err, identity.ErrUnknownCredential), errors.Is(err, identity.ErrUnknownAccount), errors.Is(err, identity.ErrNoPrincipal):
		http.Error(w, err.Error(), http.StatusNotFound)
	case slices.ContainsFunc(mistakes, func(mistake error) bool { return errors.Is(err, mistake) }), errors.As(err, new(*kms.QuestionError)):
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
