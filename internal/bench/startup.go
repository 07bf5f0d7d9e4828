package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"time"

	"miyao/api"
	"miyao/internal/node"
	"miyao/tc3"
)

// idleMemory is the resident memory of a fresh server, two seconds after it
// began to serve, with all cores as a user has it.
func (b *bench) idleMemory(dir string) (int, error) {
	s, err := b.startMiyao(dir, allCores)
	if err != nil {
		return 0, err
	}
	defer s.stop()
	select {
	case <-time.After(2 * time.Second):
	case <-b.ctx.Done():
		return 0, b.ctx.Err()
	}
	return residentKB(s.command.Process.Pid)
}

// startUp measures five times from the start of the process to its first
// answer of Encrypt, with all cores as a user has it.
func (b *bench) startUp(v *variant) (startUp, error) {
	result := startUp{Server: v.name}
	body, err := json.Marshal(api.EncryptRequest{KeyId: v.keys[0], Plaintext: []byte("hello")})
	if err != nil {
		return result, err
	}
	if result.Tail, err = lastSegment(v.dir); err != nil {
		return result, err
	}
	for range 5 {
		start := time.Now()
		s, err := b.launch(v.dir, allCores)
		if err != nil {
			return result, err
		}
		err = b.until(func() error { return s.firstAnswer("Encrypt", body, v.server.credential) }, 200*time.Microsecond)
		result.Times = append(result.Times, time.Since(start))
		s.stop()
		if err != nil {
			return result, err
		}
	}
	return result, nil
}

// firstAnswer tries one request over a new connection.
func (s *server) firstAnswer(action string, body []byte, credential tc3.Credential) error {
	request, err := signed(s.address, credential, action, body)
	if err != nil {
		return err
	}
	c, err := dial(s.address)
	if err != nil {
		return err
	}
	defer c.socket.Close()
	_, err = c.do(request)
	return err
}

// lastSegment is the size of the audit segment that a start has to check.
func lastSegment(dir string) (int64, error) {
	segments, err := filepath.Glob(filepath.Join(dir, node.AuditDir, "0*.jsonl")) // sorted
	if err != nil || len(segments) == 0 {
		return 0, err
	}
	info, err := os.Stat(segments[len(segments)-1])
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
