package node

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

const lockFile = "miyao.lock"

// makeDataDir makes the directory with mode 0700, or refuses one that others
// can enter.
func makeDataDir(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("make the data directory: %w", err)
	}
	info, err := os.Stat(dir)
	if err != nil {
		return err
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("the data directory %s can be entered by others (mode %04o); run: chmod 700 %s", dir, mode, dir)
	}
	return nil
}

// InUseError says that another process has the data directory open.
type InUseError struct{ DataDir, Process string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("the data directory %s is in use by another miyao (process %s)", e.DataDir, e.Process)
}

// Lock is the right to a data directory; the kernel releases it when the
// process ends, however it ends.
type Lock struct {
	dataDir string
	file    *os.File
}

// TakeLock makes the data directory if there is none and locks it. The error
// is an InUseError when another process has it.
func TakeLock(dataDir string) (*Lock, error) {
	if err := makeDataDir(dataDir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dataDir, lockFile), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		holder, _ := io.ReadAll(io.LimitReader(f, 32))
		_ = f.Close()
		if errors.Is(err, unix.EWOULDBLOCK) {
			return nil, &InUseError{dataDir, strings.TrimSpace(string(holder))}
		}
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if err := f.Truncate(0); err == nil {
		_, _ = f.WriteAt(fmt.Appendf(nil, "%d\n", os.Getpid()), 0)
	}
	return &Lock{dataDir, f}, nil
}

// TakeExistingLock locks a data directory that a server has made content for.
func TakeExistingLock(dataDir string) (*Lock, error) {
	if _, err := os.Stat(filepath.Join(dataDir, lockFile)); err != nil {
		return nil, fmt.Errorf("%s is not a data directory of miyao; start the server once, or name the right one with --data-dir", dataDir)
	}
	return TakeLock(dataDir)
}

// Release gives the lock back, for a directory that was not opened.
func (l *Lock) Release() error { return l.file.Close() }
