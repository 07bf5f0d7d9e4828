package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"miyao/internal/operator"
	"miyao/internal/quota"
)

const accountQuotaLong = `Shows what an account may do and have, and with flags changes it. ACCOUNT is a name
or uin; without it, what holds for all accounts of which nothing else is said.

A change holds at once, is kept, and goes before what --quota of the server says. A
limit is a number, none for no limit, or default to take a change back. Limits hold in
each region for itself. --preset cloud sets those of the cloud service, --preset none
lifts all; other flags then change that.

Without a running server, what its --quota says is not known and not shown.`

const accountQuotaExample = `  miyao account quota team-b
  miyao account quota team-b --keys 50 --requests Encrypt=20 --requests '*=100'
  miyao account quota team-b --preset cloud --requests Decrypt=none
  miyao account quota team-b --keys default
  miyao account quota team-b --reset
  miyao account quota --preset cloud`

func newAccountQuota(at *place) *cobra.Command {
	var e quota.Edit
	var requests []string
	cmd := &cobra.Command{
		Use: "quota [ACCOUNT]", Short: "Show or change what an account may do and have", Long: accountQuotaLong, Example: accountQuotaExample,
		Args: takesOne,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if e.Requests, err = parseRequests(requests); err != nil {
				return err
			}
			return accountQuota(cmd, at, strings.Join(args, ""), &e)
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&e.Preset, "preset", "", "set all limits by a `preset`: none, cloud or default")
	flags.StringVar(&e.Keys, "keys", "", "`number` of keys, in every state")
	flags.StringVar(&e.DataKeys, "data-keys", "", "`number` of hosted data keys, without those pending deletion")
	flags.StringArrayVar(&requests, "requests", nil, "requests a second, `ACTION=NUMBER`; * is every action that has\nno limit of its own; can be repeated")
	flags.BoolVar(&e.Reset, "reset", false, "take back all that was changed before")
	complete(cmd, "preset", cobra.FixedCompletions([]string{quota.None, quota.Cloud, "default"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func parseRequests(texts []string) (map[string]string, error) {
	limits := map[string]string{}
	for _, text := range texts {
		action, limit, ok := strings.Cut(text, "=")
		if !ok || action == "" || limit == "" {
			return nil, usagef("--requests %s: it must be ACTION=NUMBER", text)
		}
		limits[action] = limit
	}
	return limits, nil
}

func accountQuota(cmd *cobra.Command, at *place, account string, e *quota.Edit) error {
	method, body := http.MethodGet, []byte(nil)
	if e.Reset || e.Preset != "" || e.Keys != "" || e.DataKeys != "" || len(e.Requests) > 0 {
		var err error
		method = http.MethodPost
		if body, err = json.Marshal(e); err != nil {
			return err
		}
	}
	var q operator.Quota
	if err := control(cmd, at, method, "/accounts/quota?account="+url.QueryEscape(account), string(body), &q); err != nil {
		return err
	}
	return emit(cmd, q, func(w io.Writer) error { return showQuota(w, &q) })
}

// showQuota marks what was changed at run time.
func showQuota(w io.Writer, q *operator.Quota) error {
	mark := func(n quota.Number, changed bool) string {
		if changed {
			return n.String() + " (changed)"
		}
		return n.String()
	}
	account := q.Account
	if account == "" {
		account = "(every account)"
	}
	lines := []pair{{"Account", account}, {"Preset", q.Changed.Preset}, {"Keys", mark(q.Keys, q.Changed.Keys != nil)},
		{"Data keys", mark(q.DataKeys, q.Changed.DataKeys != nil)}}
	for _, action := range slices.Sorted(maps.Keys(q.Requests)) {
		_, changed := q.Changed.Requests[action]
		lines = append(lines, pair{fmt.Sprintf("%s a second", action), mark(q.Requests[action], changed)})
	}
	if len(q.Requests) == 0 {
		lines = append(lines, pair{"Requests", quota.None})
	}
	return pairs(w, lines...)
}
