// Command miyao is a key management service that speaks the Tencent Cloud KMS
// API, and the command line for it: "miyao server" runs the service, the other
// commands are its client and the operator's tools.
//
// Commands write their result to standard output and everything else to
// standard error. Plaintext and credentials come from files, the environment
// or standard input, never from arguments.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(execute(context.Background(), os.Args[1:]))
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string) int {
	ran := false
	root := newRootCommand()
	observe(root, &ran)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err == nil {
		return 0
	}
	return report(cmd, err, ran)
}
