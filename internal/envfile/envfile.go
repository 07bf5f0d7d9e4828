// Package envfile reads and changes files of lines NAME=value, such as
// credentials.env: what says where a server is and who calls it. A shell can
// read them too.
package envfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// The names in credentials.env and in the environment of clients. The first
// four are those of the cloud's own clients.
const (
	SecretID  = "TENCENTCLOUD_SECRET_ID"
	SecretKey = "TENCENTCLOUD_SECRET_KEY"
	Token     = "TENCENTCLOUD_TOKEN"
	Region    = "TENCENTCLOUD_REGION"
	Endpoint  = "MIYAO_ENDPOINT"
	CAFile    = "MIYAO_CA_FILE"
)

// maxBytes bounds a file that is named by mistake.
const maxBytes = 64 << 10

// ErrTooLong says that a file is none of the kind.
var ErrTooLong = errors.New("too long for a file of lines NAME=value")

// Read reads a file. Empty lines and those that begin with # are skipped;
// "export " may stand before a name and quotes around a value. Errors name a
// line but do not quote it, since it may hold a secret.
func Read(path string) (map[string]string, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	content, err := io.ReadAll(io.LimitReader(file, maxBytes+1))
	if err != nil {
		return nil, err
	}
	if len(content) > maxBytes {
		return nil, fmt.Errorf("%s: %w", path, ErrTooLong)
	}
	values := map[string]string{}
	number := 0
	for line := range strings.Lines(string(content)) {
		number++
		name, value, err := parse(strings.TrimSpace(line))
		if _, twice := values[name]; err == nil && twice {
			err = errors.New(name + " is set a second time")
		}
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, number, err)
		}
		if name != "" {
			values[name] = value
		}
	}
	return values, nil
}

// parse reads a line; of one that sets nothing the name is empty.
func parse(line string) (name, value string, err error) {
	if line == "" || line[0] == '#' {
		return "", "", nil
	}
	name, value, ok := strings.Cut(strings.TrimPrefix(line, "export "), "=")
	if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t'\"") {
		return "", "", errors.New("not of the form NAME=value")
	}
	return name, unquote(strings.TrimSpace(value)), nil
}

func unquote(value string) string {
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return value[1 : n-1]
	}
	return value
}

// Line is the line that sets a name, with quotes where a shell needs them. The
// value has no line breaks, and not both kinds of quotes.
func Line(name, value string) string {
	quote := ""
	switch {
	case !strings.ContainsAny(value, " \t'\"\\$`&;|<>()~"):
	case !strings.Contains(value, "'"):
		quote = "'"
	case !strings.ContainsAny(value, "\"\\$`"):
		quote = `"`
	}
	return name + "=" + quote + value + quote + "\n"
}

// Set replaces or adds the line of a name, or removes it for an empty value,
// and leaves the rest of the file as it was.
func Set(content []byte, name, value string) []byte {
	var after []byte
	for line := range bytes.Lines(content) {
		if set, _, err := parse(strings.TrimSpace(string(line))); err != nil || set != name {
			after = append(after, line...)
		}
	}
	if value == "" {
		return after
	}
	if len(after) > 0 && after[len(after)-1] != '\n' { // somebody edited the last line
		after = append(after, '\n')
	}
	return append(after, Line(name, value)...)
}
