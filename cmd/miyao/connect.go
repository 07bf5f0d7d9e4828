package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/client"
)

// The variables of "miyao help connection".
const (
	envSecretID  = "TENCENTCLOUD_SECRET_ID"
	envSecretKey = "TENCENTCLOUD_SECRET_KEY"
	envToken     = "TENCENTCLOUD_TOKEN"
	envRegion    = "TENCENTCLOUD_REGION"
	envEndpoint  = "MIYAO_ENDPOINT"
	envFile      = "MIYAO_ENV_FILE"
)

// defaultEnvFile is where "miyao server" writes the first credential.
const defaultEnvFile = "miyao-data/credentials.env"

// session is what the client commands of one run share: the connection flags,
// and the client once it is needed.
type session struct {
	envFile, endpoint, region string
	language                  *choice
	timeout                   time.Duration
	client                    *client.Client
}

// call sends one action.
func call[Req, Resp any](cmd *cobra.Command, s *session, action api.Action[Req, Resp], req *Req) (*Resp, error) {
	c, err := s.connect()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), s.timeout)
	defer cancel()
	return client.Call(ctx, c, action, req)
}

// callRaw sends an action as JSON and returns the Response object.
func callRaw(cmd *cobra.Command, s *session, action string, request []byte) ([]byte, error) {
	c, err := s.connect()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), s.timeout)
	defer cancel()
	return c.CallRaw(ctx, action, request)
}

// connect makes the client at first use. It sends nothing.
func (s *session) connect() (*client.Client, error) {
	if s.client != nil {
		return s.client, nil
	}
	_ = forbidTracing() // this process will hold plaintext; without it everything still works
	lookup, err := s.environment()
	if err != nil {
		return nil, err
	}
	_, hasID := lookup(envSecretID)
	_, hasKey := lookup(envSecretKey)
	if !hasID || !hasKey {
		return nil, localf("no credential: %s and %s are not both set", envSecretID, envSecretKey).
			withHint("%s", hintCredentials)
	}
	config, err := client.FromEnv(lookup, "")
	if err != nil {
		return nil, localf("%w", err)
	}
	config.Endpoint = cmp.Or(s.endpoint, config.Endpoint)
	config.Region = cmp.Or(s.region, config.Region)
	config.Language = map[string]string{"en": "en-US", "zh": "zh-CN"}[s.language.value]
	if s.client, err = client.New(config); err != nil {
		return nil, localf("%w", err)
	}
	return s.client, nil
}

// lookup finds a variable; an empty one counts as not set.
type lookup func(name string) (value string, ok bool)

// environment is where the variables come from: see connectionLong.
func (s *session) environment() (lookup, error) {
	environment := func(name string) (string, bool) {
		value := os.Getenv(name)
		return value, value != ""
	}
	if path := cmp.Or(s.envFile, os.Getenv(envFile)); path != "" {
		file, err := readEnvFile(path)
		return file.before(environment), err
	}
	_, hasID := environment(envSecretID)
	_, hasKey := environment(envSecretKey)
	if hasID || hasKey {
		return environment, nil
	}
	info, err := os.Stat(defaultEnvFile)
	if errors.Is(err, fs.ErrNotExist) {
		return environment, nil
	}
	if err != nil {
		return nil, localf("%w", err)
	}
	if !private(info) {
		return nil, localf("%s belongs to somebody else, or others can write it", defaultEnvFile).
			withHint("if you trust it, name it: --env-file %s", defaultEnvFile)
	}
	file, err := readEnvFile(defaultEnvFile)
	return func(name string) (string, bool) {
		if value, ok := environment(name); ok && name != envToken {
			return value, true
		}
		value, ok := file[name]
		return value, ok
	}, err
}

// envValues are the variables of a file.
type envValues map[string]string

// before looks in the file first. A credential is not put together from both:
// if the file has one, the token comes from the file too.
func (v envValues) before(rest lookup) lookup {
	return func(name string) (string, bool) {
		if value, ok := v[name]; ok {
			return value, true
		}
		isCredential := name == envSecretID || name == envSecretKey || name == envToken
		if isCredential && (v[envSecretID] != "" || v[envSecretKey] != "") {
			return "", false
		}
		return rest(name)
	}
}

// readEnvFile reads lines NAME=value. Empty lines and lines that begin with #
// do not count, nor does "export" before a name or quotes around a value.
func readEnvFile(path string) (envValues, error) {
	data, err := readFile(path, 1<<16)
	if err != nil {
		return nil, err
	}
	values := envValues{}
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		name, value, ok := strings.Cut(strings.TrimPrefix(text, "export "), "=")
		if !ok || !variableForm.MatchString(name) {
			return nil, localf("%s, line %d: it is not of the form NAME=value", path, number)
		}
		if n := len(value); n >= 2 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		if value != "" {
			values[name] = value
		}
	}
	return values, nil
}
