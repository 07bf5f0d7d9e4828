package audit_test

import (
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"miyao/internal/audit"
)

// checked waits for a check to end.
func checked(t *testing.T, l *audit.Log) audit.Check {
	t.Helper()
	<-l.StartCheck()
	s, err := l.Status()
	if err != nil || s.Check.Running {
		t.Fatalf("%+v %v", s, err)
	}
	return s.Check
}

// TestStatus: the status follows the log, a check finds it whole, and not when a
// byte was changed.
func TestStatus(t *testing.T) {
	dir, entries := varied(t, 300)
	o := options()
	o.Now = func() time.Time { return entries[299].Time } // checks take no time, and need no rest
	l := open(t, dir, o)
	s, err := l.Status()
	if err != nil || s.Seq != 300 || s.Signed.Seq != 300 || s.Signed.Hash != s.Hash || !s.Since.Equal(entries[0].Time) || !s.Check.Ended.IsZero() {
		t.Fatalf("%+v %v", s, err)
	}
	if c := checked(t, l); c.Err != nil || c.Checked != 300 || c.Ended.IsZero() {
		t.Errorf("a whole log: %+v", c)
	}
	if err := l.Append(call("r")); err != nil {
		t.Fatal(err)
	}
	if s, err = l.Status(); err != nil || s.Seq != 301 || s.Signed.Seq != 300 {
		t.Errorf("with a further entry: %+v %v", s, err)
	}
	path := filepath.Join(dir, load(t, dir).segments()[1])
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	text[len(text)/2] ^= 1
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	c := checked(t, l)
	if _, corrupt := errors.AsType[*audit.CorruptError](c.Err); !corrupt || c.Checked == 0 || c.Checked >= 300 {
		t.Errorf("a log that was changed: %+v", c)
	}
	l.StartCheck()
	closeLog(t, l) // does not wait for the whole of it
}

// TestCheckRests: after a check none begins for nine times as long as it took, however
// often one is asked for.
func TestCheckRests(t *testing.T) {
	dir, _ := varied(t, 20)
	o := options()
	var clock atomic.Int64
	o.Now = func() time.Time { return time.Unix(1_900_000_000+clock.Add(1), 0) } // a second goes by with each look
	l := open(t, dir, o)
	defer closeLog(t, l)
	first := checked(t, l)
	asked := 1
	for checked(t, l).Ended.Equal(first.Ended) {
		asked++
	}
	if asked < 9 || asked > 10 {
		t.Errorf("a check that took a second was made again when asked for the %dth time", asked)
	}
	clock.Add(-1000)
	last := checked(t, l).Ended
	if first.Ended.Before(last) {
		t.Errorf("a clock that was set back delays checks: the last one ended %v", last)
	}
}
