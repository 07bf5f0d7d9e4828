package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"miyao/client"
	"miyao/internal/node"
	"miyao/tc3"
)

// server is a running child, bare or miyao.
type server struct {
	command    *exec.Cmd
	address    string
	credential tc3.Credential // of miyao
	pool       pool
}

func (b *bench) startBare(size int) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(b.ctx, self, "-bare-server", strconv.Itoa(size))
	command.Stderr = os.Stderr
	output, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := b.start(command, serverCore); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(output).ReadString('\n')
	if err != nil {
		return nil, fmt.Errorf("the bare server did not start: %w", err)
	}
	address := strings.TrimSpace(line)
	return &server{command: command, address: address, pool: pool{address: address}}, nil
}

// launch starts miyao on a data directory without waiting for it.
func (b *bench) launch(dir string, core int, flags ...string) (*server, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	args := []string{"server", "--data-dir", dir, "--listen", address, "--ops-listen", "off"}
	command := exec.CommandContext(b.ctx, b.binary, append(args, flags...)...)
	log, err := os.OpenFile(dir+".log", os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	command.Stdout, command.Stderr = log, log
	return &server{command: command, address: address, pool: pool{address: address}}, b.start(command, core)
}

// startMiyao starts miyao and waits until it serves.
func (b *bench) startMiyao(dir string, core int, flags ...string) (*server, error) {
	s, err := b.launch(dir, core, flags...)
	if err != nil {
		return nil, err
	}
	healthy := func() error {
		answer, err := http.Get("http://" + s.address + "/healthz")
		if err != nil {
			return err
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("/healthz answers %s", answer.Status)
		}
		return nil
	}
	if err := b.until(healthy, 5*time.Millisecond); err != nil {
		log, _ := os.ReadFile(dir + ".log")
		return nil, fmt.Errorf("%s does not serve: %w\n%s", b.binary, err, bytes.TrimSpace(log))
	}
	s.credential, err = readCredential(dir)
	return s, err
}

// until repeats an attempt until it succeeds, for 20 seconds at most.
func (b *bench) until(attempt func() error, pause time.Duration) error {
	ctx, cancel := context.WithTimeout(b.ctx, 20*time.Second)
	defer cancel()
	for {
		err := attempt()
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// freeAddress is a loopback address that nobody listens on now.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// readCredential reads what the first start wrote.
func readCredential(dir string) (tc3.Credential, error) {
	noVariables := func(string) (string, bool) { return "", false }
	config, err := client.FromEnv(noVariables, filepath.Join(dir, node.CredentialsFile))
	return config.Credential, err
}

func (b *bench) start(command *exec.Cmd, core int) error {
	if err := startPinned(command, core); err != nil {
		return fmt.Errorf("start %s: %w", command.Path, err)
	}
	b.children = append(b.children, command)
	return nil
}

// stop ends a server in order, or by force after 10 seconds.
func (s *server) stop() {
	s.pool.close()
	s.command.Process.Signal(syscall.SIGTERM)
	kill := time.AfterFunc(10*time.Second, func() { s.command.Process.Kill() })
	defer kill.Stop()
	s.command.Wait()
}

// stopAll ends whatever still runs.
func (b *bench) stopAll() {
	for _, command := range b.children {
		if command.ProcessState == nil {
			command.Process.Kill()
			command.Wait()
		}
	}
}

// turn drives the server and reads the clocks of both sides.
func (s *server) turn(r *requests, length time.Duration) (turn, error) {
	serverBefore, err := cpuTime(s.command.Process.Pid)
	if err != nil {
		return turn{}, err
	}
	loadBefore, err := cpuTime(os.Getpid())
	if err != nil {
		return turn{}, err
	}
	start := time.Now()
	t, err := s.pool.drive(r, length)
	if err != nil {
		return turn{}, err
	}
	elapsed := time.Since(start)
	loadAfter, err := cpuTime(os.Getpid())
	if err != nil {
		return turn{}, err
	}
	serverAfter, err := cpuTime(s.command.Process.Pid)
	if err != nil {
		return turn{}, err
	}
	t.CPU = (serverAfter - serverBefore) / time.Duration(t.Requests)
	t.LoadBusy = float64(loadAfter-loadBefore) / float64(elapsed)
	return t, nil
}
