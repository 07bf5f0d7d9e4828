package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"miyao/internal/audit"
)

const auditSearchLong = `Finds entries of the audit log, newest first, with and without a running server.

Flags narrow each other; several values of one flag, separated by commas or by
repeating it, widen it. A call that reads or computes has one entry. A change has
two under one request id: what was intended, and what came of it.

--code OK finds what succeeded, --code AuthFailure every refusal whose code begins
so: AuthFailure.SignatureFailure too.

--since and --until take a time (2026-01-31, "2026-01-31 15:04", or with a zone as
2026-01-31T15:04:05Z) or how long ago it was: 90m, 24h, 7d.

A search does not check the log. "miyao audit verify" proves that it was not
changed.`

const auditSearchExample = `  miyao audit search --since 1h
  miyao audit search --key 23e80852-1e38-11e9-b129-5cb9019b4b01 --action Decrypt
  miyao audit search --code AuthFailure --source 192.0.2.17 --since 7d --limit 100
  miyao audit search --request 8c2b8b4f-0a3c-4a8f-8f0e-7a3d0a9d7c11 --output json`

// searchFlags are the flags of "audit search" that ask for a field.
var searchFlags = []struct {
	name, usage string
	field       audit.Field
	words       []string // for completion
}{
	{"key", "`id` of a key (not its alias), or the end of another resource's name", audit.ByKey, nil},
	{"action", "`name` of an action", audit.ByAction, nil},
	{"code", "error `code`, or its beginning before a dot; OK for success", audit.ByCode, nil},
	{"principal", "`uin` of who called", audit.ByPrincipal, nil},
	{"account", "`uin` of the account", audit.ByAccount, nil},
	{"secret-id", "`SecretId` that signed", audit.BySecretID, nil},
	{"source", "`address` that the call came from", audit.BySource, nil},
	{"request", "request `id`", audit.ByRequest, nil},
	{"phase", "`phase`: call, intent, result or system", audit.ByPhase, []string{string(audit.PhaseCall), string(audit.PhaseIntent),
		string(audit.PhaseResult), string(audit.PhaseSystem)}},
}

func newAuditSearch() *cobra.Command {
	var since, until string
	q := audit.Query{Where: map[audit.Field][]string{}}
	values := make([][]string, len(searchFlags))
	cmd := &cobra.Command{
		Use: "search", Short: "Find entries by key, caller, action, result, time, address or request",
		Long: auditSearchLong, Example: auditSearchExample, Args: takes(),
	}
	flags := cmd.Flags()
	for i, f := range searchFlags {
		flags.StringSliceVar(&values[i], f.name, nil, f.usage)
		complete(cmd, f.name, cobra.FixedCompletions(f.words, cobra.ShellCompDirectiveNoFileComp))
	}
	flags.StringVar(&since, "since", "", "earliest `time`, or how long ago")
	flags.StringVar(&until, "until", "", "`time` before which the entries are, or how long ago")
	flags.IntVar(&q.Limit, "limit", 20, "show at most `N` entries")
	flags.Uint64Var(&q.Before, "before", 0, "only entries before this `number`: the next page")
	bindArchive(cmd, &q.Archive)
	onLog(cmd, func(cmd *cobra.Command, dir string) (err error) {
		for i, f := range searchFlags {
			if len(values[i]) > 0 {
				q.Where[f.field] = values[i]
			}
		}
		if q.Limit < 1 {
			return usagef("--limit %d: it must be 1 or more", q.Limit)
		}
		now := time.Now()
		if q.Since, err = parseMoment("since", since, now); err != nil {
			return err
		}
		if q.Until, err = parseMoment("until", until, now); err != nil {
			return err
		}
		return searchAudit(cmd, dir, q)
	})
	return cmd
}

// foundEntry is an entry as --output json shows it: what stands in the log.
type foundEntry struct {
	Seq   uint64          `json:"seq"`
	Hash  audit.Hash      `json:"hash"`
	Entry json.RawMessage `json:"entry"`
}

func searchAudit(cmd *cobra.Command, dir string, q audit.Query) error {
	page, err := audit.Search(cmd.Context(), dir, q)
	if err != nil {
		return auditFailure(err)
	}
	found := struct {
		Entries []foundEntry
		Next    uint64 `json:",omitempty"` // as --before
	}{[]foundEntry{}, page.Next}
	for _, r := range page.Records {
		found.Entries = append(found.Entries, foundEntry{r.Seq, r.Hash, r.Raw})
	}
	if !wantsJSON(cmd) && len(page.Records) == 0 {
		fmt.Fprintln(cmd.ErrOrStderr(), "no entries")
		return nil
	}
	err = emit(cmd, found, func(w io.Writer) error { return entryTable(w, page.Records) })
	if err == nil && page.Next > 0 && !wantsJSON(cmd) {
		fmt.Fprintf(cmd.ErrOrStderr(), "there may be more: add --before %d\n", page.Next)
	}
	return err
}

func entryTable(w io.Writer, records []audit.Record) error {
	var rows [][]string
	for _, r := range records {
		e := &r.Entry
		var resources []string
		for _, name := range e.Resources {
			resources = append(resources, name[strings.LastIndex(name, "/")+1:])
		}
		who := e.SecretID
		if e.Principal > 0 {
			who = strconv.FormatUint(e.Principal, 10)
		}
		rows = append(rows, []string{strconv.FormatUint(r.Seq, 10), e.Time.Local().Format("2006-01-02 15:04:05.000"),
			string(e.Phase), e.Action, cmp.Or(e.Code, audit.Success), cmp.Or(who, "-"), cmp.Or(e.SourceIP, "-"),
			cmp.Or(strings.Join(resources, ","), "-"), e.RequestID})
	}
	return table(w, []string{"NUMBER", "TIME", "PHASE", "ACTION", "RESULT", "PRINCIPAL", "SOURCE", "RESOURCE", "REQUEST"}, rows)
}

// parseMoment reads a time, or how long ago it was; empty is the zero time.
func parseMoment(flag, text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if ago, err := parseAge(text); err == nil {
		return now.Add(-ago), nil
	}
	for _, layout := range []string{time.DateOnly, "2006-01-02 15:04", time.DateTime, time.RFC3339Nano} {
		if at, err := time.ParseInLocation(layout, text, now.Location()); err == nil {
			return at, nil
		}
	}
	return time.Time{}, usagef("--%s %q: it must be a time such as 2026-01-31, \"2026-01-31 15:04\" or 2026-01-31T15:04:05Z, or how long ago, such as 24h or 7d", flag, text)
}

// parseAge reads a duration of which days are a part: 36h, 7d.
func parseAge(text string) (time.Duration, error) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err
	}
	age, err := time.ParseDuration(text)
	if err == nil && age < 0 {
		err = fmt.Errorf("%s is negative", text)
	}
	return age, err
}

func newAuditUsage() *cobra.Command {
	cmd := &cobra.Command{
		Use: "usage KEY-ID", Short: "Tell how a key was used: when last, by whom, how often, in which version",
		Long: `Tells how a key was used, as far as the audit log goes back, with and without a
running server. Look at it before a key is scheduled for deletion.

"Refused" counts calls that the state of the key refused: somebody still tries to
use a key that is disabled or pending deletion.`,
		Example: "  miyao audit usage 23e80852-1e38-11e9-b129-5cb9019b4b01",
		Args:    takes("KEY-ID"),
	}
	onLog(cmd, func(cmd *cobra.Command, dir string) error {
		u, err := audit.KeyUsage(cmd.Context(), dir, cmd.Flags().Arg(0))
		if err != nil {
			return auditFailure(err)
		}
		return emit(cmd, u, func(w io.Writer) error { return showUsage(w, &u) })
	})
	return cmd
}

func showUsage(w io.Writer, u *audit.Usage) error {
	show := func(t audit.Tally) string {
		if t.Count == 0 {
			return "never"
		}
		return fmt.Sprintf("%d times, last at %s", t.Count, localTime(t.Last))
	}
	lines := []pair{{"Key id", u.Key}, {"Used", show(u.Used)}, {"Last use", lastUse(u.Last)},
		{"Refused", show(u.Refused)}, {"Last refusal", lastUse(u.LastRefused)}}
	each := func(name string, tallies audit.Tallies) {
		for _, key := range slices.Sorted(maps.Keys(tallies)) {
			lines = append(lines, pair{name + " " + key, show(tallies[key])})
		}
	}
	each("Version", u.Versions)
	each("Principal", u.Principals)
	each("Refused to", u.RefusedPrincipals)
	return pairs(w, append(lines, pair{"Log since", localTime(u.Since)})...)
}

// lastUse is empty if there is none.
func lastUse(u audit.Use) string {
	if u.Action == "" {
		return ""
	}
	return fmt.Sprintf("%s by %s from %s", u.Action, u.Principal, u.Source)
}

func newAuditIndex() *cobra.Command {
	cmd := &cobra.Command{
		Use: "index", Short: "Make the summaries that speed searches up anew",
		Long: `Makes the summaries of all closed segments anew, with and without a running
server. A server makes those that are missing by itself, and a search without them
only takes longer. So this is for when they are doubted: they are derived from the
log, and not signed.`,
		Example: "  miyao audit index --data-dir /srv/miyao",
		Args:    takes(),
	}
	onLog(cmd, func(cmd *cobra.Command, dir string) error {
		made, err := audit.Summarize(cmd.Context(), dir, true)
		if err != nil {
			return auditFailure(err)
		}
		return emit(cmd, map[string]int{"Summaries": made}, func(w io.Writer) error {
			_, err := fmt.Fprintf(w, "%d summaries made\n", made)
			return err
		})
	})
	return cmd
}
