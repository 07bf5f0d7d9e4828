package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"miyao/envelope"
	"miyao/internal/alg"
	"miyao/internal/ciphertext"
)

const inspectLong = `Shows what a ciphertext says about itself: its key, the key version, the
algorithm, the kind of encryption context, sizes. Of an envelope file it shows
the ciphertext of the data key, which decides what the file needs. It reads FILE,
or standard input without one. It asks no server and decrypts nothing, so it does
not tell whether the ciphertext is genuine: only decryption does.`

// inspection is what "miyao inspect" tells.
type inspection struct {
	// EnvelopeFile tells that the ciphertext is that of an envelope file's data key.
	EnvelopeFile  bool `json:",omitzero"`
	FormatVersion int
	KeyId         string
	KeyVersion    uint32
	Algorithm     uint8
	// KeySpec, KeyUsage and PlaintextBytes are missing for an algorithm that
	// this program does not know.
	KeySpec           string `json:",omitzero"`
	KeyUsage          string `json:",omitzero"`
	EncryptionContext string // none, object or text
	CiphertextBytes   int
	PlaintextBytes    int `json:",omitzero"`
}

func newInspectCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "inspect [FILE]",
		Short:             "Show which key a ciphertext needs",
		Long:              inspectLong,
		Example:           "  miyao inspect app.conf.enc\n  miyao inspect backup.tar.miyao\n  miyao inspect --output json < password.enc",
		Args:              takesOne,
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			path := strings.Join(args, "")
			blob, enveloped, err := readInspected(cmd, path)
			if err != nil {
				return err
			}
			found, err := inspect(blob)
			if err != nil {
				return notCiphertext(path, err)
			}
			found.EnvelopeFile = enveloped
			return emit(cmd, found, func(w io.Writer) error { return showInspection(w, found) })
		},
	}
}

// readInspected reads a ciphertext, or that of the data key of an envelope file,
// of which it reads the beginning only.
func readInspected(cmd *cobra.Command, path string) (blob []byte, enveloped bool, err error) {
	in, err := openInput(cmd, path, "ciphertext")
	if err != nil {
		return nil, false, err
	}
	defer in.Close()
	var start bytes.Buffer
	header, err := envelope.ReadHeader(io.TeeReader(in, &start))
	if err == nil {
		return header.Blob, true, nil
	}
	if !errors.Is(err, envelope.ErrFormat) {
		return nil, false, localf("%s: %w", source(path), err)
	}
	text, err := readLimited(io.MultiReader(&start, in), maxCiphertext)
	if err != nil {
		return nil, false, localf("read %s: %w", source(path), err)
	}
	if text, err = trimCiphertext(path, text); err != nil {
		return nil, false, err
	}
	blob, err = parseBlob(path, text)
	return blob, false, err
}

func inspect(blob []byte) (*inspection, error) {
	header, sealed, err := ciphertext.Parse(blob)
	if err != nil {
		return nil, err
	}
	found := &inspection{
		FormatVersion: ciphertext.FormatVersion, KeyId: uuid.UUID(header.KeyID).String(), KeyVersion: header.KeyVersion,
		Algorithm: header.Algorithm, EncryptionContext: contextKinds[header.Context], CiphertextBytes: len(blob),
	}
	if row, ok := alg.ByID(alg.ID(header.Algorithm)); ok && row.Overhead > 0 {
		if len(sealed) < row.Overhead {
			return nil, fmt.Errorf("it was cut off: one of %s has %d bytes at least, this has %d",
				row.Spec, ciphertext.HeaderSize+row.Overhead, len(blob))
		}
		found.KeySpec, found.KeyUsage, found.PlaintextBytes = row.Spec, row.Usage, len(sealed)-row.Overhead
	}
	return found, nil
}

var contextKinds = map[ciphertext.ContextKind]string{
	ciphertext.NoContext:     "none",
	ciphertext.ObjectContext: "object",
	ciphertext.TextContext:   "text",
}

// contextNeeds says what a kind asks of who decrypts.
var contextNeeds = map[string]string{
	"none":   "none",
	"object": "needed, a JSON object",
	"text":   "needed, a text that is not a JSON object",
}

func showInspection(w io.Writer, found *inspection) error {
	algorithm, size := found.KeySpec, fmt.Sprintf("%d bytes, of which %d are the plaintext", found.CiphertextBytes, found.PlaintextBytes)
	if algorithm == "" {
		algorithm, size = "this program cannot encrypt with it", fmt.Sprintf("%d bytes", found.CiphertextBytes)
	}
	var file []pair
	if found.EnvelopeFile {
		file = []pair{{"File", "an envelope, whose data key has this ciphertext:"}}
	}
	return pairs(w, append(file,
		pair{"Format", strconv.Itoa(found.FormatVersion)},
		pair{"Key", found.KeyId},
		pair{"Key version", fmt.Sprint(found.KeyVersion)},
		pair{"Algorithm", fmt.Sprintf("%d (%s)", found.Algorithm, algorithm)},
		pair{"Usage", found.KeyUsage},
		pair{"Context", contextNeeds[found.EncryptionContext]},
		pair{"Size", size})...)
}
