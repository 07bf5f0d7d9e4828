package node_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/seal"
	"miyao/internal/store"
)

var regions = []kms.Region{{Name: "ap-guangzhou"}}

// open opens a data directory until the test ends or closed is called.
func open(t *testing.T, dir string, c node.Config) (n *node.Node, closed func()) {
	t.Helper()
	n, err := try(t, dir, c)
	if err != nil {
		t.Fatal(err)
	}
	open := true
	closed = func() {
		if !open {
			return
		}
		open = false
		if err := n.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	}
	t.Cleanup(closed)
	return n, closed
}

func try(t *testing.T, dir string, c node.Config) (*node.Node, error) {
	t.Helper()
	lock, err := node.TakeLock(dir)
	if err != nil {
		t.Fatal(err)
	}
	c.Regions = regions
	return node.Open(t.Context(), lock, c)
}

// free fails if somebody still holds the directory.
func free(t *testing.T, dir string) {
	t.Helper()
	lock, err := node.TakeLock(dir)
	if err != nil {
		t.Errorf("the lock is still held: %v", err)
		return
	}
	if err := lock.Release(); err != nil {
		t.Error(err)
	}
}

func newDir(t *testing.T) string { return filepath.Join(t.TempDir(), "deeper", "data") }

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// lines reads credentials.env.
func lines(t *testing.T, dir string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for line := range strings.Lines(read(t, dir, node.CredentialsFile)) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
		if _, twice := found[name]; !ok || twice || value == "" {
			t.Errorf("line %q", line)
		}
		found[name] = value
	}
	return found
}

// as makes the requests of the first credential.
func as(t *testing.T, n *node.Node) *identity.Caller {
	t.Helper()
	c, ok := n.Directory.Credential(lines(t, n.DataDir)["TENCENTCLOUD_SECRET_ID"])
	if !ok {
		t.Fatal("the first credential is not in the directory")
	}
	return &c.Caller
}

func do[A api.Answer](t *testing.T, n *node.Node, action, body string) A {
	t.Helper()
	answer, failure := n.Service.Do(t.Context(), &kms.Request{
		ID: "00000000-0000-4000-8000-000000000000", Action: action, Version: api.ProductKMS.Version, Body: []byte(body), Caller: as(t, n),
	})
	if failure != nil {
		t.Fatalf("%s: %v", action, failure)
	}
	return answer.(A)
}

// TestFirstStart makes everything, for the owner only.
func TestFirstStart(t *testing.T) {
	dir := newDir(t)
	n, closed := open(t, dir, node.Config{Endpoint: "http://127.0.0.1:8573"})
	if !n.First {
		t.Error("First is not set")
	}
	if err := n.Ready(t.Context()); err != nil {
		t.Error(err)
	}
	want := []string{"audit", "credentials.env", "miyao.db", "miyao.db-lock", "miyao.lock", "root.key"}
	onlyOwner(t, dir, want)
	closed()
	onlyOwner(t, dir, want)

	env := lines(t, dir)
	if len(env) != 4 || !strings.HasPrefix(env["TENCENTCLOUD_SECRET_ID"], "AKID") || len(env["TENCENTCLOUD_SECRET_ID"]) != 36 ||
		len(env["TENCENTCLOUD_SECRET_KEY"]) != 32 || env["TENCENTCLOUD_REGION"] != "ap-guangzhou" ||
		env["MIYAO_ENDPOINT"] != "http://127.0.0.1:8573" {
		t.Errorf("credentials.env has unexpected lines")
	}
	if got := strings.TrimSpace(read(t, dir, "miyao.lock")); got != strconv.Itoa(os.Getpid()) {
		t.Errorf("the lock names process %s", got)
	}
	free(t, dir)
}

func onlyOwner(t *testing.T, dir string, want []string) {
	t.Helper()
	var top []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		mode := fs.FileMode(0o600)
		if entry.IsDir() {
			mode = 0o700
		}
		if info.Mode().Perm() != mode {
			t.Errorf("%s has mode %04o, want %04o", path, info.Mode().Perm(), mode)
		}
		name := entry.Name()
		if filepath.Dir(path) == dir && name != "miyao.db-wal" && name != "miyao.db-shm" {
			top = append(top, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(top, want) {
		t.Errorf("the directory holds %v, want %v", top, want)
	}
}

// TestLock refuses a directory that is open, and tells who has it.
func TestLock(t *testing.T) {
	dir := newDir(t)
	_, closed := open(t, dir, node.Config{})
	for name, take := range map[string]func(string) (*node.Lock, error){
		"TakeLock": node.TakeLock, "TakeExistingLock": node.TakeExistingLock,
	} {
		_, err := take(dir)
		inUse, ok := errors.AsType[*node.InUseError](err)
		if !ok || inUse.DataDir != dir || inUse.Process != strconv.Itoa(os.Getpid()) {
			t.Errorf("%s: %v", name, err)
		}
	}
	closed()
	free(t, dir)
}

// TestOnlyExisting does not make a directory for a command of the operator.
func TestOnlyExisting(t *testing.T) {
	for _, dir := range []string{newDir(t), t.TempDir()} {
		if _, err := node.TakeExistingLock(dir); err == nil || errors.As(err, new(*node.InUseError)) {
			t.Errorf("error %v", err)
		}
		if _, err := os.Stat(filepath.Join(dir, "miyao.lock")); err == nil {
			t.Error("a lock file was made")
		}
	}
}

// TestOpenDirectory refuses a directory that others can enter, even a little.
func TestOpenDirectory(t *testing.T) {
	dir := newDir(t)
	_, closed := open(t, dir, node.Config{})
	closed()
	for _, mode := range []fs.FileMode{0o701, 0o710, 0o740, 0o750, 0o755, 0o777} {
		if err := os.Chmod(dir, mode); err != nil {
			t.Fatal(err)
		}
		if _, err := node.TakeLock(dir); err == nil || !strings.Contains(err.Error(), "chmod 700") {
			t.Errorf("mode %04o: error %v", mode, err)
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	open(t, dir, node.Config{})
}

// TestRootKey refuses to start without the right root.key, changes nothing,
// and starts once it is back.
func TestRootKey(t *testing.T) {
	dir, other := newDir(t), newDir(t)
	for _, d := range []string{dir, other} {
		_, closed := open(t, d, node.Config{})
		closed()
	}
	path := filepath.Join(dir, "root.key")
	own := read(t, path)
	database := read(t, dir, "miyao.db")
	env := read(t, dir, node.CredentialsFile)
	for _, c := range []struct {
		name    string
		content string // empty: no file
		mode    fs.FileMode
		want    error
	}{
		{"missing", "", 0, seal.ErrKeyMissing},
		{"another", read(t, other, "root.key"), 0o600, seal.ErrWrongKey},
		{"damaged", own[:len(own)-5], 0o600, nil},
		{"open to others", own, 0o644, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if c.content != "" {
				if err := os.WriteFile(path, []byte(c.content), c.mode); err != nil {
					t.Fatal(err)
				}
			}
			n, err := try(t, dir, node.Config{Endpoint: "http://127.0.0.1:1"})
			if err == nil || n != nil || c.want != nil && !errors.Is(err, c.want) {
				t.Fatalf("error %v, want %v", err, c.want)
			}
			if !strings.Contains(err.Error(), path) {
				t.Errorf("the error does not name %s: %v", path, err)
			}
			now, err := os.ReadFile(path)
			if string(now) != c.content || (err != nil) != (c.content == "") {
				t.Error("root.key was changed")
			}
			if read(t, dir, node.CredentialsFile) != env {
				t.Error("credentials.env was changed")
			}
			free(t, dir)
		})
	}
	if err := os.WriteFile(path, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if read(t, dir, "miyao.db") != database {
		t.Error("the database was changed")
	}
	if n, _ := open(t, dir, node.Config{}); n.First {
		t.Error("it is a first start again")
	}
}

// TestRestart opens old ciphertext and continues the audit log under the same
// key.
func TestRestart(t *testing.T) {
	dir := newDir(t)
	n, closed := open(t, dir, node.Config{})
	key := do[*api.CreateKeyResponse](t, n, "CreateKey", `{"Alias":"app"}`).KeyId
	blob := do[*api.EncryptResponse](t, n, "Encrypt", `{"KeyId":"`+key+`","Plaintext":"aGVsbG8="}`).CiphertextBlob
	env := read(t, dir, node.CredentialsFile)
	caller := *as(t, n)
	closed()
	for range 2 {
		n, closed = open(t, dir, node.Config{})
		if n.First {
			t.Error("it is a first start again")
		}
		if got := *as(t, n); got.SecretID != caller.SecretID || got.Account != caller.Account || got.Principal != caller.Principal {
			t.Errorf("the caller is %+v, was %+v", got, caller)
		}
		opened := do[*api.DecryptResponse](t, n, "Decrypt", `{"CiphertextBlob":"`+blob.String()+`"}`)
		if string(opened.Plaintext) != "hello" || opened.KeyId != key {
			t.Errorf("decrypted %q under %s", opened.Plaintext, opened.KeyId)
		}
		closed()
	}
	if read(t, dir, node.CredentialsFile) != env {
		t.Error("credentials.env was changed")
	}
	report, err := audit.Verify(filepath.Join(dir, node.AuditDir), nil)
	if err != nil {
		t.Errorf("audit log: %v, %+v", err, report)
	}
}

// TestCredentialsFile follows endpoint and authority, and leaves the operator's
// lines and wishes alone.
func TestCredentialsFile(t *testing.T) {
	dir := newDir(t)
	path := filepath.Join(dir, node.CredentialsFile)
	start := func(endpoint, ca string) {
		t.Helper()
		_, closed := open(t, dir, node.Config{Endpoint: endpoint, CAFile: ca})
		closed()
	}
	want := func(name, value string) {
		t.Helper()
		if got := lines(t, dir)[name]; got != value {
			t.Errorf("%s is %q, want %q", name, got, value)
		}
	}
	start("http://127.0.0.1:8573", "")
	secretID := lines(t, dir)["TENCENTCLOUD_SECRET_ID"]
	if err := os.WriteFile(path, append([]byte("MINE=1\n"), read(t, path)...), 0o600); err != nil {
		t.Fatal(err)
	}

	start("https://127.0.0.1:9000", "/srv/tls/ca.pem")
	want("MIYAO_ENDPOINT", "https://127.0.0.1:9000")
	want("MIYAO_CA_FILE", "/srv/tls/ca.pem")

	start("", "") // a command of the operator
	want("MIYAO_ENDPOINT", "https://127.0.0.1:9000")

	start("http://127.0.0.1:9000", "")
	want("MIYAO_ENDPOINT", "http://127.0.0.1:9000")
	want("MIYAO_CA_FILE", "")
	want("MINE", "1")
	want("TENCENTCLOUD_SECRET_ID", secretID)
	onlyOwner(t, dir, []string{"audit", "credentials.env", "miyao.db", "miyao.db-lock", "miyao.lock", "root.key"})

	// A last line without its end.
	if err := os.WriteFile(path, bytes.TrimSuffix([]byte(read(t, path)+"LAST=1\n"), []byte("\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	start("http://127.0.0.1:9001", "")
	want("LAST", "1")
	want("MIYAO_ENDPOINT", "http://127.0.0.1:9001")

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	start("http://127.0.0.1:9002", "")
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("credentials.env came back: %v", err)
	}
}

// TestFilesWithoutStore is a first start that died before its transaction: the
// next one begins anew, with the sealing key that is there.
func TestFilesWithoutStore(t *testing.T) {
	dead, dir := newDir(t), newDir(t)
	_, closed := open(t, dead, node.Config{})
	closed()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"root.key", node.CredentialsFile} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(read(t, dead, name)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	n, _ := open(t, dir, node.Config{})
	if !n.First {
		t.Error("it is no first start")
	}
	if read(t, dir, "root.key") != read(t, dead, "root.key") {
		t.Error("root.key was made anew")
	}
	if lines(t, dir)["TENCENTCLOUD_SECRET_ID"] == lines(t, dead)["TENCENTCLOUD_SECRET_ID"] {
		t.Error("credentials.env names a credential that does not exist")
	}
	do[*api.GetRegionsResponse](t, n, "GetRegions", "{}")
}

// TestStoreWithoutContent refuses a directory that was in use and lost its
// database, or whose --store names another one, and leaves it as it is.
func TestStoreWithoutContent(t *testing.T) {
	dir := newDir(t)
	_, closed := open(t, dir, node.Config{})
	closed()
	before := read(t, dir, node.CredentialsFile)
	other := "sqlite:" + filepath.Join(t.TempDir(), "other.db")
	for _, uri := range []string{other, ""} {
		if uri == "" {
			if err := os.Rename(filepath.Join(dir, "miyao.db"), filepath.Join(dir, "kept")); err != nil {
				t.Fatal(err)
			}
		}
		_, err := try(t, dir, node.Config{Store: uri})
		if err == nil || !strings.Contains(err.Error(), "put the database back") || !strings.Contains(err.Error(), "--store") {
			t.Errorf("--store %q: %v", uri, err)
		}
		if read(t, dir, node.CredentialsFile) != before {
			t.Error("credentials.env was changed")
		}
	}
	if err := os.Rename(filepath.Join(dir, "kept"), filepath.Join(dir, "miyao.db")); err != nil {
		t.Fatal(err)
	}
	n, _ := open(t, dir, node.Config{})
	do[*api.GetRegionsResponse](t, n, "GetRegions", "{}")
}

// TestSweep removes what a process that died left half written, be it a
// credential.
func TestSweep(t *testing.T) {
	dir := newDir(t)
	_, closed := open(t, dir, node.Config{})
	closed()
	left := filepath.Join(dir, ".miyao-1234")
	if err := os.WriteFile(left, []byte("TENCENTCLOUD_SECRET_KEY=half"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir, node.Config{})
	if _, err := os.Stat(left); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s is still there: %v", left, err)
	}
}

// TestDamagedStore refuses a store that has accounts but lost its root key
// slot.
func TestDamagedStore(t *testing.T) {
	dir := newDir(t)
	uri := "sqlite:" + filepath.Join(t.TempDir(), "other.db")
	db, err := store.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertAccount(store.Account{Uin: 100000000001, AppID: 2, Name: "root", Created: time.Now().Unix()})
	})
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := try(t, dir, node.Config{Store: uri}); err == nil || !strings.Contains(err.Error(), "backup") {
		t.Errorf("error %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "root.key")); err == nil {
		t.Error("a root key was made")
	}
	free(t, dir)
}
