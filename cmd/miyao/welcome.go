package main

import (
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"miyao/internal/node"
)

const firstStart = `
This is the first start. A credential (SecretId and SecretKey) is in
  %[1]s
Without its root key the data cannot be opened: keep a copy of the file that
--seal names (by default %[2]s) apart from the backups of the rest.

How to go on, in another terminal:
  export MIYAO_ENV_FILE=%[3]s
  %[4]s key create app
  echo 'my password' | %[4]s encrypt --key app --out password.enc
  %[4]s decrypt --in password.enc

For an SDK, take SecretId and SecretKey from that file and set its endpoint to
  %[5]s
`

// welcome says how to go on: what can be typed as it stands, in any directory.
func welcome(w io.Writer, n *node.Node, endpoint string) {
	var b strings.Builder
	fmt.Fprintf(&b, "miyao listens on %s\n", endpoint)
	if n.First {
		dir := n.DataDir
		if absolute, err := filepath.Abs(dir); err == nil {
			dir = absolute
		}
		credentials, host := filepath.Join(dir, node.CredentialsFile), endpoint
		if u, err := url.Parse(endpoint); err == nil {
			host = u.Host
		}
		fmt.Fprintf(&b, firstStart, credentials, filepath.Join(dir, "root.key"), quoted(credentials), quoted(program()), host)
	}
	_, _ = io.WriteString(w, b.String())
}

// program is how a shell finds this program: by its name, or else by its path.
func program() string {
	own, err := os.Executable()
	if err != nil {
		return "miyao"
	}
	found, err := exec.LookPath("miyao")
	if err == nil && sameFile(own, found) {
		return "miyao"
	}
	return own
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// quoted is a path as a shell takes it for one word.
func quoted(path string) string {
	if !strings.ContainsFunc(path, func(r rune) bool {
		return r < 0x80 && !strings.ContainsRune("/._-+@%:,=", r) && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
	}) {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
