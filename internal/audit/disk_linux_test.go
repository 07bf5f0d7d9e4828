package audit_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"unsafe"

	"golang.org/x/sys/unix"

	"miyao/internal/audit"
)

// diskChildren are the children of this file, see TestMain.
var diskChildren = map[string]func(dir string) error{
	"full":  fullDisk,
	"limit": fileSizeLimit,
	"fsync": failingFsync,
}

// errNotAllowed from a child means that this machine does not let the test make
// its disk.
var errNotAllowed = errors.New("not allowed on this machine")

func TestDiskErrors(t *testing.T) {
	for name, what := range map[string]string{
		"full":  "a full disk: a tmpfs of its own",
		"limit": "a full disk: RLIMIT_FSIZE",
		"fsync": "fsync gives EIO for one file: a seccomp filter",
	} {
		t.Run(name, func(t *testing.T) {
			c := child(t, name, t.TempDir())
			if name == "full" {
				c.SysProcAttr = &syscall.SysProcAttr{
					Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
					UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
					GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
				}
			}
			out, err := c.CombinedOutput()
			var exit *exec.ExitError
			if strings.Contains(string(out), errNotAllowed.Error()) || err != nil && !errors.As(err, &exit) {
				t.Skipf("%s: %v %s", what, err, out)
			}
			if err != nil {
				t.Fatalf("%s: %v\n%s", what, err, out)
			}
			t.Logf("%s: %s", what, out)
		})
	}
}

// fill appends from many goroutines until the log is unavailable to all of them,
// then one by one until not even one short entry fits, and returns how many
// were answered.
func fill(l *audit.Log) (uint64, error) {
	var answered atomic.Uint64
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for g := range errs {
		wg.Go(func() {
			for i := 0; errs[g] == nil && i < 100_000; i++ {
				if errs[g] = l.Append(call(fmt.Sprintf("%d-%d", g, i))); errs[g] == nil {
					answered.Add(1)
				}
			}
		})
	}
	wg.Wait()
	var err error
	for ; err == nil; answered.Add(1) {
		err = l.Append(call("x"))
	}
	answered.Add(^uint64(0)) // the last was not
	for _, err := range append(errs, err) {
		if !errors.Is(err, audit.ErrUnavailable) {
			return 0, fmt.Errorf("got %v, want ErrUnavailable", err)
		}
	}
	return answered.Load(), nil
}

// expect wants a sound log of so many entries.
func expect(dir string, entries uint64) error {
	r, err := audit.Verify(dir, nil)
	if err == nil && r.Entries != entries {
		err = fmt.Errorf("%d entries in the log, %d were answered", r.Entries, entries)
	}
	if err == nil && r.TornBytes > 0 {
		err = fmt.Errorf("%d bytes of a failed write are left", r.TornBytes)
	}
	return err
}

// survive fills the log, makes room, and wants the same Log to go on by itself.
func survive(dir string, o audit.Options, more func() error) error {
	l, err := audit.Open(dir, o)
	if err != nil {
		return err
	}
	n, err := fill(l)
	if err != nil {
		return err
	}
	for ready := true; ready; n++ { // its own entry is shorter: a few may fit
		if err := l.AppendSync(call("full")); !errors.Is(err, audit.ErrUnavailable) {
			return fmt.Errorf("AppendSync: %v, want ErrUnavailable", err)
		}
		ready = l.Ready() == nil
	}
	n-- // the last did not fit
	if err := expect(dir, n); err != nil {
		return err
	}
	if err := more(); err != nil {
		return err
	}
	// The first time Ready writes an entry of its own.
	if err := errors.Join(l.Ready(), l.Ready(), l.Append(call("again")), l.AppendSync(call("and again")), expect(dir, n+3), l.Close()); err != nil {
		return fmt.Errorf("after room was made: %w", err)
	}
	fmt.Printf("%d entries fitted\n", n)
	return expect(dir, n+3)
}

// fullDisk is a child with a mount namespace of its own.
func fullDisk(dir string) error {
	for _, segmentBytes := range []int64{1 << 20, 20_000} { // one segment; many
		disk := filepath.Join(dir, fmt.Sprint(segmentBytes))
		if err := os.Mkdir(disk, 0o700); err != nil {
			return err
		}
		if err := unix.Mount("none", disk, "tmpfs", 0, "size=256k"); err != nil {
			return errors.Join(errNotAllowed, err)
		}
		o := options()
		o.SegmentBytes = segmentBytes
		err := survive(filepath.Join(disk, "audit"), o, func() error {
			return unix.Mount("none", disk, "tmpfs", unix.MS_REMOUNT, "size=1m")
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fileSizeLimit is a child that may not write files past a size.
func fileSizeLimit(dir string) error {
	signal.Ignore(syscall.SIGXFSZ)
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	low := unix.Rlimit{Cur: 20_000, Max: limit.Max}
	if err := unix.Setrlimit(unix.RLIMIT_FSIZE, &low); err != nil {
		return errors.Join(errNotAllowed, err)
	}
	o := options()
	o.SegmentBytes = 1 << 20
	return survive(dir, o, func() error { return unix.Setrlimit(unix.RLIMIT_FSIZE, &limit) })
}

// failingFsync is a child whose kernel answers EIO to fsync of the segment.
func failingFsync(dir string) error {
	free, err := lowDescriptors()
	if err != nil {
		return err
	}
	o := options()
	o.SegmentBytes = 1 << 20
	l, err := audit.Open(dir, o)
	if err != nil {
		return err
	}
	free()
	if err := errors.Join(l.AppendSync(call("r1")), l.Append(call("r2"))); err != nil {
		return err
	}
	path := filepath.Join(dir, firstSegment)
	before, err := os.Stat(path)
	if err != nil {
		return err
	}
	if err := failFsyncOf(path); err != nil {
		return errors.Join(errNotAllowed, err)
	}
	if err := l.AppendSync(call("r3")); !errors.Is(err, audit.ErrUnavailable) || !errors.Is(err, unix.EIO) {
		return fmt.Errorf("AppendSync on a failing disk: %v", err)
	}
	if err := l.Checkpoint(); !errors.Is(err, audit.ErrUnavailable) { // must not sync the same file again
		return fmt.Errorf("Checkpoint after a failed fsync: %v", err)
	}
	if err := errors.Join(l.Append(call("r4")), l.AppendSync(call("r5")), l.Close()); err != nil {
		return fmt.Errorf("after the failed fsync: %w", err)
	}
	after, err := os.Stat(path)
	if err != nil {
		return err
	}
	if os.SameFile(before, after) {
		return errors.New("the log goes on in the file whose fsync failed")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "*.rewrite")); len(left) > 0 {
		return fmt.Errorf("left behind: %v", left)
	}
	return expect(dir, 5)
}

// lowDescriptors holds some descriptors until free is called, so that what is
// opened then gets these and not the one whose fsync fails.
func lowDescriptors() (free func(), err error) {
	var held []*os.File
	for range 8 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			return nil, err
		}
		held = append(held, f)
	}
	return func() {
		for _, f := range held {
			f.Close()
		}
	}, nil
}

// failFsyncOf makes fsync of this process's descriptor of the file fail, for
// ever.
func failFsyncOf(path string) error {
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return err
	}
	for _, e := range fds {
		var fd uint32
		target, _ := os.Readlink("/proc/self/fd/" + e.Name())
		if _, err := fmt.Sscan(e.Name(), &fd); err == nil && target == path {
			return filterFsync(fd)
		}
	}
	return fmt.Errorf("%s is not open", path)
}

// filterFsync installs the filter: if it is fsync and of fd, then EIO.
func filterFsync(fd uint32) error {
	const number, firstArgument = 0, 16 // offsets in struct seccomp_data, little endian
	load := uint16(unix.BPF_LD | unix.BPF_W | unix.BPF_ABS)
	equal := uint16(unix.BPF_JMP | unix.BPF_JEQ | unix.BPF_K)
	answer := uint16(unix.BPF_RET | unix.BPF_K)
	code := []unix.SockFilter{
		{Code: load, K: number},
		{Code: equal, K: unix.SYS_FSYNC, Jf: 3},
		{Code: load, K: firstArgument},
		{Code: equal, K: fd, Jf: 1},
		{Code: answer, K: unix.SECCOMP_RET_ERRNO | uint32(unix.EIO)},
		{Code: answer, K: unix.SECCOMP_RET_ALLOW},
	}
	// TSYNC gives both, no-new-privileges and the filter, to all threads.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return err
	}
	program := unix.SockFprog{Len: uint16(len(code)), Filter: &code[0]}
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER,
		unix.SECCOMP_FILTER_FLAG_TSYNC, uintptr(unsafe.Pointer(&program)))
	if errno != 0 {
		return errno
	}
	return nil
}
