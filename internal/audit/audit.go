// Package audit is the append-only, hash-chained log of every call.
//
// Append returns once the entry is in the log file (it survives the death of
// the process), AppendSync once it is on stable storage (it survives the death
// of the machine). Callers that append at the same moment share one write(2)
// and one fsync. Nothing is ever rewritten; Verify proves that nothing was cut,
// changed, inserted or reordered below the last signed checkpoint.
//
// Entries must not hold plaintext, key material or secrets; this package writes
// what it is given.
//
// # Files
//
//	audit/                                mode 0700, files 0600
//	  00000000000000000001.jsonl          a segment, named by its first entry's number
//	  00000000000000131072.jsonl          the next one; only the last is written to
//	  00000000000000000001.idx            summary of a closed segment, derived: see summary
//	  checkpoints.jsonl                   signed heads of the chain
//	  checkpoint.pub                      their Ed25519 public key, PEM (PKIX)
//	  anchor.json                         where the log begins after retention: see readAnchor
//
// A segment is a sequence of lines, each ended by one newline:
//
//	{"seq":1,"prev":"<64 hex>","hash":"<64 hex>","entry":{...}}    first line of a segment
//	{"seq":2,"hash":"<64 hex>","entry":{...}}                      every other line
//
// The envelope has exactly this spelling: no white space, lower-case hex. The
// entry is one JSON object (see [Entry]), hashed as the bytes that stand in the
// file:
//
//	hash = SHA-256("miyao audit entry v1\n" || prev (32) || seq (8, big endian) || entry)
//
// prev is the hash of the line before, in whatever segment that stands. The
// chain starts at entry 0, which has no line: its hash is 32 random bytes, the
// log's id, and stands as prev in the line of entry 1.
//
// A checkpoint is a line of exactly this spelling:
//
//	{"log":"<64 hex>","number":1,"seq":0,"hash":"<64 hex>","time":"<RFC 3339>","signature":"<base64>"}
//
// It says: the log "log" has had "hash" as the hash of its entry "seq". The
// entries up to there were on stable storage before the line was written.
// Numbers run from 1 without a gap, seq grows strictly; number 1 signs entry 0
// and so ties the key to the log's id. Signed with Ed25519 are the bytes
//
//	"miyao audit checkpoint v1\n" || log (32) || number (8) || seq (8) || hash (32) || time (8, Unix nanoseconds)
//
// with big endian integers.
//
// # What the chain cannot show
//
// Entries after the last checkpoint are chained but not signed: who can write
// the files can replace them. Who can write the files can also cut the log and
// its checkpoints back to an earlier checkpoint; against that, keep checkpoints
// somewhere else and hold the log against them (Evidence.Saved). Who has the
// signing key can do anything before the last checkpoint that was kept.
//
// Search, KeyUsage and the summaries check nothing: what they find is as good as
// the files are, and Prove tells how good that is.
package audit

import (
	"crypto"
	"crypto/ed25519"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// ErrUnavailable is wrapped by every error of Append and AppendSync that comes
// from the disk: full, damaged, not writable. The log heals itself at the next
// Append if the disk lets it; nothing needs to be reopened.
//
// The entry may or may not stand in the log; the call it belongs to must be
// refused.
var ErrUnavailable = errors.New("audit log unavailable")

// ErrClosed is returned after Close.
var ErrClosed = errors.New("audit log closed")

// ErrTooLarge is returned for an entry of more than MaxEntryBytes, which was
// not written.
var ErrTooLarge = errors.New("audit entry too large")

// MaxEntryBytes bounds one encoded entry.
const MaxEntryBytes = 1 << 20

// Options configure Open.
type Options struct {
	// Signer signs checkpoints; required, an Ed25519 key. One log has one
	// key for its whole life: Open refuses another one than checkpoint.pub.
	Signer crypto.Signer

	// SyncAll makes every Append an AppendSync.
	SyncAll bool

	// SegmentBytes is the size at which a new segment is begun; default
	// 64 MiB. A segment is larger than that by at most one batch.
	SegmentBytes int64

	// CheckpointEntries and CheckpointInterval say when a checkpoint is
	// written if there is something new: after so many entries, default
	// 100,000, or so much time, default one minute, whichever is first.
	CheckpointEntries  uint64
	CheckpointInterval time.Duration

	// Now is the clock of entries without a time and of checkpoints;
	// default time.Now.
	Now func() time.Time

	// Logger is told of a recovered line and of checkpoints that could not
	// be written; default slog.Default().
	Logger *slog.Logger
}

func (o *Options) setDefaults() error {
	if o.Signer == nil {
		return errors.New("audit: no checkpoint signer")
	}
	if _, ok := o.Signer.Public().(ed25519.PublicKey); !ok {
		return fmt.Errorf("audit: the checkpoint signer has a %T, want an Ed25519 key", o.Signer.Public())
	}
	if o.SegmentBytes <= 0 {
		o.SegmentBytes = 64 << 20
	}
	if o.CheckpointEntries == 0 {
		o.CheckpointEntries = 100_000
	}
	if o.CheckpointInterval <= 0 {
		o.CheckpointInterval = time.Minute
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	return nil
}

// Hash is a SHA-256 hash; its text is lower-case hex.
type Hash [32]byte

// String returns the hash in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// MarshalText implements encoding.TextMarshaler.
func (h Hash) MarshalText() ([]byte, error) { return hex.AppendEncode(nil, h[:]), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != hex.EncodedLen(len(h)) {
		return fmt.Errorf("a hash of %d characters", len(text))
	}
	_, err := hex.Decode(h[:], text)
	return err
}

// CorruptError says where a log is not what was written. It names the first
// bad place that Verify, Entries or Open met.
type CorruptError struct {
	File   string // name inside the log's directory
	Line   int    // from 1; 0 is the file as a whole
	Seq    uint64 // the entry concerned, where there is one
	Reason string
}

// Error implements error.
func (e *CorruptError) Error() string {
	where := e.File
	if e.Line > 0 {
		where = fmt.Sprintf("%s:%d", e.File, e.Line)
	}
	if e.Seq > 0 {
		where = fmt.Sprintf("%s: entry %d", where, e.Seq)
	}
	return "audit log corrupt: " + where + ": " + e.Reason
}
