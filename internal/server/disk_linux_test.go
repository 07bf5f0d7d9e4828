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

// TestFullDisk: when the disk of the audit log is full, everything is refused
// with a clear code and nothing hangs; when that of the database is, changes
// are. When there is room again, the server goes on by itself. It runs in
// children that have small disks to fill.
func TestFullDisk(t *testing.T) {
	for name, fill := range map[string]func(*testing.T, string){"audit log": fillAudit, "database": fillDatabase} {
		t.Run(name, func(t *testing.T) {
			if dir := os.Getenv(fullDiskDir); dir != "" {
				fill(t, dir)
				return
			}
			inNamespace(t)
		})
	}
}

// inNamespace runs a test again where it may mount.
func inNamespace(t *testing.T) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(program, "-test.run=^"+strings.ReplaceAll(t.Name(), "/", "$/^")+"$", "-test.v")
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
	case !strings.Contains(string(out), "--- PASS: "+t.Name()):
		t.Fatalf("the child did not run the test:\n%s", out)
	}
}

// mount makes a small disk.
func mount(t *testing.T, disk, size string) {
	t.Helper()
	if err := os.MkdirAll(disk, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mount("none", disk, "tmpfs", 0, "size="+size+",mode=0700"); err != nil {
		t.Fatalf("%s: %v", notAllowed, err)
	}
}

func fillDatabase(t *testing.T, dir string) {
	disk := filepath.Join(dir, "database")
	mount(t, disk, "2m")
	m := startOn(t, filepath.Join(dir, "data"), "sqlite:"+filepath.Join(disk, "miyao.db"))
	id := m.want(t, "", m.request("CreateKey", `{"Alias":"k"}`)).fields["KeyId"].(string)
	filler := filepath.Join(disk, "filler")
	if err := os.WriteFile(filler, make([]byte, 2<<20), 0o600); err == nil {
		t.Fatal("the disk is not full")
	}
	text := strings.Repeat("x", 1000) // more than the room that a page may have left
	made, refused := 1, 0
	for n := range 200 {
		a := m.do(t, m.request("CreateKey", fmt.Sprintf(`{"Alias":"k%d","Description":%q}`, n, text)))
		switch {
		case a.code == "":
			made++
		case a.code == api.ServiceUnavailable && strings.Contains(a.text, "database is full"):
			refused++
		default:
			t.Errorf("%q: %s", a.code, a.text)
		}
	}
	if refused < 100 {
		t.Errorf("%d changes were refused", refused)
	}
	encrypt := fmt.Sprintf(`{"KeyId":%q,"Plaintext":"eA=="}`, id)
	m.want(t, "", m.request("Encrypt", encrypt))
	listed := m.want(t, "", m.request("ListKeys", "{}"))
	if n, _ := listed.fields["TotalCount"].(float64); int(n) != made {
		t.Errorf("%v keys are listed, %d were answered for", listed.fields["TotalCount"], made)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	m.want(t, "", m.request("CreateKey", `{"Alias":"after"}`))
}

func fillAudit(t *testing.T, dir string) {
	disk := filepath.Join(dir, "data", node.AuditDir)
	mount(t, disk, "256k")
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
