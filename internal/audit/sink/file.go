package sink

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"miyao/internal/audit"
)

// fileReceiver appends lines to a file of mode 0600. A file that is full becomes
// path.1, the one before path.2 and so on, up to keep. The file may also be
// renamed or removed by another program: a new one is begun.
type fileReceiver struct {
	path string
	most int64
	keep int

	file *os.File // nil until it is needed
	size int64    // of the whole lines in it
	last audit.Position
}

func openFile(p *place) (receiver, error) {
	megabytes, _ := p.number("max-mb", 100, 1, 1<<20)
	keep, _ := p.number("keep", 10, 0, 10_000)
	return &fileReceiver{path: p.url.Path, most: int64(megabytes) << 20, keep: keep}, nil
}

func (r *fileReceiver) send(_ context.Context, lines []audit.Line) (int, error) {
	if err := r.reopen(); err != nil {
		return 0, err
	}
	var b bytes.Buffer
	for _, l := range r.missing(lines) {
		b.Write(l.Text)
		b.WriteByte('\n')
	}
	if r.size > 0 && r.size+int64(b.Len()) > r.most {
		if err := r.rotate(); err != nil {
			return 0, err
		}
	}
	_, err := r.file.Write(b.Bytes())
	if err == nil {
		err = r.file.Sync()
	}
	if err != nil {
		return 0, errors.Join(err, r.file.Truncate(r.size))
	}
	r.size += int64(b.Len())
	r.last = lines[len(lines)-1].Position
	return 0, nil
}

// missing leaves out what the file has already, from before a crash.
func (r *fileReceiver) missing(lines []audit.Line) []audit.Line {
	for i, l := range lines {
		if l.Position == r.last {
			return lines[i+1:]
		}
	}
	return lines
}

// reopen opens the file, if it is not open or another one stands in its place.
func (r *fileReceiver) reopen() error {
	if r.file != nil {
		now, err := os.Stat(r.path)
		own, ownErr := r.file.Stat()
		if err == nil && ownErr == nil && os.SameFile(now, own) {
			r.size = own.Size() // another program may have emptied it
			return nil
		}
		r.file.Close()
		r.file = nil
	}
	f, err := os.OpenFile(r.path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	r.file = f
	if err := r.readEnd(); err != nil {
		f.Close()
		r.file = nil
		return fmt.Errorf("%s: %w", r.path, err)
	}
	return nil
}

// readEnd finds the last whole line and cuts off what follows it.
func (r *fileReceiver) readEnd() error {
	info, err := r.file.Stat()
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("not a regular file")
	}
	tail := make([]byte, min(info.Size(), 2*(audit.MaxEntryBytes+512)))
	if _, err := r.file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && len(tail) > 0 {
		return err
	}
	end := bytes.LastIndexByte(tail, '\n') + 1
	whole, torn := tail[:end], tail[end:]
	r.size, r.last = info.Size()-int64(len(torn)), audit.Position{}
	if end > 0 {
		var line struct {
			audit.Position
			Entry jsontext.Value `json:"entry"`
		}
		if err := json.Unmarshal(whole[bytes.LastIndexByte(whole[:end-1], '\n')+1:], &line); err != nil || line.Seq == 0 {
			return errForeign
		}
		r.last = line.Position
	}
	if start := []byte(`{"seq":`); !bytes.HasPrefix(torn, start[:min(len(start), len(torn))]) || end == 0 && r.size > 0 {
		return errForeign
	}
	return r.file.Truncate(r.size)
}

// errForeign refuses to write to a file of something else.
var errForeign = errors.New("it holds something else than audit entries")

// rotate renames the files, oldest first, and begins a new one.
func (r *fileReceiver) rotate() error {
	if err := r.file.Close(); err != nil {
		return err
	}
	r.file = nil
	name := func(n int) string { return fmt.Sprintf("%s.%d", r.path, n) }
	if r.keep == 0 {
		if err := os.Remove(r.path); err != nil {
			return err
		}
	}
	for n := r.keep; n > 0; n-- {
		from := r.path
		if n > 1 {
			from = name(n - 1)
		}
		if err := os.Rename(from, name(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	last := r.last
	err := r.reopen()
	r.last = last
	return err
}

func (r *fileReceiver) again() bool { return false }

func (r *fileReceiver) close() error {
	if r.file == nil {
		return nil
	}
	return r.file.Close()
}
