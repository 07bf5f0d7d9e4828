package audit_test

import (
	"crypto/ed25519"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"testing"
	"time"

	"miyao/internal/audit"
)

// children are what this test program does when it runs itself, by name. They
// get a directory.
var children = map[string]func(dir string) error{
	"append": appendForever,
}

func TestMain(m *testing.M) {
	name := os.Getenv("AUDIT_TEST_CHILD")
	if name == "" {
		os.Exit(m.Run())
	}
	run := children[name]
	if run == nil {
		run = diskChildren[name]
	}
	if err := run(os.Getenv("AUDIT_TEST_DIR")); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// child prepares a run of this test program as the named child.
func child(t *testing.T, name, dir string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program)
	c.Env = append(os.Environ(), "AUDIT_TEST_CHILD="+name, "AUDIT_TEST_DIR="+dir)
	return c
}

// signer returns a key that is the same for the same name.
func signer(name string) ed25519.PrivateKey {
	seed := sha256.Sum256([]byte(name))
	return ed25519.NewKeyFromSeed(seed[:])
}

// options are Options with a fixed key, small segments, no checkpoint by
// itself, and a silent logger.
func options() audit.Options {
	return audit.Options{
		Signer:             signer("log"),
		SegmentBytes:       2000,
		CheckpointInterval: 24 * time.Hour,
		Logger:             slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
}

// open opens a log that the test closes or not.
func open(t testing.TB, dir string, o audit.Options) *audit.Log {
	t.Helper()
	l, err := audit.Open(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// call is an entry as an Encrypt request writes it.
func call(id string) *audit.Entry {
	return &audit.Entry{
		Time:      time.Date(2026, 1, 2, 3, 4, 5, 678900000, time.UTC),
		Phase:     audit.PhaseCall,
		RequestID: id,
		Action:    "Encrypt",
		Version:   "2019-01-18",
		Service:   "kms",
		Region:    "ap-guangzhou",
		Account:   100000000001,
		Principal: 100000000002,
		SecretID:  "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
		SourceIP:  "192.0.2.17",
		UserAgent: "SDK_GO_1.0.1053",
		Language:  "zh-CN",
		Resources: []string{"qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/100000000001/23e80852-1e38-11e9-b129-5cb9019b4b01"},

		KeyVersion: 3,
	}
}

// add appends calls with the ids given.
func add(t testing.TB, l *audit.Log, ids ...string) {
	t.Helper()
	for _, id := range ids {
		if err := l.Append(call(id)); err != nil {
			t.Fatal(err)
		}
	}
}

func closeLog(t testing.TB, l *audit.Log) {
	t.Helper()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// verify wants a sound log of so many entries.
func verify(t testing.TB, dir string, entries uint64) audit.Report {
	t.Helper()
	r, err := audit.Verify(dir, signer("log").Public().(ed25519.PublicKey))
	if err != nil {
		t.Fatal(err)
	}
	if r.Entries != entries || r.Last != entries {
		t.Fatalf("%d entries, the last is %d, want %d", r.Entries, r.Last, entries)
	}
	return r
}

// ids reads the request ids of a log.
func ids(t testing.TB, dir string, after uint64) []string {
	t.Helper()
	var found []string
	err := audit.Entries(dir, after, func(r audit.Record) error {
		found = append(found, r.Entry.RequestID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// numbered returns the ids r1 to rn.
func numbered(n int) []string {
	var list []string
	for i := range n {
		list = append(list, fmt.Sprintf("r%d", i+1))
	}
	return list
}
