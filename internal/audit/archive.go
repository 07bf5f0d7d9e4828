package audit

import (
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"miyao/internal/wholefile"
)

// An archive is a directory with what retention took out of a log, compressed
// by gzip:
//
//	00000000000000000001.jsonl.gz          a segment
//	00000000000000000001.checkpoints.gz    the checkpoints that retention took with it
//	00000000000000000001.idx               its summary
const (
	gzipSuffix        = ".gz"
	checkpointsSuffix = ".checkpoints" + gzipSuffix
)

// piece is a segment of a log or of its archive.
type piece struct {
	name string // as a segment's
	dir  string
	gzip bool
}

func (p piece) path() string {
	if p.gzip {
		return filepath.Join(p.dir, p.name+gzipSuffix)
	}
	return filepath.Join(p.dir, p.name)
}

// pieces lists the segments of a log and of its archive, if one is named, in
// order. What is in both counts once.
func pieces(dir, archive string) ([]piece, error) {
	names, err := segments(dir)
	if err != nil {
		return nil, err
	}
	var list []piece
	if archive != "" {
		entries, err := os.ReadDir(archive)
		if err != nil {
			return nil, err
		}
		for _, e := range entries { // in order of their names
			name, ok := strings.CutSuffix(e.Name(), gzipSuffix)
			if ok && isSegmentName(name) && !slices.Contains(names, name) {
				list = append(list, piece{name, archive, true})
			}
		}
	}
	for _, name := range names {
		list = append(list, piece{name, dir, false})
	}
	return list, nil
}

// openSegmentFile opens a segment for reading, compressed or not.
func openSegmentFile(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, gzipSuffix) {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, errors.Join(damagedGzip(path, err), f.Close())
	}
	return &gzipFile{z, f, path}, nil
}

// gzipFile is a compressed file; damage to it is a CorruptError.
type gzipFile struct {
	*gzip.Reader
	file *os.File
	path string
}

func (g *gzipFile) Read(p []byte) (int, error) {
	n, err := g.Reader.Read(p)
	if err != nil && err != io.EOF {
		err = damagedGzip(g.path, err)
	}
	return n, err
}

func (g *gzipFile) Close() error { return g.file.Close() }

func damagedGzip(path string, err error) error {
	if inner := new(fs.PathError); errors.As(err, &inner) {
		return err
	}
	return &CorruptError{File: filepath.Base(path), Reason: "the compressed file is damaged: " + err.Error()}
}

// archiveSegment puts a copy of a closed segment, of the checkpoints and of the
// summary that go with it into the archive, on stable storage. The segment ends
// with the link.
func archiveSegment(dir, name, archive string, checkpoints []byte, end link) error {
	if err := os.MkdirAll(archive, 0o700); err != nil {
		return err
	}
	target := piece{name, archive, true}
	if _, err := os.Stat(target.path()); err == nil {
		// From before a crash, or another log's.
		if err := endsWith(target, end); err == nil {
			return archiveCheckpoints(archive, name, checkpoints)
		}
		return fmt.Errorf("%s is there already and is not this segment", target.path())
	}
	source, err := os.Open(filepath.Join(dir, name))
	if err != nil {
		return err
	}
	defer source.Close()
	if err := writeGzip(archive, name+gzipSuffix, source); err != nil {
		return err
	}
	// What cannot be read back must not be removed from the log.
	if err := endsWith(target, end); err != nil {
		return errors.Join(err, os.Remove(target.path()))
	}
	if summary, err := os.ReadFile(filepath.Join(dir, summaryName(name))); err == nil {
		if err := wholefile.Replace(filepath.Join(archive, summaryName(name)), wholefile.Bytes(summary)); err != nil {
			return err
		}
	}
	return archiveCheckpoints(archive, name, checkpoints)
}

// endsWith checks that a segment is whole and ends with the link.
func endsWith(p piece, end link) error {
	var w walk
	if err := w.file(p.path(), p.name, false, everyNow); err != nil {
		return err
	}
	if w.link != end {
		return fmt.Errorf("%s ends with entry %d, want entry %d and its hash", p.path(), w.seq, end.seq)
	}
	return nil
}

func archiveCheckpoints(archive, name string, lines []byte) error {
	if len(lines) == 0 {
		return nil
	}
	return writeGzip(archive, strings.TrimSuffix(name, segmentSuffix)+checkpointsSuffix, strings.NewReader(string(lines)))
}

// writeGzip puts a compressed file in place.
func writeGzip(dir, name string, source io.Reader) error {
	return wholefile.Replace(filepath.Join(dir, name), func(w io.Writer) error {
		z := gzip.NewWriter(w)
		_, err := io.Copy(z, polite{source})
		return errors.Join(err, z.Close())
	})
}
