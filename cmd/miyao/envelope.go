package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/envelope"
)

const envelopeLong = `Encrypts files of any size. The file stays on this machine: the server makes a
data key for it, the file is encrypted here with AES-256-GCM, and the data key's
ciphertext is kept in the encrypted file. The online tool of the console reads
and writes the same files.`

func newEnvelopeCommand(s *session) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "envelope",
		Short: "Encrypt files of any size, which stay on this machine",
		Long:  envelopeLong,
	}
	cmd.AddCommand(newEnvelopeEncryptCommand(s), newEnvelopeDecryptCommand(s))
	return cmd
}

func newEnvelopeEncryptCommand(s *session) *cobra.Command {
	var key, context, in, out string
	cmd := &cobra.Command{
		Use:   "encrypt --key KEY",
		Short: "Encrypt a file of any size",
		Long: envelopeLong + `

An encryption context is bound to the data key: who decrypts must give the same
one. Files are written for their owner only (0600), in one step.`,
		Example: `  miyao envelope encrypt --key app --in backup.tar --out backup.tar.miyao
  tar c data | miyao envelope encrypt --key app > data.tar.miyao`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := checkContext(context); err != nil {
				return err
			}
			id, err := s.keyID(cmd, key)
			if err != nil {
				return err
			}
			return through(cmd, in, out, func(w io.Writer, r io.Reader) error {
				return sealFile(cmd, s, id, context, w, r)
			})
		},
	}
	addKeyFlag(cmd, s, &key)
	addFileFlags(cmd, &context, &in, &out)
	return cmd
}

func newEnvelopeDecryptCommand(s *session) *cobra.Command {
	var context, in, out string
	cmd := &cobra.Command{
		Use:   "decrypt",
		Short: "Decrypt a file that \"envelope encrypt\" or the console made",
		Long: `Decrypts an envelope file. It names its key.

With --out there is the whole plaintext or nothing. Standard output gets the
plaintext piece by piece: a damaged file is noticed at its damage, and the exit
code is 5, after the intact beginning was written.`,
		Example: `  miyao envelope decrypt --in backup.tar.miyao --out backup.tar
  miyao envelope decrypt < data.tar.miyao | tar x`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return through(cmd, in, out, func(w io.Writer, r io.Reader) error {
				return openFile(cmd, s, context, source(in), w, r)
			})
		},
	}
	addFileFlags(cmd, &context, &in, &out)
	return cmd
}

func addFileFlags(cmd *cobra.Command, context, in, out *string) {
	addContextFlag(cmd, context)
	flags := cmd.Flags()
	flags.StringVar(in, "in", "", "read this `file`, not standard input")
	flags.StringVar(out, "out", "", "write this `file`, not standard output")
}

// through lets work stream from an --in to an --out.
func through(cmd *cobra.Command, in, out string, work func(io.Writer, io.Reader) error) error {
	if wantsJSON(cmd) {
		return usagef("--output json: the result is a file and not a response of the API")
	}
	r, err := openInput(cmd, in, "file")
	if err != nil {
		return err
	}
	defer r.Close()
	if out == "" || out == "-" {
		if isTerminal(cmd.OutOrStdout()) {
			return localf("standard output is a terminal").withHint("send the result to a file with --out, or to a pipe")
		}
		return work(cmd.OutOrStdout(), r)
	}
	err = replaceFile(out, func(w io.Writer) error { return work(w, r) })
	if _, known := errors.AsType[*failure](err); known || refused(err) || err == nil {
		return err
	}
	return localf("write %s: %w", out, err)
}

// sealFile makes an envelope file.
func sealFile(cmd *cobra.Command, s *session, key, context string, w io.Writer, r io.Reader) error {
	resp, err := call(cmd, s, api.GenerateDataKey,
		&api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", EncryptionContext: context})
	if err != nil {
		return err
	}
	defer clear(resp.Plaintext)
	sealed, err := envelope.NewWriter(w, resp.Plaintext, resp.CiphertextBlob)
	if err != nil {
		return local(err)
	}
	if _, err = io.Copy(sealed, r); err == nil {
		err = sealed.Close()
	}
	return local(err)
}

// openFile decrypts an envelope file, which name stands for in errors.
func openFile(cmd *cobra.Command, s *session, context, name string, w io.Writer, r io.Reader) error {
	header, err := envelope.ReadHeader(r)
	switch {
	case errors.Is(err, envelope.ErrFormat):
		return localf("%s is %w", name, err).
			withHint("a ciphertext of \"miyao encrypt\" is decrypted with \"miyao decrypt\"")
	case err != nil:
		return localf("%s: %w", name, err)
	}
	resp, err := call(cmd, s, api.Decrypt, &api.DecryptRequest{CiphertextBlob: header.Blob, EncryptionContext: context})
	if err != nil {
		return err
	}
	defer clear(resp.Plaintext)
	plaintext, err := header.Open(resp.Plaintext)
	if err != nil {
		return fail(exitVerify, "%s: %w", name, err)
	}
	_, err = io.Copy(w, plaintext)
	if errors.Is(err, envelope.ErrDamaged) {
		return fail(exitVerify, "%s: %w", name, err)
	}
	return local(err)
}
