package interop_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const guideText = "this plaintext for test"

// TestGuide runs the guide's program in each language: it encrypts test_config.conf
// to test_encry.conf and prints what it decrypts from there.
func TestGuide(t *testing.T) {
	t.Parallel()
	s := startServer(t)
	for language, command := range map[string]func(t *testing.T) []string{
		"go":     goGuide,
		"java":   func(t *testing.T) []string { return java(t, "Guide") },
		"node":   func(t *testing.T) []string { return node(t, "guide.js") },
		"python": func(t *testing.T) []string { return python(t, "guide.py") },
	} {
		t.Run(language, func(t *testing.T) {
			output, stored := followGuide(t, s, command(t))
			if language == "python" {
				wantIndented(t, output, stored)
			}
		})
	}
}

// followGuide runs one of the programs in an empty folder with a test_config.conf
// and returns what it printed and what it stored.
func followGuide(t *testing.T, s *server, command []string) (output, stored string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "test_config.conf"), []byte(guideText), 0o600); err != nil {
		t.Fatal(err)
	}
	output = runIn(t, s, dir, command)
	if !strings.HasSuffix(output, "decrypted: "+guideText+"\n") {
		t.Errorf("the output is %q", output)
	}
	blob, err := os.ReadFile(filepath.Join(dir, "test_encry.conf"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := base64.StdEncoding.DecodeString(string(blob)); err != nil {
		t.Errorf("test_encry.conf holds %q: %v", blob, err)
	}
	return output, string(blob)
}

// wantIndented checks what to_json_string(indent=2) printed of the answers.
func wantIndented(t *testing.T, output, ciphertext string) {
	t.Helper()
	if !strings.Contains(output, "{\n  \"") {
		t.Errorf("the answers are not indented by two: %q", output)
	}
	printed := json.NewDecoder(strings.NewReader(output))
	var created, encrypted struct{ KeyId, CiphertextBlob, RequestId string }
	if err := printed.Decode(&created); err != nil {
		t.Fatal(err)
	}
	if err := printed.Decode(&encrypted); err != nil {
		t.Fatal(err)
	}
	if encrypted.KeyId != created.KeyId || encrypted.CiphertextBlob != ciphertext || encrypted.RequestId == "" {
		t.Errorf("CreateKey answered %+v and Encrypt %+v; stored is %q", created, encrypted, ciphertext)
	}
}

func goGuide(t *testing.T) []string {
	t.Helper()
	bin := filepath.Join(t.TempDir(), "guide")
	if out, err := exec.Command("go", "build", "-o", bin, "./guide").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return []string{bin}
}

// runIn runs a program in a folder, with the server's settings, and returns its output.
func runIn(t *testing.T, s *server, dir string, command []string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), programTimeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Dir = dir
	cmd.Env = environment(t, s.settings)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s%s", command[0], err, out, stderr.String())
	}
	return string(out)
}
