package envelope_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"testing"
	"testing/iotest"

	"miyao/envelope"
)

const chunk = 256 << 10

var (
	dataKey = bytes.Repeat([]byte{7}, envelope.KeySize)
	blob    = []byte("the ciphertext of the data key")
)

func seal(t testing.TB, plaintext []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := envelope.NewWriter(&out, dataKey, blob)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(plaintext); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// open reads a whole file; what came out before an error comes with it.
func open(file, key []byte) ([]byte, error) {
	h, err := envelope.ReadHeader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	r, err := h.Open(key)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(r)
}

func pattern(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i ^ i>>8)
	}
	return b
}

func TestRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2*chunk + 77} {
		plaintext := pattern(n)
		file := seal(t, plaintext)
		chunks := max(1, (n+chunk-1)/chunk)
		if want := 12 + len(blob) + 32 + n + 16*chunks; len(file) != want {
			t.Errorf("%d bytes became %d, want %d", n, len(file), want)
		}
		got, err := open(file, dataKey)
		if err != nil || !bytes.Equal(got, plaintext) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// TestSmallSteps reads and writes in other portions than chunks.
func TestSmallSteps(t *testing.T) {
	plaintext := pattern(chunk + 3000)
	var out bytes.Buffer
	w, err := envelope.NewWriter(&out, dataKey, blob)
	if err != nil {
		t.Fatal(err)
	}
	for part := range bytes.SplitSeq(plaintext, []byte{1, 0}) {
		if _, err := w.Write(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	h, err := envelope.ReadHeader(iotest.OneByteReader(bytes.NewReader(out.Bytes())))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(h.Blob, blob) {
		t.Errorf("blob %q", h.Blob)
	}
	r, err := h.Open(dataKey)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(iotest.HalfReader(r))
	if want := bytes.ReplaceAll(plaintext, []byte{1, 0}, nil); err != nil || !bytes.Equal(got, want) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	if _, err := w.Write([]byte("more")); err == nil {
		t.Error("a closed file was written to")
	}
}

func TestVectors(t *testing.T) {
	data, err := os.ReadFile("testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, SHA256        string
		Length              int
		Blob, DataKey, File []byte
	}
	if err := json.Unmarshal(data, &vectors); err != nil || len(vectors) == 0 {
		t.Fatal(err, len(vectors))
	}
	for _, v := range vectors {
		h, err := envelope.ReadHeader(bytes.NewReader(v.File))
		if err != nil || !bytes.Equal(h.Blob, v.Blob) {
			t.Errorf("%s: %v", v.Name, err)
			continue
		}
		got, err := open(v.File, v.DataKey)
		sum := sha256.Sum256(got)
		if err != nil || len(got) != v.Length || hex.EncodeToString(sum[:]) != v.SHA256 {
			t.Errorf("%s: %d bytes, %v", v.Name, len(got), err)
		}
	}
}

func TestDamage(t *testing.T) {
	plaintext := pattern(2*chunk + 100)
	file := seal(t, plaintext)
	start, sealed := 12+len(blob)+32, chunk+16
	at := func(n int) []byte { return bytes.Clone(file[start+n*sealed : min(len(file), start+(n+1)*sealed)]) }
	head := bytes.Clone(file[:start])
	cases := map[string][]byte{
		"no chunk":            head,
		"cut in a chunk":      file[:start+1000],
		"cut in a tag":        file[:start+5],
		"cut after a chunk":   file[:start+sealed],
		"cut before the last": file[:start+2*sealed],
		"one byte cut":        file[:len(file)-1],
		"one byte more":       append(bytes.Clone(file), 0),
		"a chunk again":       bytes.Join([][]byte{head, at(0), at(0), at(1), at(2)}, nil),
		"chunks exchanged":    bytes.Join([][]byte{head, at(1), at(0), at(2)}, nil),
		"a chunk left out":    bytes.Join([][]byte{head, at(0), at(2)}, nil),
		"chunk of another":    bytes.Join([][]byte{head, seal(t, plaintext)[start:]}, nil),
	}
	for name, damaged := range cases {
		got, err := open(damaged, dataKey)
		if !errors.Is(err, envelope.ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
		if !bytes.HasPrefix(plaintext, got) {
			t.Errorf("%s: gave out what is not the beginning of the file", name)
		}
	}
	if _, err := open(file, bytes.Repeat([]byte{8}, envelope.KeySize)); !errors.Is(err, envelope.ErrDamaged) {
		t.Errorf("another data key: %v", err)
	}
}

// TestEveryByteCounts changes each byte of a small file.
func TestEveryByteCounts(t *testing.T) {
	file := seal(t, []byte("secret"))
	for i := range file {
		changed := bytes.Clone(file)
		changed[i] ^= 1
		if got, err := open(changed, dataKey); err == nil || len(got) > 0 {
			t.Errorf("byte %d changed: %q, %v", i, got, err)
		}
	}
	for n := range file {
		if got, err := open(file[:n], dataKey); err == nil || len(got) > 0 {
			t.Errorf("cut to %d bytes: %q, %v", n, got, err)
		}
	}
}

func TestHeaderIsStrict(t *testing.T) {
	good := seal(t, nil)
	change := func(at int, value byte) []byte {
		b := bytes.Clone(good)
		b[at] = value
		return b
	}
	long := change(10, 0xff) // a longer blob than there may be
	cases := []struct {
		name string
		file []byte
		want error
	}{
		{"empty", nil, envelope.ErrFormat},
		{"text", []byte("this is some other file, longer than a header is"), envelope.ErrFormat},
		{"cut", good[:20], envelope.ErrFormat},
		{"version 0", change(8, 0), envelope.ErrVersion},
		{"version 2", change(8, 2), envelope.ErrVersion},
		{"tiny chunks", change(9, 11), envelope.ErrFormat},
		{"huge chunks", change(9, 25), envelope.ErrFormat},
		{"no blob", append(append(bytes.Clone(good[:10]), 0, 0), good[12+len(blob):]...), envelope.ErrFormat},
		{"long blob", append(long, make([]byte, 1<<17)...), envelope.ErrFormat},
	}
	for _, c := range cases {
		if _, err := open(c.file, dataKey); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
}

func TestRefusals(t *testing.T) {
	if _, err := envelope.NewWriter(io.Discard, dataKey[:16], blob); err == nil {
		t.Error("a short data key was taken")
	}
	for _, wrong := range [][]byte{nil, make([]byte, envelope.MaxBlob+1)} {
		if _, err := envelope.NewWriter(io.Discard, dataKey, wrong); err == nil {
			t.Errorf("a blob of %d bytes was taken", len(wrong))
		}
	}
	if _, err := open(seal(t, nil), dataKey[:16]); err == nil {
		t.Error("a short data key opened a file")
	}
}

// TestFaultsOfFiles hands on what the file below says.
func TestFaultsOfFiles(t *testing.T) {
	fault := errors.New("disk on fire")
	h, err := envelope.ReadHeader(io.MultiReader(bytes.NewReader(seal(t, nil)[:12+len(blob)+32]), iotest.ErrReader(fault)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Open(dataKey)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(r); !errors.Is(err, fault) {
		t.Errorf("read: %v", err)
	}
	if _, err := envelope.ReadHeader(iotest.ErrReader(fault)); !errors.Is(err, fault) {
		t.Errorf("header: %v", err)
	}
}

// FuzzOpen opens whatever it is given: nothing but true files opens.
func FuzzOpen(f *testing.F) {
	for _, text := range []string{"secret", ""} {
		file := seal(f, []byte(text))
		if plaintext, err := open(file, dataKey); err != nil || string(plaintext) != text {
			f.Fatalf("seed of %q: %q, %v", text, plaintext, err)
		}
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		plaintext, err := open(file, dataKey)
		if err == nil && string(plaintext) != "secret" && len(plaintext) > 0 {
			t.Errorf("a made-up file opened: %q", plaintext)
		}
	})
}
