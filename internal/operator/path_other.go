//go:build !linux

package operator

import "path/filepath"

// shortPath names the socket in dir.
func shortPath(dir string) (path string, done func(), err error) {
	return filepath.Join(dir, SocketName), func() {}, nil
}
