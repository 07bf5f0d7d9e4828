package audit

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/x509"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/wholefile"
)

const (
	checkpointsFile  = "checkpoints.jsonl"
	publicKeyFile    = "checkpoint.pub"
	checkpointDomain = "miyao audit checkpoint v1\n"
	// A checkpoint has at most some 430 bytes.
	maxCheckpointBytes = 512
)

// Checkpoint is a signed statement that a log has had Hash as the hash of its
// entry Seq. A copy kept elsewhere shows a later cut of the log.
type Checkpoint struct {
	Log       Hash      `json:"log"`
	Number    uint64    `json:"number"`
	Seq       uint64    `json:"seq"`
	Hash      Hash      `json:"hash"`
	Time      time.Time `json:"time"`
	Signature []byte    `json:"signature"`
}

// signed returns the bytes that are signed; the domain tells what they say.
func (c *Checkpoint) signed(domain string) []byte {
	b := append([]byte(domain), c.Log[:]...)
	b = binary.BigEndian.AppendUint64(b, c.Number)
	b = binary.BigEndian.AppendUint64(b, c.Seq)
	b = append(b, c.Hash[:]...)
	return binary.BigEndian.AppendUint64(b, uint64(c.Time.UnixNano()))
}

// Line returns the checkpoint as it stands in the log's directory: one line of
// JSON, newline included.
func (c *Checkpoint) Line() []byte {
	b := hex.AppendEncode([]byte(`{"log":"`), c.Log[:])
	b = strconv.AppendUint(append(b, `","number":`...), c.Number, 10)
	b = strconv.AppendUint(append(b, `,"seq":`...), c.Seq, 10)
	b = hex.AppendEncode(append(b, `,"hash":"`...), c.Hash[:])
	b = c.Time.AppendFormat(append(b, `","time":"`...), time.RFC3339Nano)
	b = base64.StdEncoding.AppendEncode(append(b, `","signature":"`...), c.Signature)
	return append(b, "\"}\n"...)
}

// parseCheckpoint reads a line and checks its signature; reason says what is
// wrong with it.
func parseCheckpoint(line []byte, key ed25519.PublicKey, domain string) (c Checkpoint, reason string) {
	if err := json.Unmarshal(line, &c); err != nil || !bytes.Equal(c.Line(), line) {
		return c, "not a line of a checkpoint file"
	}
	if !ed25519.Verify(key, c.signed(domain), c.Signature) {
		return c, "the signature is not by the log's key"
	}
	return c, ""
}

// ParseCheckpoints reads lines of checkpoints that were kept elsewhere. Their
// signatures are checked by Prove.
func ParseCheckpoints(text []byte) (list []Checkpoint, err error) {
	number := 0
	for line := range bytes.Lines(text) {
		number++
		var c Checkpoint
		line = append(bytes.TrimSpace(line), '\n')
		if len(line) == 1 {
			continue
		}
		if err := json.Unmarshal(line, &c); err != nil || !bytes.Equal(c.Line(), line) {
			return nil, fmt.Errorf("line %d is not a checkpoint as \"miyao audit checkpoint\" prints it", number)
		}
		list = append(list, c)
	}
	if len(list) == 0 {
		return nil, errors.New("there is no checkpoint in it")
	}
	return list, nil
}

// LatestCheckpoint returns the newest checkpoint of a log. Its signature is
// checked with the key beside the log only.
func LatestCheckpoint(dir string) (c Checkpoint, err error) {
	key, err := PublicKey(dir)
	if err != nil {
		return c, err
	}
	r, err := readCheckpoints(dir, key)
	if err != nil {
		return c, err
	}
	defer r.close()
	for {
		next, err := r.read()
		if err != nil {
			return c, err
		}
		if next == nil {
			break
		}
		c = *next
	}
	if c.Number == 0 {
		err = &CorruptError{File: checkpointsFile, Reason: "no checkpoint"}
	}
	return c, err
}

// tornCheckpoint tells whether bytes without a newline at the end of the
// checkpoint file can be the beginning of a line: only its last byte is a brace.
func tornCheckpoint(tail []byte) bool {
	brace := bytes.IndexByte(tail, '}')
	return brace < 0 || brace == len(tail)-1
}

// checkpointFile is checkpoints.jsonl, open for writing.
type checkpointFile struct {
	path   string
	file   *os.File // nil after replace, until it is needed
	size   int64    // of the whole lines in it
	signer crypto.Signer
	last   Checkpoint
}

// openCheckpoints opens the file and reads its last line. Without a line in it,
// last is the zero Checkpoint.
func openCheckpoints(dir string, signer crypto.Signer) (*checkpointFile, error) {
	path := filepath.Join(dir, checkpointsFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	c := &checkpointFile{path: path, file: f, signer: signer}
	if err := errors.Join(c.readLast(), wholefile.SyncDir(dir)); err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

// readLast reads the end of the file.
func (c *checkpointFile) readLast() error {
	info, err := c.file.Stat()
	if err != nil {
		return err
	}
	// A torn line, the last whole one and the newline before that.
	tail := make([]byte, min(info.Size(), 2*maxCheckpointBytes+1))
	if _, err := c.file.ReadAt(tail, info.Size()-int64(len(tail))); err != nil && len(tail) > 0 {
		return err
	}
	end := bytes.LastIndexByte(tail, '\n') + 1
	c.size = info.Size() - int64(len(tail)-end)
	if !tornCheckpoint(tail[end:]) || end == 0 && c.size > 0 {
		return &CorruptError{File: checkpointsFile, Reason: "the end of the file is not the beginning of a checkpoint"}
	}
	if end == 0 {
		return nil
	}
	line := tail[bytes.LastIndexByte(tail[:end-1], '\n')+1 : end]
	var reason string
	if c.last, reason = parseCheckpoint(line, c.signer.Public().(ed25519.PublicKey), checkpointDomain); reason != "" {
		return &CorruptError{File: checkpointsFile, Reason: "last checkpoint: " + reason}
	}
	return nil
}

// begin signs the start of a new chain.
func (c *checkpointFile) begin(at time.Time) error {
	rand.Read(c.last.Log[:]) // never fails: crypto/rand ends the process instead
	if err := c.add(link{0, c.last.Log}, at); err != nil {
		c.last = Checkpoint{}
		return err
	}
	return nil
}

// add signs the head and returns when the checkpoint is on stable storage. After
// an error the file is cut to where it was, now or by the next add, which
// writes those pages again.
func (c *checkpointFile) add(head link, at time.Time) error {
	next, err := c.sign(checkpointDomain, c.last.Number+1, head, at)
	if err != nil {
		return err
	}
	if err := c.reopen(); err != nil {
		return err
	}
	if err := c.file.Truncate(c.size); err != nil {
		return err
	}
	line := next.Line()
	_, err = c.file.Write(line)
	if err == nil {
		err = c.file.Sync()
	}
	if err != nil {
		return errors.Join(err, c.file.Truncate(c.size))
	}
	c.size += int64(len(line))
	c.last = next
	return nil
}

// sign makes a signed statement about the log.
func (c *checkpointFile) sign(domain string, number uint64, at link, now time.Time) (s Checkpoint, err error) {
	s = Checkpoint{Log: c.last.Log, Number: number, Seq: at.seq, Hash: at.hash, Time: now.UTC()}
	s.Signature, err = c.signer.Sign(rand.Reader, s.signed(domain), crypto.Hash(0))
	return s, err
}

// split divides the lines into those of entries up to a number and the later
// ones, but leaves the last line among these. number is that of the last among
// the first; 0 is none.
func (c *checkpointFile) split(seq uint64) (before, after []byte, number uint64, err error) {
	if err := c.reopen(); err != nil {
		return nil, nil, 0, err
	}
	text := make([]byte, c.size)
	if _, err := c.file.ReadAt(text, 0); err != nil {
		return nil, nil, 0, err
	}
	key := c.signer.Public().(ed25519.PublicKey)
	end := 0
	for line := range bytes.Lines(text) {
		s, reason := parseCheckpoint(line, key, checkpointDomain)
		if reason != "" {
			return nil, nil, 0, &CorruptError{File: checkpointsFile, Seq: s.Seq, Reason: reason}
		}
		if s.Seq > seq || end+len(line) == len(text) {
			break
		}
		end, number = end+len(line), s.Number
	}
	return text[:end], text[end:], number, nil
}

// replace puts a file with these lines, of which the last one is there already, in
// the place of the file.
func (c *checkpointFile) replace(lines []byte) error {
	err := wholefile.Replace(c.path, wholefile.Bytes(lines))
	c.file.Close() // also after an error it may have lost its name, and what is written to it
	c.file = nil
	return err
}

// reopen opens the file again after replace.
func (c *checkpointFile) reopen() error {
	if c.file != nil {
		return nil
	}
	f, err := os.OpenFile(c.path, os.O_RDWR|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	c.file = f
	if err := c.readLast(); err != nil {
		f.Close()
		c.file = nil
		return err
	}
	return nil
}

// close closes the file.
func (c *checkpointFile) close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

// encodePublicKey returns the contents of checkpoint.pub.
func encodePublicKey(key ed25519.PublicKey) ([]byte, error) {
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}), nil
}

// PublicKey is the key of a log's signatures, as its directory has it.
func PublicKey(dir string) (ed25519.PublicKey, error) {
	key, err := readPublicKey(dir)
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w", dir, err)
	}
	return key, nil
}

// readPublicKey reads checkpoint.pub in exactly the spelling of
// encodePublicKey.
func readPublicKey(dir string) (ed25519.PublicKey, error) {
	text, err := os.ReadFile(filepath.Join(dir, publicKeyFile))
	if err != nil {
		return nil, err
	}
	corrupt := &CorruptError{File: publicKeyFile, Reason: "not an Ed25519 public key in PEM"}
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, corrupt
	}
	parsed, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return nil, corrupt
	}
	key, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, corrupt
	}
	if again, err := encodePublicKey(key); err != nil || !bytes.Equal(again, text) {
		return nil, corrupt
	}
	return key, nil
}

// keepPublicKey writes checkpoint.pub, or checks the one that is there.
func keepPublicKey(dir string, key ed25519.PublicKey) error {
	there, err := readPublicKey(dir)
	if errors.Is(err, fs.ErrNotExist) {
		text, err := encodePublicKey(key)
		if err != nil {
			return err
		}
		return wholefile.Replace(filepath.Join(dir, publicKeyFile), wholefile.Bytes(text))
	}
	if err == nil && !there.Equal(key) {
		return fmt.Errorf("the log is signed by another key than this server's: see %s", publicKeyFile)
	}
	return err
}
