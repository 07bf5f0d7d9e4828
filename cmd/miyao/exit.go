package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

// The exit codes of miyao, documented by exitCodes.
const (
	exitCall          = 1
	exitUsage         = 2
	exitNetwork       = 3
	exitLocal         = 4
	exitVerify        = 5
	exitNotExecutable = 126
	exitNotFound      = 127
)

const exitCodes = `Exit codes:
  0    done
  1    the server refused the call; the message begins with the API's error code;
       or "miyao policy check" says no
  2    wrong usage: an unknown command or flag, a missing or malformed argument
  3    the server cannot be reached, or did not answer in time
  4    something on this machine: a file, the configuration, the credentials
  5    verification failed: "miyao audit verify" found a change, or an envelope
       file is damaged

"miyao run" ends with the exit code of its COMMAND. If it fails before that, it
gives one of the codes above, 126 if COMMAND cannot be executed and 127 if there
is no such command.`

func newExitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long:  exitCodes,
	}
}

// failure is an error that knows its exit code and how to go on.
type failure struct {
	code int
	err  error
	hint string // may be empty
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

// fail makes a failure from a format, which may wrap an error with %w.
func fail(code int, format string, args ...any) *failure {
	return &failure{code: code, err: fmt.Errorf(format, args...)}
}

// usagef is a failure of the person who typed the command.
func usagef(format string, args ...any) *failure { return fail(exitUsage, format, args...) }

// localf is a failure of a file, the configuration or the credentials here.
func localf(format string, args ...any) *failure { return fail(exitLocal, format, args...) }

// local makes err one of this machine, unless it says more already.
func local(err error) error {
	if _, known := errors.AsType[*failure](err); err == nil || known {
		return err
	}
	return localf("%w", err)
}

// refused tells whether err is an answer of the server.
func refused(err error) bool {
	_, ok := errors.AsType[*api.Error](err)
	return ok
}

// withHint adds what the reader can do about it.
func (f *failure) withHint(format string, args ...any) *failure {
	f.hint = fmt.Sprintf(format, args...)
	return f
}

// report writes err to standard error and returns the exit code. An error
// from before the command ran is one of usage.
func report(cmd *cobra.Command, err error, ran bool) int {
	f := classify(err, ran)
	if f.hint == "" && f.code == exitUsage {
		f.hint = fmt.Sprintf("%s --help shows how", cmd.CommandPath())
	}
	w := cmd.ErrOrStderr()
	fmt.Fprintf(w, "miyao: %s\n", printable(f.Error()))
	if f.hint != "" {
		fmt.Fprintf(w, "hint: %s\n", strings.ReplaceAll(f.hint, "\n", "\n      "))
	}
	return f.code
}

// classify finds the exit code and the hint of an error.
func classify(err error, ran bool) *failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f
	}
	if refusal, ok := errors.AsType[*api.Error](err); ok {
		f := fail(exitCall, "%s", refusal)
		if refusal.RequestID != "" {
			f = fail(exitCall, "%s (RequestId %s)", refusal, refusal.RequestID)
		}
		f.hint = hints[refusal.Code]
		return f
	}
	if !ran {
		return usagef("%w", err)
	}
	return localf("%w", err)
}

const hintCredentials = "the credential comes from --env-file or MIYAO_ENV_FILE, or from TENCENTCLOUD_SECRET_ID and\n" +
	"TENCENTCLOUD_SECRET_KEY, or from ./miyao-data/credentials.env (miyao help connection)"

// hints says for a published code what a user of the command line can do.
var hints = map[api.Code]string{
	api.SecretIdNotFound:             hintCredentials,
	api.SignatureFailure:             hintCredentials,
	api.TokenFailure:                 hintCredentials,
	api.SignatureExpire:              "the clocks of this machine and the server are more than 5 minutes apart",
	api.UnsupportedRegion:            "TENCENTCLOUD_REGION or --region names the region; \"miyao call GetRegions\" lists those of the server",
	api.CmkNotFound:                  "\"miyao key list\" shows the keys of this account and region",
	api.CmkDisabled:                  "\"miyao key enable KEY\" puts the key into use again",
	api.CmkArchived:                  "an archived key only decrypts; \"miyao call CancelKeyArchive KeyId=ID\" puts it into use again",
	api.KeyPendingDelete:             "\"miyao key cancel-delete KEY\" takes the key back",
	api.CmkShouldBeDisabled:          "disable the key first: miyao key disable KEY",
	api.CmkNotPendingDelete:          "\"miyao key show KEY\" shows the state of the key",
	api.CmkStateNotSupport:           "\"miyao key show KEY\" shows the state of the key",
	api.AliasAlreadyExists:           "choose another alias, or \"miyao key show ALIAS\" shows the key that has it",
	api.InvalidAlias:                 "an alias has 1 to 60 letters, digits, - or _, begins with a letter or digit, and not with kms-",
	api.InvalidCiphertext:            "the text must be unchanged, and --context the same as on encryption",
	api.RequestLimitExceeded:         "try again in a moment",
	api.UnauthorizedOperation:        "the credential's policies do not allow this action on this key",
	api.RequestSizeLimitExceeded:     "\"miyao datakey\" makes a key for encrypting large data locally",
	api.InvalidPlaintext:             "the plaintext has 1 to 4096 bytes",
	api.RotateTaskRunning:            "\"miyao key import KEY --material FILE\" gives an EXTERNAL key the material it waits for",
	api.RotateNotSupported:           "\"miyao call EnableKeyRotation KeyId=ID\" switches rotation on",
	api.RotateRateLimited:            "a key can be rotated by hand once in 24 hours",
	api.ExternalCmkCanNotRotate:      "\"miyao key rotate KEY\" lets an EXTERNAL key take other material with \"miyao key import\"",
	api.CmkUsedByCloudProduct:        "\"miyao call UnbindCloudResource\" removes the binding",
	api.InvalidHsmClusterId:          "miyao has no HSM clusters; leave the field out",
	api.GlobalRegionUinLimitExceeded: "try again in a moment",
}
