package operator

import (
	"fmt"
	"os"
)

// shortPath names the socket in dir through an open file of this process: the
// path of a Unix socket may have 107 bytes only, and directories are longer.
func shortPath(dir string) (path string, done func(), err error) {
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), SocketName), func() { _ = d.Close() }, nil
}
