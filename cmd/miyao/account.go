package main

import (
	"io"
	"net/http"
	"strconv"

	"github.com/spf13/cobra"

	"miyao/client"
	"miyao/internal/envfile"
	"miyao/internal/operator"
)

const accountLong = `Manages the accounts of a server. Each has keys, users and policies of its own and
sees nothing of another. One is made at the first start, named root. Who can read
and write the data directory may use these commands, with and without a running
server. Over the network, an operator's credential does the same ("miyao credential
create --operator").`

func newAccountCommand() *cobra.Command {
	var at place
	group := &cobra.Command{Use: "account", Short: "Manage accounts, each with its own keys and users", Long: accountLong}
	add := func(cmd *cobra.Command) {
		at.bind(cmd)
		group.AddCommand(cmd)
	}
	add(newAccountCreate(&at))
	add(newAccountQuota(&at))
	add(&cobra.Command{
		Use: "list", Short: "List all accounts", Args: takes(),
		Example: "  miyao account list\n  miyao account list --data-dir /var/lib/miyao --output json",
		RunE:    func(cmd *cobra.Command, _ []string) error { return listAccounts(cmd, &at) },
	})
	return group
}

func newAccountCreate(at *place) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "create NAME", Short: "Make an account with a root credential; its secret is shown this once", Args: takes("NAME"),
		Long: "Makes an account and prints the credential of its root principal in the form of\n" +
			"credentials.env, one NAME=value a line. The secret cannot be shown again.",
		Example: "  miyao account create team-b --out team-b.env\n  miyao key list --env-file team-b.env",
		RunE: func(cmd *cobra.Command, args []string) error {
			return issue(cmd, out, func() (operator.NewCredential, any, error) {
				var made operator.NewAccount
				err := control(cmd, at, http.MethodPost, "/accounts", args[0], &made)
				return made.Credential, made, err
			})
		},
	}
	cmd.Flags().StringVar(&out, "out", "", "write the credential to this `file`, with mode 0600")
	return cmd
}

// issue makes a credential and prints it, or writes it to the file that --out
// names. The file is begun first: what cannot be kept is not made. create also
// returns what is printed as JSON.
func issue(cmd *cobra.Command, out string, create func() (operator.NewCredential, any, error)) error {
	env := func(c operator.NewCredential) string {
		return envfile.Line(client.EnvSecretID, c.SecretID) + envfile.Line(client.EnvSecretKey, c.SecretKey)
	}
	var made operator.NewCredential
	var err error
	if out == "" {
		var shown any
		if made, shown, err = create(); err == nil {
			err = emit(cmd, shown, func(w io.Writer) error {
				_, err := io.WriteString(w, env(made))
				return err
			})
		}
	} else {
		err = replaceFile(out, func(w io.Writer) (err error) {
			if made, _, err = create(); err == nil {
				_, err = io.WriteString(w, env(made))
			}
			return err
		})
	}
	if err != nil && made.SecretID != "" {
		return localf("%w", err).withHint("the credential was made and its secret is lost; \"miyao credential create\" (with --account\n"+
			"for an account that was made now) makes another; then remove this one:\nmiyao credential delete %s", made.SecretID)
	}
	return err
}

func listAccounts(cmd *cobra.Command, at *place) error {
	var list []operator.Account
	if err := control(cmd, at, http.MethodGet, "/accounts", "", &list); err != nil {
		return err
	}
	return emit(cmd, list, func(w io.Writer) error {
		var rows [][]string
		for _, a := range list {
			rows = append(rows, []string{a.Name, strconv.FormatUint(a.Uin, 10), strconv.FormatUint(a.AppID, 10), localTime(a.Created)})
		}
		return table(w, []string{"NAME", "UIN", "APP ID", "CREATED"}, rows)
	})
}
