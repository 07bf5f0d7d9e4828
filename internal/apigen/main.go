// Command apigen writes docs/api.md, the reference of all actions, from the
// declarations and comments of package api. The same source gives the same
// bytes. With -check it writes nothing and fails when the file is stale.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

func main() {
	source := flag.String("api", "api", "folder of the api package")
	target := flag.String("out", "docs/api.md", "file to write")
	check := flag.Bool("check", false, "write nothing; exit 1 when the file is stale")
	flag.Parse()
	if err := run(*source, *target, *check); err != nil {
		fmt.Fprintln(os.Stderr, "apigen:", err)
		os.Exit(1)
	}
}

func run(source, target string, check bool) error {
	c, err := readComments(source)
	if err != nil {
		return err
	}
	text := render(c)
	if !check {
		return os.WriteFile(target, text, 0o644)
	}
	current, err := os.ReadFile(target)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if !bytes.Equal(current, text) {
		return fmt.Errorf("%s does not match package %s; run: go run ./internal/apigen", target, source)
	}
	return nil
}
