package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"github.com/google/uuid"
	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/whitebox"
)

// maxWhiteboxKey bounds what is read as a white-box key: the answer of
// CreateWhiteBoxKey holds two of a good megabyte each.
const maxWhiteboxKey = 8 << 20

// whiteboxAnswer has what these commands use of the answers of the API that
// hold white-box keys and their ciphertexts.
type whiteboxAnswer struct {
	DecryptKey           string
	InitializationVector string
	CipherText           string
}

const whiteboxDecryptLong = `Decrypts a message of EncryptByWhiteBox with the DecryptKey alone: no server is
asked and no credential is needed.

--key-file names the answer of DescribeWhiteBoxDecryptKey or CreateWhiteBoxKey, or
a file with the base64 text of their DecryptKey. The message, standard input or
the file of --in, is the answer of EncryptByWhiteBox, or the base64 text of its
CipherText; then --iv gives its InitializationVector.

A key that the server has bound to devices opens only with the fingerprint of one
of them. A key that is bound to none needs no fingerprint and heeds none.

These messages are not authenticated: who can change one can change the
plaintext. And who has the key file can decrypt with it; treat it as a secret.`

const whiteboxDecryptExample = `  miyao call DescribeWhiteBoxDecryptKey KeyId=ID > decrypt.key
  miyao call EncryptByWhiteBox KeyId=ID PlainText=@base64:app.conf > app.conf.enc
  miyao whitebox decrypt --key-file decrypt.key --in app.conf.enc --out app.conf
  miyao whitebox decrypt --key-file decrypt.key --fingerprint-file device.txt --in app.conf.enc
  miyao whitebox decrypt --key-file key.b64 --iv YWJjZGVmZ2hpamtsbW5vcA== < cipher.b64`

func newWhiteboxCommand() *cobra.Command {
	group := &cobra.Command{Use: "whitebox", Short: "Decrypt with a white-box key, without a server"}
	group.AddCommand(newWhiteboxDecrypt(), newWhiteboxShow())
	return group
}

// whiteboxFlags are the flags of "whitebox decrypt".
type whiteboxFlags struct {
	keyFile, fingerprint, fingerprintFile, iv, in, out string
}

func newWhiteboxDecrypt() *cobra.Command {
	var f whiteboxFlags
	cmd := &cobra.Command{
		Use:     "decrypt --key-file FILE",
		Short:   "Decrypt a message of EncryptByWhiteBox",
		Long:    whiteboxDecryptLong,
		Example: whiteboxDecryptExample,
		Args:    takes(),
		RunE:    func(cmd *cobra.Command, _ []string) error { return f.decrypt(cmd) },
	}
	flags := cmd.Flags()
	addKeyFileFlag(cmd, &f.keyFile)
	flags.StringVar(&f.fingerprint, "fingerprint", "", "`fingerprint` of this device, for a key that is bound to devices")
	flags.StringVar(&f.fingerprintFile, "fingerprint-file", "", "read the fingerprint from this `file`")
	flags.StringVar(&f.iv, "iv", "", "initialisation vector in `base64`, if the message is a CipherText alone")
	flags.StringVar(&f.in, "in", "", "read the message from this `file`, not standard input")
	flags.StringVar(&f.out, "out", "", "write the plaintext to this `file`, not standard output")
	cmd.MarkFlagsMutuallyExclusive("fingerprint", "fingerprint-file")
	complete(cmd, "fingerprint", cobra.NoFileCompletions)
	complete(cmd, "iv", cobra.NoFileCompletions)
	return cmd
}

func newWhiteboxShow() *cobra.Command {
	var keyFile string
	cmd := &cobra.Command{
		Use:     "show --key-file FILE",
		Short:   "Show what a file with a white-box key is",
		Long:    "Shows the id, the algorithm and the binding of a DecryptKey, and checks that it is\nwhole. A bound key is shown without opening it.",
		Example: "  miyao whitebox show --key-file decrypt.key",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			file, err := readWhiteboxKey(keyFile)
			if err != nil {
				return err
			}
			h := file.Header()
			shown := struct {
				KeyId, Algorithm, Direction string
				Devices                     int
			}{uuid.UUID(h.KeyID).String(), h.Algorithm.String(), h.Direction.String(), file.Devices()}
			return emit(cmd, shown, func(w io.Writer) error {
				return pairs(w, pair{"KeyId", shown.KeyId}, pair{"Algorithm", shown.Algorithm},
					pair{"Direction", shown.Direction}, pair{"Devices", strconv.Itoa(shown.Devices)})
			})
		},
	}
	addKeyFileFlag(cmd, &keyFile)
	return cmd
}

func addKeyFileFlag(cmd *cobra.Command, path *string) {
	cmd.Flags().StringVar(path, "key-file", "", "`file` with the DecryptKey")
	require(cmd, "key-file")
}

func (f *whiteboxFlags) decrypt(cmd *cobra.Command) error {
	key, err := f.key()
	if err != nil {
		return err
	}
	iv, ciphertext, err := f.message(cmd)
	if err != nil {
		return err
	}
	plaintext, err := key.Decrypt(iv, ciphertext)
	if errors.Is(err, whitebox.ErrCiphertext) {
		return localf("decrypt %s: %w", source(f.in), err)
	}
	if err != nil {
		return local(err)
	}
	result := struct {
		KeyId     string
		Plaintext api.Base64
	}{uuid.UUID(key.Header().KeyID).String(), plaintext}
	return emitResult(cmd, &result, f.out, "Plaintext", plaintext)
}

// key opens the key with the fingerprint, if there is one.
func (f *whiteboxFlags) key() (*whitebox.Key, error) {
	file, err := readWhiteboxKey(f.keyFile)
	if err != nil {
		return nil, err
	}
	fingerprint := f.fingerprint
	if f.fingerprintFile != "" {
		text, err := readFile(f.fingerprintFile, 1<<10)
		if err != nil {
			return nil, err
		}
		fingerprint = string(bytes.TrimSpace(text))
	}
	key, err := file.Open(fingerprint)
	if errors.Is(err, whitebox.ErrFingerprint) {
		return nil, localf("%s: %w", f.keyFile, err).
			withHint("--fingerprint or --fingerprint-file gives it; \"miyao call DescribeWhiteBoxDeviceFingerprints\"\n" +
				"shows the devices of a key, and a key file from before a change of them must be fetched anew")
	}
	if err != nil {
		return nil, localf("%s: %w", f.keyFile, err)
	}
	return key, nil
}

// readWhiteboxKey reads a DecryptKey, as text or in an answer of the API.
func readWhiteboxKey(path string) (*whitebox.File, error) {
	text, err := readFile(path, maxWhiteboxKey)
	if err != nil {
		return nil, err
	}
	answer, err := parseWhiteboxAnswer(text)
	if err != nil {
		return nil, localf("%s: %w", path, err)
	}
	if answer == nil {
		answer = &whiteboxAnswer{DecryptKey: string(bytes.TrimSpace(text))}
	}
	data, err := api.ParseBase64(answer.DecryptKey)
	if err != nil {
		return nil, localf("%s does not hold a DecryptKey: %w", path, err)
	}
	file, err := whitebox.Parse(data)
	if err != nil {
		return nil, localf("%s does not hold a DecryptKey: %w", path, err).
			withHint("it is the answer of DescribeWhiteBoxDecryptKey, or the text of its DecryptKey, unchanged")
	}
	return file, nil
}

// message reads the initialisation vector and the ciphertext.
func (f *whiteboxFlags) message(cmd *cobra.Command) (iv, ciphertext []byte, err error) {
	text, err := readCiphertext(cmd, f.in)
	if err != nil {
		return nil, nil, err
	}
	answer, err := parseWhiteboxAnswer(text)
	switch {
	case err != nil:
		return nil, nil, localf("%s: %w", source(f.in), err)
	case answer == nil && f.iv == "":
		return nil, nil, usagef("--iv is missing").
			withHint("it is the InitializationVector of the answer of EncryptByWhiteBox; or give the whole answer, which has it")
	case answer == nil:
		answer = &whiteboxAnswer{InitializationVector: f.iv, CipherText: string(text)}
	case f.iv != "":
		return nil, nil, usagef("%s has its own initialisation vector, leave --iv out", source(f.in))
	}
	if iv, err = api.ParseBase64(answer.InitializationVector); err != nil {
		return nil, nil, localf("the initialisation vector: %w", err)
	}
	if ciphertext, err = api.ParseBase64(answer.CipherText); err != nil || len(ciphertext) == 0 {
		return nil, nil, localf("%s does not hold a CipherText of EncryptByWhiteBox", source(f.in))
	}
	return iv, ciphertext, nil
}

// parseWhiteboxAnswer reads an answer of the API, or returns nil for what is no
// JSON object.
func parseWhiteboxAnswer(text []byte) (*whiteboxAnswer, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return nil, nil
	}
	var answer whiteboxAnswer
	if err := json.Unmarshal(text, &answer); err != nil {
		return nil, err
	}
	return &answer, nil
}
