package client

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strings"

	"miyao/tc3"
)

// The variables that FromEnv reads. The first four are those of the official
// clients.
const (
	EnvSecretID  = "TENCENTCLOUD_SECRET_ID"
	EnvSecretKey = "TENCENTCLOUD_SECRET_KEY"
	EnvToken     = "TENCENTCLOUD_TOKEN"
	EnvRegion    = "TENCENTCLOUD_REGION"
	EnvEndpoint  = "MIYAO_ENDPOINT"
	EnvCAFile    = "MIYAO_CA_FILE"
)

// FromEnv makes a Config from environment variables, as lookup ([os.LookupEnv])
// finds them, and from a file with lines NAME=value, such as the
// credentials.env of `miyao server`. A variable that is not empty wins over
// the file; SecretId, SecretKey and token always come from one of the two
// together. An empty file name means no file. A file that cannot be opened is
// an error only if the variables hold no credential. The error says what is
// missing and where to get it.
func FromEnv(lookup func(string) (string, bool), file string) (Config, error) {
	values, fileErr := readEnvFile(file)
	if _, unopened := errors.AsType[*fs.PathError](fileErr); fileErr != nil && !unopened {
		return Config{}, fileErr
	}
	fromFile := func(name string) string { return values[name] }
	fromVariables := func(name string) string { value, _ := lookup(name); return value }
	source, place := fromVariables, "in the environment"
	if fromVariables(EnvSecretID) == "" && fromVariables(EnvSecretKey) == "" {
		source, place = fromFile, "in "+file
	}
	either := func(name string) string {
		if value := fromVariables(name); value != "" {
			return value
		}
		return fromFile(name)
	}
	config := Config{
		Endpoint:   either(EnvEndpoint),
		CAFile:     either(EnvCAFile),
		Region:     either(EnvRegion),
		Credential: tc3.Credential{SecretID: source(EnvSecretID), SecretKey: source(EnvSecretKey), Token: source(EnvToken)},
	}
	if problem := incomplete(config.Credential, file, place, fileErr); problem != "" {
		return Config{}, errors.New(problem + "; start `miyao server`; it writes credentials.env, which holds both")
	}
	return config, nil
}

// incomplete says what is missing in a credential from the named place.
func incomplete(c tc3.Credential, file, place string, fileErr error) string {
	const both = EnvSecretID + " and " + EnvSecretKey
	switch {
	case c.SecretID != "" && c.SecretKey != "":
		return ""
	case c.SecretID != "":
		return "half a credential: " + EnvSecretID + " is set " + place + ", but " + EnvSecretKey + " is not"
	case c.SecretKey != "":
		return "half a credential: " + EnvSecretKey + " is set " + place + ", but " + EnvSecretID + " is not"
	case fileErr != nil:
		return "no credential: " + both + " are not set, and " + fileErr.Error()
	case file != "":
		return "no credential: " + both + " are set neither in the environment nor in " + file
	}
	return "no credential: " + both + " are not set in the environment"
}

// maxEnvFile bounds a file that is named by mistake.
const maxEnvFile = 64 << 10

// readEnvFile reads lines NAME=value. Empty lines and those that begin with #
// are skipped; "export " may stand before a name and quotes around a value.
// Errors name a line but do not quote it.
func readEnvFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the file of credentials cannot be read: %w", err)
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxEnvFile+1))
	if err != nil {
		return nil, fmt.Errorf("the file of credentials cannot be read: %w", err)
	}
	if len(data) > maxEnvFile {
		return nil, fmt.Errorf("%s is too long for a file of credentials", path)
	}
	return parseEnv(path, data)
}

func parseEnv(path string, data []byte) (map[string]string, error) {
	values := map[string]string{}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := strings.TrimSpace(string(line))
		if text == "" || text[0] == '#' {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(text, "export "), "=")
		if name = strings.TrimSpace(name); !ok || name == "" || strings.ContainsAny(name, " \t'\"") {
			return nil, fmt.Errorf("%s, line %d: not of the form NAME=value", path, number)
		}
		if _, twice := values[name]; twice {
			return nil, fmt.Errorf("%s, line %d: %s is set a second time", path, number, name)
		}
		values[name] = unquote(strings.TrimSpace(value))
	}
	return values, nil
}

func unquote(value string) string {
	if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
		return value[1 : n-1]
	}
	return value
}

// parseEndpoint returns scheme://host[:port].
func parseEndpoint(text string) (string, error) {
	if text == "" {
		text = DefaultEndpoint
	}
	bare := !strings.Contains(text, "://")
	full := text
	if bare {
		full = "https://" + text
	}
	u, err := url.Parse(full)
	if err != nil || u.Hostname() == "" || u.Opaque != "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" ||
		u.Path != "" && u.Path != "/" || u.Scheme != "http" && u.Scheme != "https" {
		return "", errors.New("the endpoint is not of the form host:port, http://host:port or https://host:port")
	}
	if bare && isLoopback(u.Hostname()) {
		u.Scheme = "http"
	}
	return u.Scheme + "://" + u.Host, nil
}

func isLoopback(host string) bool {
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
