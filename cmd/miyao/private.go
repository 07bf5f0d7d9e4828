package main

import (
	"io/fs"
	"os"
	"syscall"
)

// private tells whether only the user of this process, or the administrator,
// can have written a file.
func private(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == uint32(os.Geteuid()) || stat.Uid == 0) && info.Mode().Perm()&0o022 == 0
}
