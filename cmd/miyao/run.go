package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"miyao/client"
)

const runLong = `Decrypts files and runs COMMAND with the plaintexts, which never touch a disk.

--decrypt NAME=FILE puts the plaintext of FILE, a ciphertext as "miyao encrypt"
writes it, into the environment variable NAME of COMMAND. --decrypt-file puts it
into an anonymous file in memory that nobody can change, and NAME holds its path.
(Memory can be swapped out: encrypt the swap space, or have none.)

COMMAND takes the place of miyao: signals go to it and its exit code is that of
miyao. It does not see the credential of miyao, unless with --keep-credentials.`

const runExample = `  miyao run --decrypt DB_PASSWORD=db.enc -- ./app --port 80
  miyao run --decrypt-file TLS_KEY=tls.key.enc -- sh -c 'nginx -g "ssl_certificate_key $TLS_KEY;"'
  miyao run --decrypt TENCENTCLOUD_SECRET_KEY=cos.enc -- coscli ls`

// runFlags are the flags of "run".
type runFlags struct {
	variables, files []string
	context          string
	keepCredentials  bool
}

func newRunCommand(s *session) *cobra.Command {
	var f runFlags
	cmd := &cobra.Command{
		Use:               "run --decrypt NAME=FILE... [flags] -- COMMAND [ARG...]",
		Short:             "Run a program with decrypted files in its environment or memory",
		Long:              runLong,
		Example:           runExample,
		Args:              takesSome("COMMAND"),
		ValidArgsFunction: completeFiles,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runProgram(cmd, s, &f, args)
		},
	}
	flags := cmd.Flags()
	flags.SetInterspersed(false) // what follows COMMAND is its own
	flags.StringArrayVar(&f.variables, "decrypt", nil, "`NAME=FILE`: the plaintext of FILE in the variable NAME; can be repeated")
	flags.StringArrayVar(&f.files, "decrypt-file", nil, "`NAME=FILE`: the plaintext of FILE in a memory file, its path in NAME;\ncan be repeated")
	addContextFlag(cmd, &f.context)
	flags.BoolVar(&f.keepCredentials, "keep-credentials", false, "leave the credential of miyao in the environment of COMMAND")
	return cmd
}

// runProgram does all that can go wrong before the first decryption, then
// decrypts, and replaces this process.
func runProgram(cmd *cobra.Command, s *session, f *runFlags, args []string) error {
	secrets, err := f.secrets()
	if err != nil {
		return err
	}
	program, err := findProgram(args[0])
	if err != nil {
		return err
	}
	environment := os.Environ()
	if !f.keepCredentials {
		environment = dropVariables(environment, client.EnvSecretID, client.EnvSecretKey, client.EnvToken, envFile)
	}
	for _, item := range secrets {
		resp, err := s.decrypt(cmd, item.path, f.context)
		if err != nil {
			return about(item.path, err)
		}
		value, err := item.value(resp.Plaintext)
		if err != nil {
			return err
		}
		environment = append(dropVariables(environment, item.name), item.name+"="+value)
	}
	return fail(exitNotExecutable, "run %s: %w", args[0], syscall.Exec(program, args, environment))
}

// about says which file an error is about, keeping its code and hint.
func about(path string, err error) error {
	f := *classify(err, true)
	if f.code == exitCall {
		f.err = fmt.Errorf("%w, for %s", f.err, path)
	}
	return &f
}

// secretFile is one NAME=FILE.
type secretFile struct {
	name, path string
	inMemory   bool // as a file, not a variable
}

var variableForm = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secrets reads the NAME=FILE flags.
func (f *runFlags) secrets() ([]secretFile, error) {
	var secrets []secretFile
	for i, text := range slices.Concat(f.variables, f.files) {
		flag := "--decrypt"
		if i >= len(f.variables) {
			flag = "--decrypt-file"
		}
		name, path, ok := strings.Cut(text, "=")
		if !ok || path == "" || !variableForm.MatchString(name) {
			return nil, usagef("%s %s: it must be NAME=FILE, NAME from letters, digits and _", flag, text)
		}
		if path == "-" {
			return nil, usagef("%s %s: standard input belongs to COMMAND", flag, text)
		}
		if slices.ContainsFunc(secrets, func(s secretFile) bool { return s.name == name }) {
			return nil, usagef("%s %s: %s is given twice", flag, text, name)
		}
		secrets = append(secrets, secretFile{name, path, flag == "--decrypt-file"})
	}
	if len(secrets) == 0 {
		return nil, usagef("there is nothing to decrypt: --decrypt NAME=FILE or --decrypt-file NAME=FILE is missing")
	}
	return secrets, nil
}

// value is what the variable holds: the plaintext, or the path of a file that
// has it.
func (s *secretFile) value(plaintext []byte) (string, error) {
	if s.inMemory {
		path, err := memoryFile(s.name, plaintext)
		if err != nil {
			return "", localf("make a file in memory for %s: %w", s.name, err)
		}
		return path, nil
	}
	if bytes.IndexByte(plaintext, 0) >= 0 {
		return "", localf("the plaintext of %s has a NUL byte, which no environment variable can hold", s.path).
			withHint("hand it over as a file: --decrypt-file %s=%s", s.name, s.path)
	}
	return string(plaintext), nil
}

// findProgram finds COMMAND as a shell does, with a shell's exit codes.
func findProgram(name string) (string, error) {
	program, err := exec.LookPath(name)
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return "", fail(exitNotFound, "there is no command %q", name)
	case err != nil:
		return "", fail(exitNotExecutable, "%w", err)
	}
	return program, nil
}

// dropVariables returns the environment without these variables.
func dropVariables(environment []string, names ...string) []string {
	return slices.DeleteFunc(slices.Clone(environment), func(line string) bool {
		name, _, _ := strings.Cut(line, "=")
		return slices.Contains(names, name)
	})
}
