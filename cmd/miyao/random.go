package main

import (
	"fmt"
	"io"
	"strconv"

	"github.com/spf13/cobra"

	"miyao/api"
)

func newRandomCommand(s *session) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "random N",
		Short: "Print N random bytes",
		Long: `Prints N random bytes, 1 to 1024, from the server's generator in base64. With --out
the bytes themselves go to a file, "-" for standard output.`,
		Example: "  miyao random 32\n  miyao random 16 --out salt.bin",
		Args:    takes("N"),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := strconv.ParseUint(args[0], 10, 64)
			if err != nil || n < 1 || n > 1024 {
				return usagef("N is %q, it must be a number from 1 to 1024", args[0])
			}
			resp, err := call(cmd, s, api.GenerateRandom, &api.GenerateRandomRequest{NumberOfBytes: n})
			if err != nil {
				return err
			}
			if out != "" {
				return emitResult(cmd, resp, out, "Plaintext", resp.Plaintext)
			}
			return emit(cmd, resp, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, resp.Plaintext)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the bytes to this `file`")
	return cmd
}
