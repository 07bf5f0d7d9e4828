package interop_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// startTimeout and stopTimeout bound the life of a server around its test.
const (
	startTimeout = 20 * time.Second
	stopTimeout  = 20 * time.Second
)

// TestMain builds the server once, unless MIYAO_BIN names one already built.
func TestMain(m *testing.M) {
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if os.Getenv("MIYAO_BIN") != "" {
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "miyao-interop-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "interop:", err)
		return 1
	}
	defer os.RemoveAll(dir)
	bin := filepath.Join(dir, "miyao")
	build := exec.Command("go", "build", "-o", bin, "./cmd/miyao")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "interop: build the server: %v\n%s", err, out)
		return 1
	}
	os.Setenv("MIYAO_BIN", bin)
	return m.Run()
}

// binary is the absolute path of the server under test.
func binary(t *testing.T) string {
	t.Helper()
	bin, err := filepath.Abs(os.Getenv("MIYAO_BIN"))
	if err != nil {
		t.Fatal(err)
	}
	return bin
}

// server is a running miyao with a data directory of its own.
type server struct {
	dir string
	// settings are the lines of the credentials.env that the server wrote.
	settings map[string]string
}

// startServer runs miyao on a free loopback port until the test ends.
func startServer(t *testing.T, flags ...string) *server {
	t.Helper()
	s := &server{dir: filepath.Join(t.TempDir(), "data")}
	args := append([]string{"server", "--data-dir", s.dir, "--listen", "127.0.0.1:0", "--ops-listen", "off"}, flags...)
	cmd := exec.Command(binary(t), args...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Env = environment(t)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	exited := make(chan struct{})
	var ended error
	go func() {
		ended = cmd.Wait()
		close(exited)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-exited:
		case <-time.After(stopTimeout):
			t.Error("the server did not end after SIGTERM")
			_ = cmd.Process.Kill()
			<-exited
		}
		if ended != nil {
			t.Errorf("the server ended with %v", ended)
		}
		if t.Failed() {
			t.Logf("output of the server:\n%s", output.Bytes())
		}
	})
	s.waitUntilReady(t, exited)
	return s
}

// waitUntilReady returns once the server answers /healthz.
func (s *server) waitUntilReady(t *testing.T, exited <-chan struct{}) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), startTimeout)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for !s.ready(ctx) {
		select {
		case <-exited:
			t.Fatal("the server ended instead of serving")
		case <-ctx.Done():
			t.Fatalf("no answer from /healthz within %s", startTimeout)
		case <-tick.C:
		}
	}
}

func (s *server) ready(ctx context.Context) bool {
	settings, err := readSettings(filepath.Join(s.dir, "credentials.env"))
	if err != nil || settings["MIYAO_ENDPOINT"] == "" {
		return false
	}
	s.settings = settings
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, settings["MIYAO_ENDPOINT"]+"/healthz", nil)
	if err != nil {
		return false
	}
	// Who answers is checked by the clients under test, here only that it answers.
	client := http.Client{Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true},
		DisableKeepAlives: true,
	}}
	resp, err := client.Do(req)
	if err != nil {
		return false
	}
	resp.Body.Close()
	return resp.StatusCode == http.StatusOK
}

// readSettings reads a file of NAME=value lines.
func readSettings(path string) (map[string]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	settings := map[string]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if name, value, found := strings.Cut(lines.Text(), "="); found && !strings.HasPrefix(name, "#") {
			settings[name] = value
		}
	}
	return settings, lines.Err()
}

// endpoint is host:port of the server.
func (s *server) endpoint() string {
	_, host, _ := strings.Cut(s.settings["MIYAO_ENDPOINT"], "://")
	return host
}

// environment is what a child process sees: no proxy and no credential of the
// person who runs the tests, a home directory of its own, and the settings.
func environment(t *testing.T, settings ...map[string]string) []string {
	t.Helper()
	env := []string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "LANG=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1"}
	for _, group := range settings {
		for name, value := range group {
			env = append(env, name+"="+value)
		}
	}
	return env
}

// authority returns the certificate authority of a server with --tls auto, in PEM.
func (s *server) authority(t *testing.T) []byte {
	t.Helper()
	pem, err := exec.Command(binary(t), "ca", "--data-dir", s.dir).Output()
	if err != nil {
		t.Fatalf("miyao ca: %v", err)
	}
	if !x509.NewCertPool().AppendCertsFromPEM(pem) {
		t.Fatalf("miyao ca printed no certificate: %q", pem)
	}
	return pem
}
