package sink

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/audit"
	"miyao/internal/wholefile"
)

// position is how far a sink has sent the log, kept in a file of one line:
//
//	{"sink":"syslog+tls://log.example.com:6514","seq":17,"hash":"<64 hex>"}
type position struct {
	path  string
	sink  string
	at    audit.Position
	saved audit.Position
	tried time.Time // to save it
}

type positionFile struct {
	Sink string `json:"sink"`
	audit.Position
}

// openPosition reads the position of a sink. A new one begins with the oldest
// entry there is.
func openPosition(dir, sink string, log *audit.Log) (*position, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	sum := sha256.Sum256([]byte(sink))
	p := &position{path: filepath.Join(dir, fmt.Sprintf("%x.json", sum[:8])), sink: sink}
	text, err := os.ReadFile(p.path)
	if err == nil {
		var file positionFile
		if err := json.Unmarshal(text, &file); err != nil {
			return nil, fmt.Errorf("%s is damaged; remove it to send the whole log again: %w", p.path, err)
		}
		p.at, p.saved = file.Position, file.Position
		return p, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if p.at, err = log.Oldest(); err != nil {
		return nil, err
	}
	return p, p.write()
}

func (p *position) changed() bool { return p.at != p.saved }

func (p *position) save() error {
	if !p.changed() {
		return nil
	}
	return p.write()
}

func (p *position) write() error {
	text, err := json.Marshal(positionFile{p.sink, p.at})
	if err != nil {
		return err
	}
	if err := wholefile.Replace(p.path, wholefile.Bytes(append(text, '\n'))); err != nil {
		return err
	}
	p.saved = p.at
	return nil
}
