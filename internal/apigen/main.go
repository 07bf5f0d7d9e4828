// Command apigen writes what follows from the declarations and comments of
// package api: docs/api.md, the reference of all actions, and the types of the
// console. The same source gives the same bytes. With -check it writes nothing
// and fails when a file is stale.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

func main() {
	source := flag.String("api", "api", "folder of the api package")
	reference := flag.String("out", "docs/api.md", "the reference to write")
	types := flag.String("types", "console/src/api/types.ts", "the types to write")
	check := flag.Bool("check", false, "write nothing; exit 1 when a file is stale")
	flag.Parse()
	if err := run(*source, *reference, *types, *check); err != nil {
		fmt.Fprintln(os.Stderr, "apigen:", err)
		os.Exit(1)
	}
}

func run(source, reference, types string, check bool) error {
	c, err := readComments(source)
	if err != nil {
		return err
	}
	if err := put(reference, render(c), check); err != nil {
		return err
	}
	return put(types, renderTypes(c), check)
}

// put writes a file, or checks that it is fresh.
func put(target string, text []byte, check bool) error {
	if !check {
		return os.WriteFile(target, text, 0o644)
	}
	current, err := os.ReadFile(target)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	if !bytes.Equal(current, text) {
		return fmt.Errorf("%s does not match package api; run: go run ./internal/apigen", target)
	}
	return nil
}
