package client_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"miyao/client"
	"miyao/tc3"
)

func TestEndpoint(t *testing.T) {
	for text, want := range map[string]string{
		"":                        "http://127.0.0.1:8573",
		"127.0.0.1:8573":          "http://127.0.0.1:8573",
		"localhost":               "http://localhost",
		"[::1]:8573":              "http://[::1]:8573",
		"kms.example":             "https://kms.example",
		"kms.example:8573/":       "https://kms.example:8573",
		"10.0.0.1:8573":           "https://10.0.0.1:8573",
		"http://kms.example:1/":   "http://kms.example:1",
		"https://127.0.0.1:8573":  "https://127.0.0.1:8573",
		"HTTPS://kms.example":     "https://kms.example",
		"localhost.example":       "https://localhost.example",
		"127.0.0.1.evil.example:": "https://127.0.0.1.evil.example:",
	} {
		c, err := client.New(client.Config{Endpoint: text, Credential: credential})
		if err != nil {
			t.Errorf("%q: %v", text, err)
		} else if c.Endpoint() != want {
			t.Errorf("%q gives %s", text, c.Endpoint())
		}
	}
	for _, text := range []string{"ftp://x", "http://", "http://a/b", "a/b", "http://user:secret@host", "host?x=1", "http://h#f", "a b",
		"http:/host", ":8573", "host:port", "unix:///x", "http://host?", "\x00"} {
		if c, err := client.New(client.Config{Endpoint: text, Credential: credential}); err == nil {
			t.Errorf("%q gives %s", text, c.Endpoint())
		} else if strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func environment(values map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) { value, ok := values[name]; return value, ok }
}

func envFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "credentials.env")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const written = `# the first credential
TENCENTCLOUD_SECRET_ID=AKIDfile
export TENCENTCLOUD_SECRET_KEY='file+key=='

TENCENTCLOUD_TOKEN="t"
TENCENTCLOUD_REGION = ap-guangzhou
MIYAO_ENDPOINT=http://127.0.0.1:9` + "\r\nOTHER=#1"

func TestFromEnv(t *testing.T) {
	file := envFile(t, written)
	fromFile := tc3.Credential{SecretID: "AKIDfile", SecretKey: "file+key==", Token: "t"}
	for _, c := range []struct {
		name      string
		variables map[string]string
		file      string
		want      client.Config
	}{
		{"the file", nil, file, client.Config{Credential: fromFile, Region: "ap-guangzhou", Endpoint: "http://127.0.0.1:9"}},
		{"variables win", map[string]string{"TENCENTCLOUD_REGION": "ap-beijing", "MIYAO_CA_FILE": "/ca", "MIYAO_ENDPOINT": ""}, file,
			client.Config{Credential: fromFile, Region: "ap-beijing", Endpoint: "http://127.0.0.1:9", CAFile: "/ca"}},
		{"a credential is never mixed", map[string]string{"TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k"}, file,
			client.Config{Credential: tc3.Credential{SecretID: "i", SecretKey: "k"}, Region: "ap-guangzhou", Endpoint: "http://127.0.0.1:9"}},
		{"a stray token", map[string]string{"TENCENTCLOUD_TOKEN": "x"}, file,
			client.Config{Credential: fromFile, Region: "ap-guangzhou", Endpoint: "http://127.0.0.1:9"}},
		{"no file", map[string]string{"TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k", "TENCENTCLOUD_TOKEN": "t"}, "",
			client.Config{Credential: tc3.Credential{SecretID: "i", SecretKey: "k", Token: "t"}}},
		{"an absent file", map[string]string{"TENCENTCLOUD_SECRET_ID": "i", "TENCENTCLOUD_SECRET_KEY": "k"}, "/does/not/exist",
			client.Config{Credential: tc3.Credential{SecretID: "i", SecretKey: "k"}}},
	} {
		got, err := client.FromEnv(environment(c.variables), c.file)
		if err != nil || got != c.want {
			t.Errorf("%s: got %+v, %v", c.name, got, err)
		}
		if got.Credential.SecretKey != c.want.Credential.SecretKey {
			t.Errorf("%s: another secret key", c.name)
		}
	}
}

func TestFromEnvRefuses(t *testing.T) {
	half := map[string]string{"TENCENTCLOUD_SECRET_KEY": "the-secret"}
	empty := envFile(t, "# nothing\n")
	for _, c := range []struct {
		name      string
		variables map[string]string
		file      string
		want      []string
	}{
		{"nothing", nil, "", []string{"TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY", "miyao server", "credentials.env"}},
		{"an empty file", nil, empty, []string{"neither in the environment nor in " + empty, "miyao server"}},
		{"an absent file", nil, "/does/not/exist", []string{"/does/not/exist", "miyao server"}},
		{"half by variables", half, envFile(t, written), []string{"TENCENTCLOUD_SECRET_ID is not", "in the environment"}},
		{"half by a file", nil, envFile(t, "TENCENTCLOUD_SECRET_ID=the-secret"), []string{"TENCENTCLOUD_SECRET_KEY is not", "credentials.env"}},
		{"no form", nil, envFile(t, "\nthe-secret"), []string{"line 2"}},
	} {
		_, err := client.FromEnv(environment(c.variables), c.file)
		if err == nil || strings.Contains(err.Error(), "the-secret") {
			t.Errorf("%s: got %v", c.name, err)
			continue
		}
		for _, part := range c.want {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: %q is not in: %v", c.name, part, err)
			}
		}
	}
}
