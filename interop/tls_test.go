package interop_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestTLS serves HTTPS under miyao's own authority, to clients that are told to
// trust it.
func TestTLS(t *testing.T) {
	t.Parallel()
	s := startServer(t, "--tls", "auto")
	authority := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(authority, s.authority(t), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Run("tccli", func(t *testing.T) { useTCCLI(t, s, authority) })

	trusting := *s
	trusting.settings = maps.Clone(s.settings)
	trusting.settings["SSL_CERT_FILE"] = authority       // read by Go
	trusting.settings["NODE_EXTRA_CA_CERTS"] = authority // read by Node
	t.Run("go", func(t *testing.T) { followGuide(t, &trusting, goGuide(t)) })
	t.Run("node", func(t *testing.T) { followGuide(t, &trusting, node(t, "guide.js")) })
}

// useTCCLI drives the official command line, which speaks HTTPS only.
func useTCCLI(t *testing.T, s *server, authority string) {
	cli := tccli{t: t, server: s, trust: trustedByCertifi(t, authority)}
	created := cli.ok("CreateKey", "--Alias", "tccli")
	encrypted := cli.ok("Encrypt", "--KeyId", created["KeyId"], "--Plaintext", encoded([]byte(guideText)))
	decrypted := cli.ok("Decrypt", "--CiphertextBlob", encrypted["CiphertextBlob"])
	if got, want := decrypted["Plaintext"], encoded([]byte(guideText)); got != want {
		t.Errorf("Decrypt answers %q, want %q", got, want)
	}

	_, err := cli.run("Encrypt", "--KeyId", noSuchKey, "--Plaintext", encoded([]byte(guideText)))
	var failed *exec.ExitError
	if !errors.As(err, &failed) {
		t.Fatalf("Encrypt under an unknown key: %v", err)
	}
	message := string(failed.Stderr)
	_, id, _ := strings.Cut(strings.TrimSpace(message), "requestId:")
	if !strings.Contains(message, "code:ResourceUnavailable.CmkNotFound ") || !uuid.MatchString(id) {
		t.Errorf("Encrypt under an unknown key says %q", message)
	}
}

type tccli struct {
	t      *testing.T
	server *server
	trust  map[string]string
}

func (c tccli) run(action string, arguments ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(c.t.Context(), programTimeout)
	defer cancel()
	arguments = append([]string{"kms", action, "--endpoint", c.server.endpoint()}, arguments...)
	cmd := exec.CommandContext(ctx, installed(c.t, "tccli/.venv/bin/tccli"), arguments...)
	cmd.Env = environment(c.t, c.server.settings, c.trust)
	return cmd.Output()
}

// ok returns the answer of a call that must succeed.
func (c tccli) ok(action string, arguments ...string) map[string]string {
	c.t.Helper()
	out, err := c.run(action, arguments...)
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		c.t.Fatalf("tccli %s: %v: %s", action, err, failed.Stderr)
	}
	if err != nil {
		c.t.Fatalf("tccli %s: %v", action, err)
	}
	var fields map[string]any
	if err := json.Unmarshal(out, &fields); err != nil {
		c.t.Fatalf("tccli %s: %v in %s", action, err, out)
	}
	texts := map[string]string{}
	for name, value := range fields {
		texts[name], _ = value.(string)
	}
	return texts
}

// trustedByCertifi makes a copy of the Python package certifi with one more
// authority and returns the settings that put it before the installed one. The
// command line trusts certifi's bundle alone: it has no option for another, and
// REQUESTS_CA_BUNDLE does not reach it.
func trustedByCertifi(t *testing.T, authority string) map[string]string {
	t.Helper()
	found, err := filepath.Glob(installed(t, "tccli/.venv/lib/python3*/site-packages/certifi"))
	if err != nil || len(found) != 1 {
		t.Fatalf("certifi is at %v, %v", found, err)
	}
	path := t.TempDir()
	if err := os.CopyFS(filepath.Join(path, "certifi"), os.DirFS(found[0])); err != nil {
		t.Fatal(err)
	}
	more, err := os.ReadFile(authority)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := os.OpenFile(filepath.Join(path, "certifi", "cacert.pem"), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer bundle.Close()
	if _, err := bundle.Write(more); err != nil {
		t.Fatal(err)
	}
	return map[string]string{"PYTHONPATH": path}
}
