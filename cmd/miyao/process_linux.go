package main

import "golang.org/x/sys/unix"

// forbidTracing makes the process not dumpable: no ptrace, no /proc/PID/mem.
func forbidTracing() error { return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0) }
