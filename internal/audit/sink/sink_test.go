package sink_test

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"miyao/internal/audit/sink"
	"miyao/internal/localca"
)

// eventually waits for a condition that other goroutines bring about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !holds(); {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
		time.Sleep(time.Millisecond) // nothing tells when, so look again
	}
}

func TestURIs(t *testing.T) {
	w := newWorld(t)
	for uri, want := range map[string]string{
		"":                                     "scheme",
		"/var/log/audit.log":                   "scheme",
		"http://example.com/":                  "scheme",
		"syslog://example.com:514":             "scheme",
		"file:relative.log":                    "absolute path",
		"file://host/audit.log":                "absolute path",
		"file:/tmp/a?max-mb=0":                 "max-mb must be a number from 1",
		"file:/tmp/a?keep=x":                   "keep must be a number",
		"file:/tmp/a?mode=1":                   "unknown parameter \"mode\"",
		"syslog+tcp://example.com":             "host:port",
		"syslog+tcp://example.com:514/path":    "host:port",
		"syslog+tcp://example.com:514?ca-file": "unknown parameter",
		"syslog+tls://h:6514?facility=24":      "facility",
		"syslog+tls://h:6514?ca-file=/none":    "ca-file",
		"syslog+tls://h:6514?cert-file=/none":  "go together",
		"https://user:hunter2@example.com/":    "user or password",
		"https://example.com/#part":            "after #",
		"https:///path":                        "no host",
		"https://h/?header-file=/none":         "header-file",
		"otlp+http://h:4318?token=hunter2":     "unknown parameter",
		"https://h/\x7f?token=hunter2":         "not a URI",
	} {
		_, err := sink.Open([]string{uri}, w.options())
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q", uri, err, want)
		}
	}
	twice := []string{"syslog+tcp://h:514", "syslog+tcp://h:514?facility=1"}
	if _, err := sink.Open(twice, w.options()); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("the same place twice: %v", err)
	}
	good := []string{"syslog+tcp://h:514", "file:/tmp/a?keep=0&max-mb=1", "https://h/hook?own=1&header-file=/dev/null", "otlp+http://h:4318", "otlp+https://h/x"}
	sinks, err := sink.Open(good, w.options())
	if err != nil || len(sinks) != len(good) || sinks[2].Stats().Name != "https://h/hook" || sinks[1].Stats().Name != "file:/tmp/a" {
		t.Errorf("%d sinks: %v", len(sinks), err)
	}
}

// syslogServer takes connections until the test ends. The first few it closes
// after so many messages, having read no further.
func syslogServer(t *testing.T, l net.Listener, got *received, header func(string), perConnection int) {
	done := make(chan struct{})
	var open atomic.Pointer[net.Conn]
	go func() {
		defer close(done)
		connections := 0
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			open.Store(&conn)
			n := 0
			connections++
			readFrames(conn, func(head, line string) bool {
				header(head)
				got.lines <- line
				n++
				return n != perConnection || connections > 5
			})
			conn.Close()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		if conn := open.Load(); conn != nil {
			(*conn).Close()
		}
		<-done
	})
}

func listen(t *testing.T, address string) net.Listener {
	t.Helper()
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

var syslogHeader = regexp.MustCompile(`^<(110|108)>1 \d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z [!-~]{1,255} miyao \d+ Encrypt - $`)

func TestSyslog(t *testing.T) {
	dir := t.TempDir()
	files := localca.In(dir)
	if err := files.Ensure([]string{"127.0.0.1"}, time.Now()); err != nil {
		t.Fatal(err)
	}
	pair, err := tls.LoadX509KeyPair(files.Cert, files.Key)
	if err != nil {
		t.Fatal(err)
	}
	for scheme, c := range map[string]struct {
		params string
		wrap   func(net.Listener) net.Listener
	}{
		"syslog+tcp": {"", func(l net.Listener) net.Listener { return l }},
		"syslog+tls": {"?ca-file=" + files.CA, func(l net.Listener) net.Listener {
			return tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}})
		}},
	} {
		t.Run(scheme, func(t *testing.T) {
			w, got := newWorld(t), newReceived()
			plain := listen(t, "127.0.0.1:0")
			address := plain.Addr().String()
			syslogServer(t, c.wrap(plain), got, func(head string) {
				if !syslogHeader.MatchString(head) {
					t.Errorf("header %q", head)
				}
			}, -1)
			w.add(t, 100)
			s, _ := w.run(t, scheme+"://"+address+c.params)
			got.upTo(t, 100)
			for range 20 {
				w.add(t, 50)
			}
			got.upTo(t, 1100)
			eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 })
			if stats := s.Stats(); stats.Sent != 1100 || stats.Dropped != 0 || stats.Lag != 0 || stats.LastError != "" {
				t.Errorf("stats %+v", stats)
			}
		})
	}
}

// TestSyslogThatHangsUp: a receiver that closes connections gets what it did not
// read again, although its kernel took it.
func TestSyslogThatHangsUp(t *testing.T) {
	w, got := newWorld(t), newReceived()
	l := listen(t, "127.0.0.1:0")
	syslogServer(t, l, got, func(string) {}, 700)
	w.run(t, "syslog+tcp://"+l.Addr().String())
	for range 60 {
		w.add(t, 50)
	}
	got.upTo(t, 3000)
}

// TestUntrustedReceiver sends nothing to a server whose certificate it does not
// trust.
func TestUntrustedReceiver(t *testing.T) {
	w := newWorld(t)
	mine, other := localca.In(t.TempDir()), localca.In(t.TempDir())
	for _, files := range []localca.Files{mine, other} {
		if err := files.Ensure([]string{"127.0.0.1"}, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	pair, err := tls.LoadX509KeyPair(other.Cert, other.Key)
	if err != nil {
		t.Fatal(err)
	}
	l := listen(t, "127.0.0.1:0")
	syslogServer(t, tls.NewListener(l, &tls.Config{Certificates: []tls.Certificate{pair}}), newReceived(), func(string) {
		t.Error("something was sent")
	}, -1)
	w.add(t, 1)
	s, stop := w.run(t, "syslog+tls://"+l.Addr().String()+"?ca-file="+mine.CA)
	eventually(t, "three failures", func() bool { return s.Stats().Failures >= 3 })
	stop()
	if stats := s.Stats(); stats.Sent != 0 || stats.Queue != 1 || !strings.Contains(stats.LastError, "certificate") {
		t.Errorf("stats %+v", stats)
	}
}

// TestDeadSink: a place that is down holds up neither the log nor another sink,
// and gets everything when it is back, also after a restart in between.
func TestDeadSink(t *testing.T) {
	w, got := newWorld(t), newReceived()
	l := listen(t, "127.0.0.1:0")
	address := l.Addr().String()
	l.Close()
	file := filepath.Join(t.TempDir(), "audit.log")
	dead, stop := w.run(t, "syslog+tcp://"+address)
	live, _ := w.run(t, "file:"+file)
	w.add(t, 500)
	eventually(t, "the other sink to be done", func() bool { return live.Stats().Sent == 500 })
	eventually(t, "failures", func() bool { return dead.Stats().Failures >= 2 })
	stats := dead.Stats()
	if stats.Queue != 500 || stats.Sent != 0 || stats.Lag <= 0 || stats.LastError == "" || stats.LastAt.IsZero() {
		t.Errorf("stats %+v", stats)
	}
	if text := w.text.String(); strings.Count(text, "cannot send") != 1 {
		t.Errorf("a failure that stays the same is logged again and again:\n%s", text)
	}
	stop()
	w.add(t, 100)
	again := listen(t, address)
	syslogServer(t, again, got, func(string) {}, -1)
	back, _ := w.run(t, "syslog+tcp://"+address)
	got.upTo(t, 600)
	eventually(t, "an empty queue", func() bool { return back.Stats().Queue == 0 })
}

// TestSlowSink: a place that takes nothing holds up nobody either.
func TestSlowSink(t *testing.T) {
	w := newWorld(t)
	l := listen(t, "127.0.0.1:0")
	defer l.Close()
	var accepted atomic.Int64
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			accepted.Add(1)
			defer conn.Close() // and never reads
		}
	}()
	slow, stop := w.run(t, "syslog+tcp://"+l.Addr().String())
	live, _ := w.run(t, "file:"+filepath.Join(t.TempDir(), "audit.log"))
	for range 20 {
		w.add(t, 500) // more than the sockets hold
	}
	eventually(t, "the other sink to be done", func() bool { return live.Stats().Sent == 10_000 })
	eventually(t, "a connection", func() bool { return accepted.Load() > 0 })
	stop() // returns although an attempt is under way
	if stats := slow.Stats(); stats.Queue == 0 {
		t.Errorf("stats %+v", stats)
	}
}

// TestRestart sends neither twice nor never what was sent before a restart.
func TestRestart(t *testing.T) {
	w := newWorld(t)
	file := filepath.Join(t.TempDir(), "audit.log")
	for round := range 4 {
		s, stop := w.run(t, "file:"+file)
		w.add(t, 100)
		eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 && s.Stats().Sent > 0 })
		stop()
		if sent := s.Stats().Sent; sent != 100 {
			t.Errorf("round %d sends %d entries", round, sent)
		}
		w.add(t, 0)
		if round == 1 { // the log is opened anew as well
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			w.open(t)
		}
	}
	want(t, file, 1, 400)
}

// want wants the entries from first to last in a file, each once.
func want(t *testing.T, file string, first, last uint64) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	next := first
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, fmt.Sprintf(`{"seq":%d,"hash":"`, next)) || !strings.HasSuffix(line, "}}\n") {
			t.Fatalf("%s where entry %d belongs", line, next)
		}
		next++
	}
	if next != last+1 {
		t.Errorf("%s ends before entry %d, want %d", file, next, last)
	}
}

// TestLostToRetention: what retention removes before a sink could send it is
// counted, and the sink goes on with the rest. A new sink misses nothing.
func TestLostToRetention(t *testing.T) {
	w, got := newWorld(t), newReceived()
	l := listen(t, "127.0.0.1:0")
	address := l.Addr().String()
	l.Close()
	s, _ := w.run(t, "syslog+tcp://"+address)
	w.add(t, 1)
	eventually(t, "a failure", func() bool { return s.Stats().Failures > 0 })
	w.add(t, 999)
	names, err := filepath.Glob(filepath.Join(w.dir, "0*.jsonl"))
	if err != nil || len(names) < 5 {
		t.Fatal(names, err)
	}
	for _, name := range names[:3] {
		if err := os.Remove(name); err != nil {
			t.Fatal(err)
		}
	}
	var first uint64
	if _, err := fmt.Sscanf(filepath.Base(names[3]), "%d", &first); err != nil {
		t.Fatal(err)
	}
	syslogServer(t, listen(t, address), got, func(string) {}, -1)
	got.upTo(t, 1) // it was read before
	got.next = first
	got.upTo(t, 1000)
	eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 })
	if stats := s.Stats(); stats.Dropped != first-2 || stats.Sent != 1000-(first-2) {
		t.Errorf("stats %+v, first is %d", stats, first)
	}
	file := filepath.Join(t.TempDir(), "audit.log")
	fresh, _ := w.run(t, "file:"+file)
	eventually(t, "the new sink to be done", func() bool { return fresh.Stats().Queue == 0 && fresh.Stats().Sent > 0 })
	want(t, file, first, 1000)
	if dropped := fresh.Stats().Dropped; dropped != 0 {
		t.Errorf("a new sink counts %d as dropped", dropped)
	}
}

// TestLogThatWentBack: after a power cut, or a restored backup, the log is
// shorter than what was sent, or another one from some entry on.
func TestLogThatWentBack(t *testing.T) {
	w := newWorld(t)
	positions := w.options().Dir
	file := filepath.Join(t.TempDir(), "audit.log")
	s, stop := w.run(t, "file:"+file)
	w.add(t, 10)
	eventually(t, "an empty queue", func() bool { return s.Stats().Sent == 10 })
	stop()
	names, err := filepath.Glob(filepath.Join(positions, "*.json"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	text, err := os.ReadFile(names[0])
	if err != nil || !regexp.MustCompile(`^\{"sink":"file:/.*audit.log","seq":10,"hash":"[0-9a-f]{64}"\}\n$`).Match(text) {
		t.Fatalf("position %s (%v)", text, err)
	}
	for name, changed := range map[string]string{
		"it is shorter":           strings.Replace(string(text), `"seq":10`, `"seq":25`, 1),
		"another entry is number": regexp.MustCompile(`"hash":"[0-9a-f]{64}"`).ReplaceAllString(string(text), `"hash":"`+strings.Repeat("0", 64)+`"`),
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(names[0], []byte(changed), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			w.add(t, 1)
			head, _ := w.Head()
			s, stop := w.run(t, "file:"+file)
			eventually(t, "an empty queue", func() bool { return s.Stats().Queue == 0 && s.Stats().Sent > 0 })
			stop()
			want(t, file, 1, head) // twice is better than never
		})
	}
	if err := os.WriteFile(names[0], []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := sink.Open([]string{"file:" + file}, w.options()); err == nil || !strings.Contains(err.Error(), "damaged") {
		t.Errorf("a damaged position: %v", err)
	}
}

// TestDrain sends what is left when it is to end, and no dead place holds that
// up.
func TestDrain(t *testing.T) {
	w := newWorld(t)
	w.add(t, 1200)
	file := filepath.Join(t.TempDir(), "audit.log")
	o := w.options()
	o.Drain = time.Minute
	sinks, err := sink.Open([]string{"file:" + file, "syslog+tcp://127.0.0.1:1"}, o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, s := range sinks {
		s.Run(ctx)
	}
	want(t, file, 1, 1200)
}

func TestRunEndsAtOnce(t *testing.T) {
	w := newWorld(t)
	sinks, err := sink.Open([]string{"syslog+tcp://127.0.0.1:1"}, w.options())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	sinks[0].Run(ctx)
}
