package main

import (
	"io"

	"github.com/spf13/cobra"

	"miyao/api"
)

// datakeyFlags are the flags of "datakey".
type datakeyFlags struct {
	key, context                string
	outPlaintext, outCiphertext string
	bytes                       uint64
	spec                        *choice
}

func newDatakeyCommand(s *session) *cobra.Command {
	var f datakeyFlags
	cmd := &cobra.Command{
		Use:   "datakey --key KEY",
		Short: "Make a data key, in plaintext and encrypted",
		Long: `Makes a data key for encrypting data of any size locally, and prints it in
plaintext and encrypted under the key, both in base64. Encrypt the data with the
plaintext, forget the plaintext, and keep the ciphertext beside the data:
"miyao decrypt" gives the data key back.

--out-plaintext writes the bytes of the data key, --out-ciphertext its ciphertext
text; what a file has is not printed. "-" is standard output.`,
		Example: `  miyao datakey --key app
  miyao datakey --key app --bytes 64 --output json
  miyao datakey --key app --out-ciphertext data.key.enc --out-plaintext - | encrypt-my-data`,
		Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return makeDataKey(cmd, s, &f)
		},
	}
	flags := cmd.Flags()
	addKeyFlag(cmd, s, &f.key)
	f.spec = addChoice(cmd, flags, "spec", "AES_256", "length of the data key: 16 or 32 bytes", "AES_128", "AES_256")
	flags.Uint64Var(&f.bytes, "bytes", 0, "length of the data key, 1 to 1024 `bytes`")
	addContextFlag(cmd, &f.context)
	flags.StringVar(&f.outPlaintext, "out-plaintext", "", "write the data key itself to this `file`")
	flags.StringVar(&f.outCiphertext, "out-ciphertext", "", "write the encrypted data key to this `file`")
	cmd.MarkFlagsMutuallyExclusive("spec", "bytes")
	complete(cmd, "bytes", cobra.NoFileCompletions)
	return cmd
}

func makeDataKey(cmd *cobra.Command, s *session, f *datakeyFlags) error {
	if f.outPlaintext == "-" && (f.outCiphertext == "-" || wantsJSON(cmd)) {
		return usagef("--out-plaintext - needs standard output for itself")
	}
	if cmd.Flag("bytes").Changed && (f.bytes < 1 || f.bytes > 1024) {
		return usagef("--bytes %d: it must be 1 to 1024", f.bytes)
	}
	if err := checkContext(f.context); err != nil {
		return err
	}
	id, err := s.keyID(cmd, f.key)
	if err != nil {
		return err
	}
	req := &api.GenerateDataKeyRequest{KeyId: id, KeySpec: f.spec.value, EncryptionContext: f.context}
	if f.bytes > 0 {
		req.KeySpec, req.NumberOfBytes = "", &f.bytes
	}
	resp, err := call(cmd, s, api.GenerateDataKey, req)
	if err != nil {
		return err
	}
	return emitDataKey(cmd, f, resp)
}

// emitDataKey writes the files first: a data key whose ciphertext was not kept
// must not be used.
func emitDataKey(cmd *cobra.Command, f *datakeyFlags, resp *api.GenerateDataKeyResponse) error {
	var written []string
	if f.outCiphertext != "" {
		written = append(written, "CiphertextBlob")
		if err := writeOutput(cmd, f.outCiphertext, []byte(resp.CiphertextBlob.String())); err != nil {
			return err
		}
	}
	if f.outPlaintext != "" {
		written = append(written, "Plaintext")
		if err := writeOutput(cmd, f.outPlaintext, resp.Plaintext); err != nil {
			return err
		}
	}
	if f.outPlaintext == "-" || f.outCiphertext == "-" {
		return nil
	}
	return emit(cmd, without(resp, written...), func(w io.Writer) error {
		lines := []pair{{"Key id", resp.KeyId}}
		if f.outPlaintext == "" {
			lines = append(lines, pair{"Plaintext", resp.Plaintext.String()})
		}
		if f.outCiphertext == "" {
			lines = append(lines, pair{"Ciphertext", resp.CiphertextBlob.String()})
		}
		return pairs(w, lines...)
	})
}
