package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/spf13/cobra"

	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/operator"
)

const credentialLong = `Manages credentials (SecretId and SecretKey): makes them for the root principal of
an account, and lists, switches and removes those of all principals. Who can read
and write the data directory may use these commands, with and without a running
server; a server follows every change at once.`

func newCredentialCommand() *cobra.Command {
	var at place
	group := &cobra.Command{Use: "credential", Short: "Manage credentials (SecretId and SecretKey)", Long: credentialLong}
	add := func(cmd *cobra.Command) {
		at.bind(cmd)
		group.AddCommand(cmd)
	}
	add(newCredentialCreate(&at))
	add(&cobra.Command{
		Use: "list", Short: "List all credentials, without their secrets", Args: takes(),
		Example: "  miyao credential list\n  miyao credential list --data-dir /var/lib/miyao --output json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return listCredentials(cmd, &at) },
	})
	change := func(use, short, long, method, suffix string) {
		add(&cobra.Command{
			Use: use + " SECRET-ID", Short: short, Long: long, Args: takes("SECRET-ID"),
			Example: "  miyao credential list\n  miyao credential " + use + " AKIDEXAMPLE",
			RunE: func(cmd *cobra.Command, args []string) error {
				var done operator.Done
				err := control(cmd, &at, method, "/credentials/"+url.PathEscape(args[0])+suffix, "", &done)
				if err == nil && done.Warning != "" {
					fmt.Fprintf(cmd.ErrOrStderr(), "miyao: warning: %s\n", done.Warning)
				}
				return err
			},
		})
	}
	change("disable", "Take a credential out of use, at once",
		"Takes a credential out of use: no request is answered to it from the moment this\ncommand returns. \"miyao credential enable\" takes that back.", http.MethodPost, "/disable")
	change("enable", "Put a disabled credential into use",
		"Puts a disabled credential into use again.", http.MethodPost, "/enable")
	change("delete", "Remove a credential for good",
		"Removes a credential for good. Disable it first and wait whether somebody misses it:\na deleted one cannot be brought back.", http.MethodDelete, "")
	return group
}

func newCredentialCreate(at *place) *cobra.Command {
	var account, note, out string
	var forOperator bool
	cmd := &cobra.Command{
		Use: "create", Short: "Make a credential; its secret is shown this once", Args: takes(),
		Long: "Makes a credential and prints it in the form of credentials.env, one NAME=value a\nline. The secret cannot be shown again.\n\n" +
			"With --operator it belongs to no account: it makes and lists accounts and changes\n" +
			"their quotas over the network (CreateAccount, DescribeAccounts,\n" +
			"DescribeAccountQuota, ModifyAccountQuota), and may do nothing in them.",
		Example: "  miyao credential create --note 'billing service' --out billing.env\n" +
			"  miyao key list --env-file billing.env\n" +
			"  miyao credential create --operator --out operator.env\n" +
			"  miyao call CreateAccount AccountName=team-b --env-file operator.env",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return issue(cmd, out, func() (operator.NewCredential, any, error) {
				var c operator.NewCredential
				path := "/credentials?account=" + url.QueryEscape(account)
				if forOperator {
					path = "/credentials?operator"
				}
				err := control(cmd, at, http.MethodPost, path, note, &c)
				return c, c, err
			})
		},
	}
	cmd.Flags().StringVar(&account, "account", "", "name or uin of the `account` (default the first)")
	cmd.Flags().BoolVar(&forOperator, "operator", false, "for administering accounts over the network")
	cmd.MarkFlagsMutuallyExclusive("account", "operator")
	cmd.Flags().StringVar(&note, "note", "", "`text` that tells what the credential is for")
	cmd.Flags().StringVar(&out, "out", "", "write the credential to this `file`, with mode 0600")
	return cmd
}

func listCredentials(cmd *cobra.Command, at *place) error {
	var list []operator.Credential
	if err := control(cmd, at, http.MethodGet, "/credentials", "", &list); err != nil {
		return err
	}
	return emit(cmd, list, func(w io.Writer) error {
		var rows [][]string
		for _, c := range list {
			state := "enabled"
			if !c.Enabled {
				state = "disabled"
			}
			used := "never"
			if !c.LastUsed.IsZero() {
				used = when(uint64(c.LastUsed.Unix()))
			}
			owner := strconv.FormatUint(c.Uin, 10)
			if c.Operator {
				owner = "operator"
			}
			rows = append(rows, []string{c.SecretID, state, owner, when(uint64(c.Created.Unix())), used, c.Note})
		}
		return table(w, []string{"SECRET ID", "STATE", "UIN", "CREATED", "LAST USED", "NOTE"}, rows)
	})
}

// place says where a server keeps its data, in the flags and variables of the
// server.
type place struct{ dataDir, store, seal string }

func (p *place) bind(cmd *cobra.Command) {
	bindDataDir(cmd, &p.dataDir)
	bindStorage(cmd, &p.store, &p.seal)
}

func (p *place) settle(cmd *cobra.Command) error {
	for _, name := range []string{"data-dir", "store", "seal"} {
		if err := fromEnvironment(cmd.Flags(), name); err != nil {
			return err
		}
	}
	return nil
}

// control sends one request to the running server, or answers it in this
// process if none runs.
func control(cmd *cobra.Command, at *place, method, path, body string, answer any) error {
	if err := at.settle(cmd); err != nil {
		return err
	}
	ctx := cmd.Context()
	transport, done, err := controlTransport(ctx, at)
	if err != nil {
		return local(err)
	}
	defer done()
	req, err := http.NewRequestWithContext(ctx, method, "http://control"+path, strings.NewReader(body))
	if err != nil {
		return usagef("%q is not the id of a credential", strings.TrimPrefix(path, "/credentials/"))
	}
	resp, err := transport.RoundTrip(req)
	if err != nil {
		return fail(exitNetwork, "the control socket: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	switch {
	case err != nil:
		return fail(exitNetwork, "the control socket: %w", err)
	case resp.StatusCode != http.StatusOK:
		return fail(exitCall, "%s", bytes.TrimSpace(text)).withHint("%s", controlHint(path, resp.StatusCode))
	case answer == nil:
		return nil
	}
	return json.Unmarshal(text, answer)
}

// controlHint says for a refused request what helps.
func controlHint(path string, status int) string {
	switch {
	case strings.HasPrefix(path, "/credentials/"):
		return "miyao credential list shows those that exist"
	case strings.HasPrefix(path, "/credentials?"), strings.HasPrefix(path, "/accounts/quota?account=") && status == http.StatusNotFound:
		return "miyao account list shows the accounts that exist"
	}
	return ""
}

func controlTransport(ctx context.Context, at *place) (http.RoundTripper, func(), error) {
	lock, err := node.TakeExistingLock(at.dataDir)
	if errors.As(err, new(*node.InUseError)) {
		return &http.Transport{
			DisableKeepAlives: true,
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return operator.Dial(ctx, at.dataDir)
			},
		}, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	n, err := node.Open(ctx, lock, node.Config{Store: at.store, Seal: at.seal, Regions: []kms.Region{{Name: defaultRegion}}})
	if err != nil {
		return nil, nil, err
	}
	return inProcess{operator.Handler(n.Operator())}, func() { _ = n.Close() }, nil
}

// inProcess answers requests with a handler of this process.
type inProcess struct{ handler http.Handler }

func (t inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := &answerWriter{header: http.Header{}, status: http.StatusOK}
	t.handler.ServeHTTP(answer, r)
	return &http.Response{
		StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(&answer.body), Request: r,
	}, nil
}

type answerWriter struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answerWriter) Header() http.Header         { return a.header }
func (a *answerWriter) WriteHeader(status int)      { a.status = status }
func (a *answerWriter) Write(p []byte) (int, error) { return a.body.Write(p) }
