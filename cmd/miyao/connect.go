package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"miyao/api"
	"miyao/client"
)

// envFile is the variable that stands for --env-file.
const envFile = "MIYAO_ENV_FILE"

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
	resp, err := client.Call(ctx, c, action, req)
	return resp, s.unanswered(err)
}

// callRaw sends an action as JSON and returns the Response object.
func callRaw(cmd *cobra.Command, s *session, action string, request []byte) ([]byte, error) {
	c, err := s.connect()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(cmd.Context(), s.timeout)
	defer cancel()
	response, err := c.CallRaw(ctx, action, request)
	return response, s.unanswered(err)
}

// unanswered tells a call without an answer of the API from one that the API
// refused.
func (s *session) unanswered(err error) error {
	if err == nil || refused(err) {
		return err
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fail(exitNetwork, "%s gave no answer within %s", s.client.Endpoint(), s.timeout).
			withHint("--timeout gives it more time; a change may have taken place all the same")
	}
	for _, cut := range []error{io.EOF, io.ErrUnexpectedEOF, syscall.ECONNRESET, syscall.EPIPE} {
		if errors.Is(err, cut) {
			return fail(exitNetwork, "%w", err).
				withHint("the connection was cut before there was an answer; a change may have taken place all the same")
		}
	}
	return fail(exitNetwork, "%w", err).
		withHint("the address comes from --endpoint or MIYAO_ENDPOINT (miyao help connection)")
}

// connect makes the client at first use. It sends nothing.
func (s *session) connect() (*client.Client, error) {
	if s.client != nil {
		return s.client, nil
	}
	if s.timeout <= 0 {
		return nil, usagef("--timeout %s: it must be more than 0", s.timeout)
	}
	_ = forbidTracing() // this process will hold plaintext; without it everything still works
	config, err := s.settings()
	if err != nil {
		return nil, err
	}
	config.Endpoint = cmp.Or(s.endpoint, config.Endpoint)
	config.Region = cmp.Or(s.region, config.Region)
	config.Language = map[string]string{"en": "en-US", "zh": "zh-CN"}[s.language.value]
	config.UserAgent = "miyao/" + buildVersion().Version
	if s.client, err = client.New(config); err != nil {
		return nil, local(err)
	}
	return s.client, nil
}

// settings finds the credential and the server as connectionLong says.
func (s *session) settings() (client.Config, error) {
	variables, file := os.LookupEnv, cmp.Or(s.envFile, os.Getenv(envFile))
	if file != "" {
		variables = func(string) (string, bool) { return "", false }
	} else if os.Getenv(client.EnvSecretID) == "" && os.Getenv(client.EnvSecretKey) == "" {
		var err error
		if file, err = foundEnvFile(); err != nil {
			return client.Config{}, err
		}
	}
	config, err := client.FromEnv(variables, file)
	if err != nil {
		return config, localf("%w", err).withHint("%s", hintCredentials)
	}
	config.Endpoint = cmp.Or(config.Endpoint, os.Getenv(client.EnvEndpoint))
	config.Region = cmp.Or(config.Region, os.Getenv(client.EnvRegion))
	config.CAFile = cmp.Or(config.CAFile, os.Getenv(client.EnvCAFile))
	return config, nil
}

// foundEnvFile is defaultEnvFile if it exists. A file that somebody else could
// have put there might send plaintext to a server of theirs.
func foundEnvFile() (string, error) {
	info, err := os.Stat(defaultEnvFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", nil
	case err != nil:
		return "", local(err)
	case !private(info):
		return "", localf("%s belongs to somebody else, or others can write it", defaultEnvFile).
			withHint("if you trust it, name it: --env-file %s", defaultEnvFile)
	}
	return defaultEnvFile, nil
}
