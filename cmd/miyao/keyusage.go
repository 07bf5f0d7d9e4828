package main

import (
	"bufio"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

// shownUsers is how many callers of a key are shown before its deletion.
const shownUsers = 5

// showUsageBefore shows on standard error how a key was used, before something
// is done to it that cannot be taken back. Who may not see that, or asks an older
// server, learns so and goes on.
func showUsageBefore(cmd *cobra.Command, s *session, id string) error {
	u, err := call(cmd, s, api.DescribeKeyUsage, &api.DescribeKeyUsageRequest{KeyId: id})
	if refusal, ok := errors.AsType[*api.Error](err); ok {
		_, err := fmt.Fprintf(cmd.ErrOrStderr(), "miyao: how the key was used cannot be shown: %s\n", printable(string(refusal.Code)))
		return err
	}
	if err != nil {
		return err
	}
	lines := []pair{{"Key id", u.KeyId}, {"Used", timesUsed(u.Total, u.LastUsedTime)}}
	if u.Total > 0 {
		lines = append(lines, pair{"Last use", fmt.Sprintf("%s by %s from %s", u.LastAction, u.LastPrincipal, u.LastSourceIP)})
	}
	if u.Refused > 0 {
		lines = append(lines, pair{"Refused", timesUsed(u.Refused, u.LastRefusedTime)},
			pair{"Last refusal", fmt.Sprintf("%s by %s from %s", u.LastRefusedAction, u.LastRefusedPrincipal, u.LastRefusedSourceIP)})
	}
	for _, v := range u.Versions {
		lines = append(lines, pair{"Version " + strconv.FormatUint(v.Version, 10), timesUsed(v.Count, v.LastUsedTime)})
	}
	for _, p := range u.Principals[:min(len(u.Principals), shownUsers)] {
		lines = append(lines, pair{"Principal " + p.Principal, timesUsed(p.Count, p.LastUsedTime)})
	}
	if more := int(u.TotalPrincipals) - shownUsers; more > 0 {
		lines = append(lines, pair{"Principals", fmt.Sprintf("%d more", more)})
	}
	return pairs(cmd.ErrOrStderr(), append(lines, pair{"Known since", when(u.Since)})...)
}

func timesUsed(n, last uint64) string {
	if n == 0 {
		return "never"
	}
	return fmt.Sprintf("%d times, last at %s", n, when(last))
}

// confirm asks at a terminal, and refuses to go on without a yes. Where there is
// no terminal nobody could answer: scripts say what they mean.
func confirm(cmd *cobra.Command, yes bool, question string) error {
	if yes || !isTerminal(cmd.InOrStdin()) {
		return nil
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "%s [y/N] ", question)
	answer, err := bufio.NewReader(cmd.InOrStdin()).ReadString('\n')
	if err != nil && answer == "" {
		fmt.Fprintln(cmd.ErrOrStderr())
	}
	switch strings.ToLower(strings.TrimSpace(answer)) {
	case "y", "yes":
		return nil
	}
	return fail(exitCall, "nothing was done")
}
