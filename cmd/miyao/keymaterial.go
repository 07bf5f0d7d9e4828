package main

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"miyao/api"
)

func newKeyRotate(s *session) *cobra.Command {
	return &cobra.Command{
		Use:   "rotate KEY",
		Short: "Give a key a new version of its material",
		Long: `Gives a key a new version of its material and prints the id of the task, which is
done by then. What is encrypted from now on has the new version; what was
encrypted before stays decryptable. Once in 24 hours.

A symmetric key must have rotation switched on (EnableKeyRotation). An EXTERNAL
key has its new version when other material is imported into it: "miyao key
import".`,
		Example:           "  miyao call EnableKeyRotation KeyId=ID RotateDays=90\n  miyao key rotate app",
		Args:              takes("KEY"),
		ValidArgsFunction: s.completeFirstKey,
		RunE: onKey(s, api.RotateKey, func(id string, _ []string) *api.RotateKeyRequest {
			return &api.RotateKeyRequest{KeyId: id}
		}, func(w io.Writer, resp *api.RotateKeyResponse) error {
			_, err := fmt.Fprintln(w, printable(resp.TaskId))
			return err
		}),
	}
}

func newKeyImport(s *session) *cobra.Command {
	var path, validTo string
	cmd := &cobra.Command{
		Use:   "import KEY --material FILE",
		Short: "Give an EXTERNAL key its material",
		Long: `Encrypts key material with a wrapping key of the server and imports it into an
EXTERNAL key. FILE holds the raw bytes, 32 for AES_256 and 16 for SM4, and
nothing else; "-" is standard input.

A key takes no other material than it had before, until "miyao key rotate".
Keep the material: miyao never gives it back, and after --valid-to, or
DeleteImportedKeyMaterial, only the same bytes bring the key back.`,
		Example: `  miyao key create outside --origin EXTERNAL
  miyao key import outside --material material.bin
  miyao key import outside --material material.bin --valid-to 2030-01-31T00:00:00Z`,
		Args:              takes("KEY"),
		ValidArgsFunction: s.completeFirstKey,
	}
	cmd.Flags().StringVar(&path, "material", "", "`file` with the raw bytes of the material")
	cmd.Flags().StringVar(&validTo, "valid-to", "", "`time` at which the server erases the material (default never)")
	complete(cmd, "valid-to", cobra.NoFileCompletions)
	require(cmd, "material")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		req := &api.ImportKeyMaterialRequest{}
		if validTo != "" {
			end, err := time.Parse(time.RFC3339, validTo)
			if err != nil || end.Unix() <= 0 {
				return usagef("--valid-to %s: it must be a time such as 2030-01-31T00:00:00Z", validTo)
			}
			seconds := uint64(end.Unix())
			req.ValidTo = &seconds
		}
		return importMaterial(cmd, s, args[0], path, req)
	}
	return cmd
}

func importMaterial(cmd *cobra.Command, s *session, key, path string, req *api.ImportKeyMaterialRequest) error {
	material, err := readMaterial(cmd, path)
	if err != nil {
		return err
	}
	defer clear(material)
	if req.KeyId, err = s.keyID(cmd, key); err != nil {
		return err
	}
	parameters, err := call(cmd, s, api.GetParametersForImport, &api.GetParametersForImportRequest{
		KeyId: req.KeyId, WrappingAlgorithm: "RSAES_OAEP_SHA_256", WrappingKeySpec: "RSA_2048",
	})
	if err != nil {
		return err
	}
	req.ImportToken = parameters.ImportToken
	if req.EncryptedKeyMaterial, err = wrapMaterial(parameters.PublicKey, material); err != nil {
		return err
	}
	resp, err := call(cmd, s, api.ImportKeyMaterial, req)
	if err != nil {
		return err
	}
	return emit(cmd, resp, func(io.Writer) error { return nil })
}

// The lengths that key material can have.
const (
	sm4Material    = 16
	aes256Material = 32
)

func readMaterial(cmd *cobra.Command, path string) ([]byte, error) {
	material, err := readInput(cmd, path, "material", aes256Material)
	if err != nil && !errors.Is(err, errTooLong) {
		return nil, err
	}
	if err != nil || len(material) != aes256Material && len(material) != sm4Material {
		clear(material)
		return nil, localf("%s does not have %d or %d bytes", source(path), aes256Material, sm4Material).
			withHint("the file must hold the raw bytes: %d for AES_256, %d for SM4; not their text in hex or base64, and no newline",
				aes256Material, sm4Material)
	}
	return material, nil
}

// wrapMaterial encrypts material with the wrapping key of an import.
func wrapMaterial(public, material []byte) ([]byte, error) {
	parsed, err := x509.ParsePKIXPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("read the wrapping key: %w", err)
	}
	key, ok := parsed.(*rsa.PublicKey)
	if !ok {
		return nil, fmt.Errorf("the wrapping key is a %T", parsed)
	}
	return rsa.EncryptOAEP(sha256.New(), rand.Reader, key, material, nil)
}
