package operator

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/go-json-experiment/json"

	"miyao/internal/identity"
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
	mux.HandleFunc("POST /credentials", func(w http.ResponseWriter, r *http.Request) {
		note, err := io.ReadAll(io.LimitReader(r.Body, maxNote+1))
		if err != nil {
			reply(w, nil, err)
			return
		}
		c, key, err := s.CreateCredential(r.Context(), r.URL.Query().Get("account"), string(note))
		reply(w, NewCredential{c, string(key.Expose())}, err)
	})
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
	return mux
}

func reply(w http.ResponseWriter, answer any, err error) {
	switch {
	case errors.Is(err, identity.ErrUnknownCredential), errors.Is(err, identity.ErrUnknownAccount):
		http.Error(w, err.Error(), http.StatusNotFound)
	case errors.Is(err, ErrNote):
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
