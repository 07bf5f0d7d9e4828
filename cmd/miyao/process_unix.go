//go:build unix

package main

import "golang.org/x/sys/unix"

// forbidCoreDumps keeps the memory of this process, which holds key material,
// out of core dumps and away from other processes of the user.
func forbidCoreDumps() error {
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	return forbidTracing()
}
