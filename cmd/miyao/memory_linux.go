package main

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// memoryFile makes an anonymous file in memory that is complete, cannot be
// changed any more, and is inherited by the program that this process becomes.
// The path holds there.
func memoryFile(name string, data []byte) (path string, err error) {
	fd, err := unix.MemfdCreate(name, unix.MFD_ALLOW_SEALING|unix.MFD_NOEXEC_SEAL)
	if errors.Is(err, unix.EINVAL) { // before Linux 6.3
		fd, err = unix.MemfdCreate(name, unix.MFD_ALLOW_SEALING)
	}
	if err != nil {
		return "", err
	}
	if err := unix.Fchmod(fd, 0o400); err != nil {
		return "", err
	}
	for at := 0; at < len(data); {
		n, err := unix.Pwrite(fd, data[at:], int64(at))
		if err != nil {
			return "", err
		}
		at += n
	}
	const seals = unix.F_SEAL_WRITE | unix.F_SEAL_GROW | unix.F_SEAL_SHRINK | unix.F_SEAL_SEAL
	if _, err := unix.FcntlInt(uintptr(fd), unix.F_ADD_SEALS, seals); err != nil {
		return "", err
	}
	return fmt.Sprintf("/proc/self/fd/%d", fd), nil
}
