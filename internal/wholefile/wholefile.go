// Package wholefile writes private files that are there whole or not at all:
// after a crash, or an error, there is the old file or the new one. They have
// mode 0600, and are on stable storage before a function returns.
package wholefile

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

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
	file, err := os.CreateTemp(dir, ".miyao-*") // mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // fails once it is renamed
	err = write(file)
	if err == nil {
		err = file.Sync()
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return err
	}
	if err := put(file.Name(), path); err != nil {
		return err
	}
	return SyncDir(dir)
}

// SyncDir puts the names in a directory on stable storage.
func SyncDir(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
