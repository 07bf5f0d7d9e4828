package main

import (
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/internal/ciphertext"
)

// maxPlaintext is the most that Encrypt takes.
const maxPlaintext = 4096

func addContextFlag(cmd *cobra.Command, context *string) {
	cmd.Flags().StringVar(context, "context", "", "encryption context, a `JSON` object of up to 1024 characters; not a secret")
	complete(cmd, "context", cobra.NoFileCompletions)
}

// checkContext refuses, before something is encrypted, an object with a slip in
// it: the API binds it as text, so that the object as it was meant would not
// decrypt.
func checkContext(text string) error {
	if !strings.HasPrefix(strings.TrimSpace(text), "{") {
		return nil
	}
	parsed, err := ciphertext.ParseContext(text)
	if err == nil && parsed.Kind == ciphertext.TextContext {
		return usagef("--context is not a JSON object, though it begins like one: a comma, a quote or a bracket is missing, or a name stands twice")
	}
	return nil
}

func newEncryptCommand(s *session) *cobra.Command {
	var key, context, in, out string
	cmd := &cobra.Command{
		Use:   "encrypt --key KEY",
		Short: "Encrypt up to 4096 bytes",
		Long: `Encrypts standard input, or the file of --in, under a key. The result is the
ciphertext as one line of text (the CiphertextBlob of the API). It can be kept
anywhere: it names its key and opens only with it.

An encryption context is bound to the ciphertext: who decrypts must give the
same one. Files are written for their owner only (0600), in one step.`,
		Example: `  miyao encrypt --key app --in app.conf --out app.conf.enc
  printf %s "$PASSWORD" | miyao encrypt --key app > password.enc
  miyao encrypt --key app --context '{"env":"prod"}' --in app.conf`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			resp, err := s.encrypt(cmd, key, in, context)
			if err != nil {
				return err
			}
			return emitResult(cmd, resp, out, "CiphertextBlob", []byte(resp.CiphertextBlob.String()))
		},
	}
	flags := cmd.Flags()
	addKeyFlag(cmd, s, &key)
	addContextFlag(cmd, &context)
	flags.StringVar(&in, "in", "", "read the plaintext from this `file`, not standard input")
	flags.StringVar(&out, "out", "", "write the ciphertext to this `file`, not standard output")
	return cmd
}

func newDecryptCommand(s *session) *cobra.Command {
	var context, in, out string
	cmd := &cobra.Command{
		Use:   "decrypt",
		Short: "Decrypt a ciphertext",
		Long: `Decrypts standard input, or the file of --in, and writes the plaintext as it was.
The ciphertext names its key. White space around it does not count.

To hand a plaintext to a program without a file, see "miyao run".`,
		Example: `  miyao decrypt --in app.conf.enc
  miyao decrypt --in app.conf.enc --out app.conf
  miyao decrypt --context '{"env":"prod"}' < app.conf.enc`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			resp, err := s.decrypt(cmd, in, context)
			if err != nil {
				return err
			}
			return emitResult(cmd, resp, out, "Plaintext", resp.Plaintext)
		},
	}
	flags := cmd.Flags()
	addContextFlag(cmd, &context)
	flags.StringVar(&in, "in", "", "read the ciphertext from this `file`, not standard input")
	flags.StringVar(&out, "out", "", "write the plaintext to this `file`, not standard output")
	return cmd
}

func addKeyFlag(cmd *cobra.Command, s *session, key *string) {
	cmd.Flags().StringVar(key, "key", "", "id or alias of the `key`")
	complete(cmd, "key", func(cmd *cobra.Command, _ []string, prefix string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return s.completeKeys(cmd, nil, prefix)
	})
	require(cmd, "key")
}

// readPlaintext reads what Encrypt can take.
func readPlaintext(cmd *cobra.Command, path string) ([]byte, error) {
	plaintext, err := readInput(cmd, path, "plaintext", maxPlaintext)
	switch {
	case errors.Is(err, errTooLong):
		return nil, localf("%s has more than %d bytes", source(path), maxPlaintext).
			withHint("a file of any size is encrypted with: miyao envelope encrypt --key KEY")
	case err != nil:
		return nil, err
	case len(plaintext) == 0:
		return nil, localf("%s is empty, there is nothing to encrypt", source(path))
	}
	return plaintext, nil
}

// encrypt encrypts what is in a file, or on standard input.
func (s *session) encrypt(cmd *cobra.Command, key, path, context string) (*api.EncryptResponse, error) {
	if err := checkContext(context); err != nil {
		return nil, err
	}
	plaintext, err := readPlaintext(cmd, path)
	if err != nil {
		return nil, err
	}
	id, err := s.keyID(cmd, key)
	if err != nil {
		return nil, err
	}
	return call(cmd, s, api.Encrypt, &api.EncryptRequest{KeyId: id, Plaintext: plaintext, EncryptionContext: context})
}

// decrypt decrypts the ciphertext in a file, or on standard input.
func (s *session) decrypt(cmd *cobra.Command, path, context string) (*api.DecryptResponse, error) {
	blob, err := readBlob(cmd, path)
	if err != nil {
		return nil, err
	}
	return call(cmd, s, api.Decrypt, &api.DecryptRequest{CiphertextBlob: blob, EncryptionContext: context})
}

// readBlob reads the ciphertext in a file, or on standard input.
func readBlob(cmd *cobra.Command, path string) (api.Base64, error) {
	text, err := readCiphertext(cmd, path)
	if err != nil {
		return nil, err
	}
	return parseBlob(path, text)
}

func parseBlob(path string, text []byte) (api.Base64, error) {
	blob, err := api.ParseBase64(string(text))
	if err != nil {
		return nil, notCiphertext(path, err)
	}
	return blob, nil
}

func notCiphertext(path string, err error) error {
	return localf("%s does not hold a ciphertext: %w", source(path), err).
		withHint("a ciphertext is the text that \"miyao encrypt\" prints, unchanged")
}

// emitResult sends data, which is the named field of the response, to the file
// out or as it is to standard output. With --output json the response goes to
// standard output, without the field if a file has it.
func emitResult(cmd *cobra.Command, response any, out, field string, data []byte) error {
	if out == "" || out == "-" {
		return emit(cmd, response, func(io.Writer) error { return emitData(cmd, data) })
	}
	if err := writeOutput(cmd, out, data); err != nil {
		return err
	}
	return emit(cmd, without(response, field), func(io.Writer) error { return nil })
}
