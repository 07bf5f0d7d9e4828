package sink

import (
	"net"

	"golang.org/x/sys/unix"
)

// unacknowledged is how many bytes of a connection the peer's kernel has not
// taken yet.
func unacknowledged(c *net.TCPConn) (n int, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	controlErr := raw.Control(func(fd uintptr) { n, err = unix.IoctlGetInt(int(fd), unix.SIOCOUTQ) })
	if controlErr != nil {
		return 0, controlErr
	}
	return n, err
}
