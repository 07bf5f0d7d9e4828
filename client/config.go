package client

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/url"
	"strings"

	"miyao/internal/envfile"
	"miyao/tc3"
)

// The variables that FromEnv reads. The first four are those of the official
// clients.
const (
	EnvSecretID  = envfile.SecretID  // TENCENTCLOUD_SECRET_ID
	EnvSecretKey = envfile.SecretKey // TENCENTCLOUD_SECRET_KEY
	EnvToken     = envfile.Token     // TENCENTCLOUD_TOKEN
	EnvRegion    = envfile.Region    // TENCENTCLOUD_REGION
	EnvEndpoint  = envfile.Endpoint  // MIYAO_ENDPOINT
	EnvCAFile    = envfile.CAFile    // MIYAO_CA_FILE
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
		return Config{}, errors.New(problem + "; `miyao server` writes both to credentials.env at its first start")
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

// readEnvFile reads no values where no file is named.
func readEnvFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	values, err := envfile.Read(path)
	if _, unread := errors.AsType[*fs.PathError](err); unread {
		err = fmt.Errorf("the file of credentials cannot be read: %w", err)
	}
	return values, err
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
