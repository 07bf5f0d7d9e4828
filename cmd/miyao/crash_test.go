package main_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"miyao/api"
	"miyao/client"
)

// answered is what a server has answered for before it was killed.
type answered struct {
	mu    sync.Mutex
	keys  []string
	blobs map[string]api.Base64 // by plaintext
}

// TestKill ends the server with SIGKILL in the middle of work, three times.
// Afterwards every key that was answered for exists, every ciphertext that was
// answered decrypts, and the audit log is whole.
func TestKill(t *testing.T) {
	if testing.Short() {
		t.Skip("starts several servers")
	}
	binary := buildBinary(t)
	dataDir := filepath.Join(t.TempDir(), "data")
	done := &answered{blobs: map[string]api.Base64{}}
	for round := range 3 {
		server, c := startServer(t, binary, dataDir)
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		var load sync.WaitGroup
		enough := make(chan struct{}, 1)
		for worker := range 4 {
			load.Go(func() { done.work(ctx, c, fmt.Sprintf("r%d-w%d", round, worker), 20+rand.IntN(20), enough) })
		}
		<-enough // the first worker is through; the others are in the middle
		_ = server.Process.Kill()
		_ = server.Wait()
		cancel()
		load.Wait()
	}
	_, c := startServer(t, binary, dataDir)
	done.check(t, c)
	out, err := exec.Command(binary, "audit", "verify", "--data-dir", dataDir).CombinedOutput()
	if err != nil {
		t.Errorf("the audit log does not verify: %v\n%s", err, out)
	}
}

// work creates keys and encrypts until n of each are answered or the server is
// gone.
func (a *answered) work(ctx context.Context, c *client.Client, name string, n int, enough chan<- struct{}) {
	for i := range n {
		created, err := client.Call(ctx, c, api.CreateKey, &api.CreateKeyRequest{Alias: fmt.Sprintf("%s-%d", name, i)})
		if err != nil {
			return
		}
		a.mu.Lock()
		a.keys = append(a.keys, created.KeyId)
		a.mu.Unlock()
		plaintext := fmt.Sprintf("%s text %d", name, i)
		sealed, err := client.Call(ctx, c, api.Encrypt, &api.EncryptRequest{KeyId: created.KeyId, Plaintext: []byte(plaintext)})
		if err != nil {
			return
		}
		a.mu.Lock()
		a.blobs[plaintext] = sealed.CiphertextBlob
		a.mu.Unlock()
	}
	select {
	case enough <- struct{}{}:
	default:
	}
}

func (a *answered) check(t *testing.T, c *client.Client) {
	t.Helper()
	if len(a.keys) < 60 || len(a.blobs) < 60 {
		t.Fatalf("only %d keys and %d ciphertexts were answered: the test tested nothing", len(a.keys), len(a.blobs))
	}
	for _, id := range a.keys {
		if _, err := client.Call(t.Context(), c, api.DescribeKey, &api.DescribeKeyRequest{KeyId: id}); err != nil {
			t.Errorf("key %s was answered for: %v", id, err)
		}
	}
	for plaintext, blob := range a.blobs {
		opened, err := client.Call(t.Context(), c, api.Decrypt, &api.DecryptRequest{CiphertextBlob: blob})
		if err != nil || string(opened.Plaintext) != plaintext {
			t.Errorf("a ciphertext that was answered does not open: %v", err)
		}
	}
}

func buildBinary(t *testing.T) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), "miyao")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return binary
}

// startServer starts a server on a free port and waits until it listens. It is
// ended with the test, if it was not before.
func startServer(t *testing.T, binary, dataDir string) (*exec.Cmd, *client.Client) {
	t.Helper()
	server := exec.Command(binary, "server", "--data-dir", dataDir, "--listen", "127.0.0.1:0", "--ops-listen", "off")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	server.Stderr = &log
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line := make([]byte, 256) // "miyao listens on …" comes when credentials.env is written
	if _, err := out.Read(line); err != nil {
		_ = server.Wait()
		t.Fatalf("the server did not start: %v\n%s", err, log.String())
	}
	config, err := client.FromEnv(func(string) (string, bool) { return "", false }, filepath.Join(dataDir, "credentials.env"))
	if err != nil {
		t.Fatal(err)
	}
	config.Retries = 0
	c, err := client.New(config)
	if err != nil {
		t.Fatal(err)
	}
	return server, c
}

// TestPrivateFiles: a file of a data directory is private, whatever the umask.
func TestPrivateFiles(t *testing.T) {
	binary := buildBinary(t)
	dataDir := filepath.Join(t.TempDir(), "data")
	_, c := startServer(t, binary, dataDir)
	if _, err := client.Call(t.Context(), c, api.GetServiceStatus, &api.GetServiceStatusRequest{}); err != nil {
		t.Fatal(err) // it serves: everything is there
	}
	found := 0
	err := filepath.WalkDir(dataDir, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		found++
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return nil
	})
	if err != nil || found < 8 {
		t.Fatalf("found %d files (%v)", found, err)
	}
}
