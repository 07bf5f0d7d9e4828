package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/spf13/pflag"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"miyao": main})
}

// TestEndWhileStarting: a server that is told to end before it serves has done
// what it was told.
func TestEndWhileStarting(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	root := newRootCommand()
	root.SetArgs([]string{"server", "--data-dir", filepath.Join(t.TempDir(), "data"), "--listen", "127.0.0.1:0", "--ops-listen", "off"})
	if err := root.ExecuteContext(ctx); err != nil {
		t.Error(err)
	}
}

// TestCutConnection: whoever made a change on a server that died at it has to look.
func TestCutConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, _ = conn.Read(make([]byte, 1))
			conn.Close()
		}
	}()
	t.Setenv("TENCENTCLOUD_SECRET_ID", "AKID")
	t.Setenv("TENCENTCLOUD_SECRET_KEY", "key")
	root := newRootCommand()
	root.SetArgs([]string{"key", "create", "app", "--endpoint", "http://" + l.Addr().String()})
	failed := classify(root.ExecuteContext(t.Context()), true)
	if failed.code != exitNetwork || !strings.Contains(failed.hint, "may have taken place") {
		t.Errorf("exit %d, %v, hint: %s", failed.code, failed, failed.hint)
	}
}

// TestScripts runs the real commands against a real server.
func TestScripts(t *testing.T) {
	scripts, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts in testdata: %v", err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireUniqueNames:  true,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("GORACE", "atexit_sleep_ms=0") // else each command takes a second under -race
			s := &testServer{environment: env.Vars, dir: env.WorkDir}
			env.Values[testServerKey{}] = s
			env.Defer(s.end)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"server":   serverCommand,
			"mode":     modeCommand,
			"whitebox": whiteboxCommand,
			"post":     postCommand,
			"load":     loadCommand,
		},
	})
}

// serverCommand is "server start [FLAG...]", which returns once the server
// answers, "server stop", which drains it, and "server silence", which halts it:
// it takes connections and answers nothing.
func serverCommand(ts *testscript.TestScript, neg bool, args []string) {
	s := ts.Value(testServerKey{}).(*testServer)
	if neg || len(args) == 0 {
		ts.Fatalf("usage: server start [FLAG...] | server stop | server silence")
	}
	switch args[0] {
	case "start":
		ts.Check(s.start(args[1:], settings(ts)))
	case "stop":
		ts.Check(s.stop())
		ts.Logf("[server]\n%s", s.messages.String())
	case "silence":
		ts.Check(s.silence())
	default:
		ts.Fatalf("unknown: server %s", args[0])
	}
}

// silence halts the server and waits until it stands: with a busy machine it would
// go on for a while.
func (s *testServer) silence() error {
	if err := s.command.Process.Signal(syscall.SIGSTOP); err != nil {
		return err
	}
	var status syscall.WaitStatus
	if _, err := syscall.Wait4(s.command.Process.Pid, &status, syscall.WUNTRACED, nil); err != nil {
		return err
	}
	if !status.Stopped() {
		return errors.New("the server ended")
	}
	return nil
}

// settings are the variables of the server that the script has set by now.
func settings(ts *testscript.TestScript) (variables []string) {
	newServerCommand().Flags().VisitAll(func(flag *pflag.Flag) {
		name := variableOf(flag.Name)
		if value := ts.Getenv(name); value != "" {
			variables = append(variables, name+"="+value)
		}
	})
	return variables
}

// modeCommand is "mode FILE PERMISSIONS".
func modeCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE PERMISSIONS")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := info.Mode().String(); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// postCommand is "post PATH FILE STATUS": it sends a file of JSON to the server
// and leaves the answer in answer.json.
func postCommand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: post PATH FILE STATUS")
	}
	s := ts.Value(testServerKey{}).(*testServer)
	resp, err := http.Post(s.endpoint+args[0], "application/json", strings.NewReader(ts.ReadFile(args[1])))
	ts.Check(err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs("answer.json"), body, 0o600))
	if got := fmt.Sprint(resp.StatusCode); got != args[2] {
		ts.Fatalf("status %s, want %s: %s", got, args[2], body)
	}
}

// testServer is the server of one script, in the script's directory.
type testServer struct {
	environment []string
	dir         string
	command     *exec.Cmd
	endpoint    string
	messages    bytes.Buffer
	copied      chan error // how copying the output to server.out ended
}

// testServerKey finds the testServer of a script.
type testServerKey struct{}

// start waits for the line that tells the address, which is printed once the
// listener is open, and then for the answer of /healthz.
func (s *testServer) start(flags, variables []string) error {
	// Its files are private whatever the umask, here none.
	s.command = exec.Command("sh", append([]string{"-c", `umask 0; exec "$@"`, "sh",
		"miyao", "server", "--listen", "127.0.0.1:0", "--ops-listen", "off"}, flags...)...)
	s.command.Dir, s.command.Env, s.command.Stderr = s.dir, slices.Concat(s.environment, variables), &s.messages
	stdout, err := s.command.StdoutPipe()
	if err != nil {
		return err
	}
	if err := s.command.Start(); err != nil {
		return err
	}
	lines := bufio.NewReader(stdout)
	line, err := lines.ReadString('\n')
	if err != nil {
		s.end()
		return fmt.Errorf("the server did not start: %s", s.messages.String())
	}
	out, err := os.Create(filepath.Join(s.dir, "server.out"))
	if err != nil {
		s.end()
		return err
	}
	s.copied = make(chan error, 1)
	go func() { // ends with the server
		_, err := io.Copy(out, lines)
		s.copied <- errors.Join(err, out.Close())
	}()
	_, s.endpoint, _ = strings.Cut(strings.TrimSpace(line), "listens on ")
	// Whether a certificate can be trusted is for the commands of the script.
	any := &http.Client{Transport: &http.Transport{DisableKeepAlives: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
	resp, err := any.Get(s.endpoint + "/healthz")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("/healthz answers %s", resp.Status)
	}
	return nil
}

// stop ends the server as an operator does. What it printed after its first
// line is in server.out then.
func (s *testServer) stop() error {
	if err := s.command.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	err := errors.Join(<-s.copied, s.command.Wait())
	s.command = nil
	return err
}

// end makes sure that no server outlives its script.
func (s *testServer) end() {
	if s.command == nil {
		return
	}
	_ = s.command.Process.Kill()
	_ = s.command.Wait()
	s.command = nil
}
