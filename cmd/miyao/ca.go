package main

import (
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"miyao/internal/localca"
)

func newCACommand() *cobra.Command {
	var dataDir string
	cmd := &cobra.Command{
		Use: "ca", Short: "Print the local CA certificate of --tls auto", Args: takes(),
		Long: "Prints the certificate of the authority that \"miyao server --tls auto\" made, in\nPEM. Clients that trust it trust the server. tccli trusts only the bundle of its\nown Python, so the certificate is appended there.",
		Example: "  miyao ca > miyao-ca.pem\n" +
			"  MIYAO_CA_FILE=miyao-ca.pem miyao key list --endpoint https://127.0.0.1:8573\n" +
			"  cat miyao-ca.pem >> \"$(python3 -m certifi)\"   # for tccli",
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := fromEnvironment(cmd.Flags(), "data-dir"); err != nil {
				return err
			}
			text, err := os.ReadFile(localca.In(dataDir).CA)
			if errors.Is(err, fs.ErrNotExist) {
				return localf("%s has no local CA", dataDir).withHint("miyao server --tls auto makes it")
			}
			if err != nil {
				return localf("read the local CA: %w", err)
			}
			return write(cmd.OutOrStdout(), text)
		},
	}
	bindDataDir(cmd, &dataDir)
	return cmd
}
