// Package wholefile writes private files that are there whole or not at all:
// after a crash, or an error, there is the old file or the new one. They have
// mode 0600, and are on stable storage before a function returns.
package wholefile

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// unfinished is the form of the names of files that are not whole yet.
const unfinished = ".miyao-*"

// Replace makes a file of what write writes, in the place of one that may be
// there.
func Replace(path string, write func(io.Writer) error) error {
	return make0600(path, write, os.Rename)
}

// Create makes a file of content. The error is fs.ErrExist if there is one.
func Create(path string, content []byte) error {
	return make0600(path, Bytes(content), os.Link) // unlike a rename, a link replaces nothing
}

// Bytes is what writes content.
func Bytes(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	}
}

func make0600(path string, write func(io.Writer) error, put func(from, to string) error) error {
	dir := filepath.Dir(path)
	file, err := os.CreateTemp(dir, unfinished) // mode 0600
	if err != nil {
		return named(path, err)
	}
	defer os.Remove(file.Name()) // fails once it is renamed
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return named(path, err)
	}
	if err := put(file.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// named lets an error be about path, where it is about the file that was not whole
// yet, whose name tells nobody anything.
func named(path string, err error) error {
	failed, ok := errors.AsType[*fs.PathError](err)
	if ok && strings.HasPrefix(filepath.Base(failed.Path), strings.TrimSuffix(unfinished, "*")) {
		failed.Path = path
	}
	return err
}

// Sweep removes from a directory what a process that died did not finish. Nobody
// may be writing there.
func Sweep(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, unfinished))
	for _, path := range left {
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// SyncDir puts the names in a directory on stable storage.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
