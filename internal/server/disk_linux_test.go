package server_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/node"
)

// fullDiskDir tells the test that it runs in a mount namespace of its own.
const fullDiskDir = "SERVER_TEST_FULL_DISK"

// notAllowed is printed where this machine does not let the test make its disk.
const notAllowed = "not allowed on this machine"

// TestFullDisk: when the audit log's disk is full, everything is refused with a
// clear code and nothing hangs; when there is room again, the server goes on by
// itself. It runs in a child that has a small disk to fill.
func TestFullDisk(t *testing.T) {
	if dir := os.Getenv(fullDiskDir); dir != "" {
		fillDisk(t, dir)
		return
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run=^TestFullDisk$", "-test.v")
	c.Env = append(os.Environ(), fullDiskDir+"="+t.TempDir())
	c.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWUSER | syscall.CLONE_NEWNS,
		UidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}},
	}
	out, err := c.CombinedOutput()
	switch {
	case strings.Contains(string(out), notAllowed) || err != nil && len(out) == 0:
		t.Skipf("%s %v: %s", notAllowed, err, out)
	case err != nil:
		t.Fatalf("%v\n%s", err, out)
	}
}

func fillDisk(t *testing.T, dir string) {
	disk := filepath.Join(dir, "data", node.AuditDir)
	if err := os.MkdirAll(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("none", disk, "tmpfs", 0, "size=256k,mode=0700"); err != nil {
		t.Fatalf("%s: %v", notAllowed, err)
	}
	m := startIn(t, filepath.Join(dir, "data"))
	id := m.want(t, "", m.request("CreateKey", `{"Alias":"k"}`)).fields["KeyId"].(string)
	encrypt := fmt.Sprintf(`{"KeyId":%q,"Plaintext":"eA=="}`, id)
	blob := m.want(t, "", m.request("Encrypt", encrypt)).fields["CiphertextBlob"].(string)
	var full sync.WaitGroup
	for range 8 {
		full.Go(func() {
			for range 1000 {
				if a := m.do(t, m.request("GetRegions", "{}")); a.code == api.ServiceUnavailable {
					return
				}
			}
			t.Error("the disk is not full")
		})
	}
	full.Wait()
	requests := map[string]string{
		"Encrypt": encrypt, "Decrypt": fmt.Sprintf(`{"CiphertextBlob":%q}`, blob), "DescribeKey": fmt.Sprintf(`{"KeyId":%q}`, id),
		"ListKeys": "{}", "DisableKey": fmt.Sprintf(`{"KeyId":%q}`, id), "GetRegions": "{}", "NoSuchAction": "{}",
	}
	for m.do(t, m.request("GetRegions", "{}")).code == "" { // until not even a short entry fits
	}
	for action, body := range requests {
		a := m.want(t, api.ServiceUnavailable, m.request(action, body))
		if !strings.Contains(a.text, "audit log cannot be written") {
			t.Errorf("%s: %s", action, a.text)
		}
	}
	if err := unix.Mount("none", disk, "tmpfs", unix.MS_REMOUNT, "size=4m"); err != nil {
		t.Fatal(err)
	}
	for _, action := range []string{"GetRegions", "DescribeKey", "Encrypt", "Decrypt", "DisableKey"} {
		m.want(t, "", m.request(action, requests[action]))
	}
	m.want(t, api.CmkDisabled, m.request("Encrypt", encrypt)) // now, and not when it was refused
	if err := m.stop(); err != nil {
		t.Error(err)
	}
	if err := m.close(); err != nil {
		t.Error(err)
	}
	if r, err := audit.Verify(disk, nil); err != nil || r.TornBytes > 0 {
		t.Errorf("the log afterwards: %+v %v", r, err)
	}
}
