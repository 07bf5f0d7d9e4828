package main

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"miyao/api"
	"miyao/client"
	"miyao/internal/audit"
)

// Where a load writes down what was answered, a line for each answer, and the
// calls that were not.
const (
	keysFile       = "keys.txt"       // alias, key id, RequestId
	blobsFile      = "blobs.txt"      // plaintext (the alias), ciphertext, RequestId
	unansweredFile = "unanswered.txt" // alias
)

// loadCommand is the load of kill.txtar, on the server of data/credentials.env:
// "load kill N" has four clients create keys and encrypt under them, and kills
// the server (SIGKILL) when the first of them has done so N times. "load check"
// asks the server for all that was answered, and "load audited DIR" the audit
// log.
func loadCommand(ts *testscript.TestScript, neg bool, args []string) {
	l := &load{ts: ts, ctx: context.Background()}
	switch {
	case neg:
		ts.Fatalf("load has no negation")
	case len(args) == 2 && args[0] == "kill":
		n, err := strconv.Atoi(args[1])
		ts.Check(err)
		ts.Check(l.kill(n))
	case len(args) == 1 && args[0] == "check":
		l.connect()
		l.each(keysFile, l.checkKey)
		l.each(blobsFile, l.checkBlob)
	case len(args) == 2 && args[0] == "audited":
		ts.Check(l.audited(ts.MkAbs(args[1])))
	default:
		ts.Fatalf("usage: load kill N | load check | load audited DIR")
	}
}

type load struct {
	ts     *testscript.TestScript
	ctx    context.Context
	client *client.Client

	mu    sync.Mutex // guards the files
	files map[string]*os.File
}

func (l *load) connect() {
	file := l.ts.MkAbs("data/credentials.env")
	config, err := client.FromEnv(func(string) (string, bool) { return "", false }, file)
	l.ts.Check(err)
	config.Retries = 0
	l.client, err = client.New(config)
	l.ts.Check(err)
}

func (l *load) kill(n int) error {
	l.connect()
	l.files = map[string]*os.File{}
	for _, name := range []string{keysFile, blobsFile, unansweredFile} {
		f, err := os.OpenFile(l.ts.MkAbs(name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return err
		}
		defer f.Close()
		l.files[name] = f
	}
	ctx, cancel := context.WithTimeout(l.ctx, time.Minute)
	defer cancel()
	l.ctx = ctx
	var working sync.WaitGroup
	enough := make(chan struct{}, 1)
	round := time.Now().UnixNano()
	for worker := range 4 {
		working.Go(func() { l.work(fmt.Sprintf("r%d-w%d", round, worker), n, enough) })
	}
	select {
	case <-enough: // the others are in the middle
	case <-ctx.Done():
		l.ts.Logf("the load took too long")
	}
	l.ts.Value(testServerKey{}).(*testServer).end()
	working.Wait()
	return ctx.Err()
}

// work goes on until the server is gone.
func (l *load) work(name string, n int, enough chan<- struct{}) {
	for i := 1; ; i++ {
		alias := fmt.Sprintf("%s-%d", name, i)
		created, err := client.Call(l.ctx, l.client, api.CreateKey, &api.CreateKeyRequest{Alias: alias})
		if err != nil {
			l.note(unansweredFile, alias)
			return
		}
		l.note(keysFile, alias, created.KeyId, created.RequestId)
		sealed, err := client.Call(l.ctx, l.client, api.Encrypt, &api.EncryptRequest{KeyId: created.KeyId, Plaintext: []byte(alias)})
		if err != nil {
			l.note(unansweredFile, alias)
			return
		}
		l.note(blobsFile, alias, sealed.CiphertextBlob.String(), sealed.RequestId)
		if i == n {
			select {
			case enough <- struct{}{}:
			default:
			}
		}
	}
}

func (l *load) note(file string, words ...string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, err := fmt.Fprintln(l.files[file], strings.Join(words, " ")); err != nil {
		panic(err) // the script's own directory
	}
}

// each calls fn with the words of each line of a file.
func (l *load) each(file string, fn func(words []string) error) {
	f, err := os.Open(l.ts.MkAbs(file))
	l.ts.Check(err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		l.ts.Check(fn(strings.Fields(lines.Text())))
	}
	l.ts.Check(lines.Err())
}

func (l *load) checkKey(words []string) error {
	found, err := client.Call(l.ctx, l.client, api.DescribeKey, &api.DescribeKeyRequest{KeyId: words[1]})
	if err != nil || found.KeyMetadata.Alias != words[0] || found.KeyMetadata.KeyState != "Enabled" {
		return fmt.Errorf("key %s was answered for: %+v, %v", words[1], found, err)
	}
	return nil
}

func (l *load) checkBlob(words []string) error {
	blob, err := api.ParseBase64(words[1])
	if err != nil {
		return err
	}
	opened, err := client.Call(l.ctx, l.client, api.Decrypt, &api.DecryptRequest{CiphertextBlob: blob})
	if err != nil || string(opened.Plaintext) != words[0] {
		return fmt.Errorf("a ciphertext that was answered does not open: %w", err)
	}
	return nil
}

// audited looks for each answered call in the log: its entry was written before
// its answer.
func (l *load) audited(dir string) error {
	answered := map[string]string{}
	for _, file := range []string{keysFile, blobsFile} {
		l.each(file, func(words []string) error { answered[words[2]] = file; return nil })
	}
	if len(answered) < 200 {
		return fmt.Errorf("only %d calls were answered", len(answered))
	}
	err := audit.Entries(filepath.Clean(dir), 0, func(r audit.Record) error {
		if r.Entry.Code == "" && r.Entry.Phase != audit.PhaseIntent {
			delete(answered, r.Entry.RequestID)
		}
		return nil
	})
	if err == nil && len(answered) > 0 {
		err = fmt.Errorf("answered, but not in the audit log: %v", answered)
	}
	return err
}
