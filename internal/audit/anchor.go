package audit

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// An anchor says where a log begins after retention removed its older segments.
// It stands in anchor.json, in the form of a checkpoint, signed under a domain
// of its own:
//
//	"miyao audit anchor v1\n" || log (32) || number (8) || seq (8) || hash (32) || time (8, Unix nanoseconds)
//
// It says: by order of the log's owner, the entries up to "seq" may be missing,
// and the checkpoints up to "number"; the hash of entry "seq" was "hash". Without
// it, a log whose older segments are missing was cut by somebody else. Older
// anchors are replaced; put back, one does not explain what is missing now.
const (
	anchorFile   = "anchor.json"
	anchorDomain = "miyao audit anchor v1\n"
)

// readAnchor reads a log's anchor; nil if it has none.
func readAnchor(dir string, key ed25519.PublicKey) (*Checkpoint, error) {
	text, err := os.ReadFile(filepath.Join(dir, anchorFile))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	c, reason := parseCheckpoint(text, key, anchorDomain)
	if reason != "" {
		return nil, &CorruptError{File: anchorFile, Line: 1, Reason: reason}
	}
	return &c, nil
}
