package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"miyao/internal/wholefile"
)

// maxCiphertext bounds what is read as a ciphertext: the server's limit for a
// request body is far above any ciphertext it makes.
const maxCiphertext = 1 << 20

// readInput reads the file that --in names, or standard input for "" and "-".
// what says what is read, for the terminal and errors. More than limit bytes
// give errTooLong.
func readInput(cmd *cobra.Command, path, what string, limit int64) ([]byte, error) {
	in, err := openInput(cmd, path, what)
	if err != nil {
		return nil, err
	}
	return readAll(in, source(path), limit)
}

// openInput opens the file of path, or standard input for "" and "-".
func openInput(cmd *cobra.Command, path, what string) (io.ReadCloser, error) {
	if path != "" && path != "-" {
		return openPath(path)
	}
	in := cmd.InOrStdin()
	if isTerminal(in) {
		fmt.Fprintf(cmd.ErrOrStderr(), "type the %s, end with Ctrl-D\n", what)
	}
	return io.NopCloser(in), nil
}

func openPath(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, local(err)
	}
	return f, nil
}

// errTooLong reports an input over its limit.
var errTooLong = errors.New("it is too long")

func readFile(path string, limit int64) ([]byte, error) {
	f, err := openPath(path)
	if err != nil {
		return nil, err
	}
	return readAll(f, path, limit)
}

// readAll reads and closes an input, which name stands for in errors.
func readAll(in io.ReadCloser, name string, limit int64) ([]byte, error) {
	defer in.Close()
	data, err := readLimited(in, limit)
	if err != nil {
		return nil, localf("read %s: %w", name, err)
	}
	return data, nil
}

func readLimited(r io.Reader, limit int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(data)) > limit {
		return nil, errTooLong
	}
	return data, err
}

// readCiphertext reads a ciphertext blob as Encrypt returned it. White space
// around it, as editors and shells leave it, does not count.
func readCiphertext(cmd *cobra.Command, path string) ([]byte, error) {
	text, err := readInput(cmd, path, "ciphertext", maxCiphertext)
	if err != nil {
		return nil, err
	}
	return trimCiphertext(path, text)
}

func trimCiphertext(path string, text []byte) ([]byte, error) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return nil, localf("%s is empty, it should hold a ciphertext", source(path))
	}
	return text, nil
}

// source names an input in messages.
func source(path string) string {
	if path == "" || path == "-" {
		return "standard input"
	}
	return path
}

// writeOutput sends data to the file that an --out flag names, or to standard
// output as it is for "" and "-".
func writeOutput(cmd *cobra.Command, path string, data []byte) error {
	if path == "" || path == "-" {
		return emitData(cmd, data)
	}
	if err := writeFile(path, data); err != nil {
		return localf("write %s: %w", path, err)
	}
	return nil
}

// writeFile replaces the file with data, as [replaceFile] does.
func writeFile(path string, data []byte) error { return replaceFile(path, wholefile.Bytes(data)) }

// replaceFile replaces the file in one step, readable by its owner only. A device
// or a pipe is written to.
func replaceFile(path string, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		if info.IsDir() {
			return errors.New("it is a directory")
		}
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return errors.Join(write(f), f.Close())
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return wholefile.Replace(path, write)
}
