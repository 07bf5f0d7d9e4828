package main

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/spf13/cobra"

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
			owner := strconv.FormatUint(c.Uin, 10)
			if c.Operator {
				owner = "operator"
			}
			rows = append(rows, []string{c.SecretID, state, owner, localTime(c.Created), cmp.Or(localTime(c.LastUsed), "never"), c.Note})
		}
		return table(w, []string{"SECRET ID", "STATE", "UIN", "CREATED", "LAST USED", "NOTE"}, rows)
	})
}
