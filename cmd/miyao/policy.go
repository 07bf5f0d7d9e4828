package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"

	"github.com/spf13/cobra"

	"miyao/internal/operator"
	"miyao/internal/policy"
)

func newPolicyCommand() *cobra.Command {
	group := &cobra.Command{Use: "policy", Short: "Ask what policies allow; check policy documents"}
	group.AddCommand(newPolicyCheck(), newPolicyValidate())
	return group
}

const policyCheckLong = `Tells whether a principal may do an action, and because of which statement. The
answer is the decision that a call would get now. Who can read and write the data
directory may ask, with and without a running server. The trust policy of a role, which
decides about sts:AssumeRole too, and policies of sessions are not asked.

--principal is the name or uin of a user, role/NAME for a role, or root.
--resource is the id or alias of a key, or a resource name (qcs::...); without it the
action has no resource, and one that acts on none, such as kms:CreateKey, is decided
without one in any case. Tags of the key count as they are, unless --tag supposes
others. Without --ip conditions about the address do not hold.

If the principal may not, the exit code is 1.`

const policyCheckExample = `  miyao policy check --principal ann --action kms:Encrypt --resource app
  miyao policy check --principal role/deploy --action kms:Decrypt --resource app --ip 10.0.0.7
  miyao policy check --principal ann --action kms:CreateKey --request-tag team=billing
  miyao policy check --principal ann --action cam:AttachUserPolicy --resource qcs::cam::uin/100000000001:policyid/1`

func newPolicyCheck() *cobra.Command {
	var at place
	var q operator.PolicyQuestion
	var tags, requestTags []string
	cmd := &cobra.Command{
		Use: "check --principal NAME --action ACTION", Short: "Tell whether a principal may do an action, and why",
		Long: policyCheckLong, Example: policyCheckExample, Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) (err error) {
			if q.ResourceTags, err = policyTags(tags); err != nil {
				return err
			}
			if q.RequestTags, err = policyTags(requestTags); err != nil {
				return err
			}
			return checkPolicy(cmd, &at, &q)
		},
	}
	at.bind(cmd)
	flags := cmd.Flags()
	flags.StringVar(&q.Account, "account", "", "name or uin of the `account` (default the first)")
	flags.StringVar(&q.Principal, "principal", "", "who: `name` or uin of a user, role/NAME, or root")
	flags.StringVar(&q.Action, "action", "", "`action`, such as kms:Encrypt")
	flags.StringVar(&q.Resource, "resource", "", "id or alias of a `key`, or a resource name")
	flags.StringVar(&q.Region, "region", "", "`region` of the key, and in which an action without a resource acts\n(default the server's default region, and a key of any)")
	flags.StringVar(&q.SourceIP, "ip", "", "`address` that the request would come from")
	flags.StringArrayVar(&tags, "tag", nil, "suppose that the resource has the tag `NAME=VALUE`; can be repeated")
	flags.StringArrayVar(&requestTags, "request-tag", nil, "the request gives the tag `NAME=VALUE`; can be repeated")
	require(cmd, "principal")
	require(cmd, "action")
	return cmd
}

func policyTags(texts []string) (tags []operator.Tag, err error) {
	parsed, err := parseTags(texts)
	for _, tag := range parsed {
		tags = append(tags, operator.Tag{Key: tag.TagKey, Value: tag.TagValue})
	}
	return tags, err
}

func checkPolicy(cmd *cobra.Command, at *place, q *operator.PolicyQuestion) error {
	body, err := json.Marshal(q)
	if err != nil {
		return err
	}
	var a operator.PolicyAnswer
	if err := control(cmd, at, http.MethodPost, "/policy/check", string(body), &a); err != nil {
		return err
	}
	if err := emit(cmd, a, func(w io.Writer) error { return showDecision(w, &a) }); err != nil {
		return err
	}
	if !a.Allowed {
		return fail(exitCall, "%s may not do %s", a.Name, a.Action)
	}
	return nil
}

func showDecision(w io.Writer, a *operator.PolicyAnswer) error {
	lines := []pair{
		{"Decision", map[bool]string{true: "allowed", false: "denied"}[a.Allowed]},
		{"Principal", fmt.Sprintf("%s (%d)", a.Name, a.Uin)},
		{"Action", a.Action},
		{"Resource", a.Resource},
	}
	switch {
	case a.Policy == nil && a.Allowed:
		lines = append(lines, pair{"Because", "everyone may do it"})
	case a.Policy == nil && len(a.Policies) == 0:
		lines = append(lines, pair{"Because", "no policy holds for the principal"})
	case a.Policy == nil:
		lines = append(lines, pair{"Because", "no statement allows it"})
	case a.Policy.Id == 0:
		lines = append(lines, pair{"Because", "the root principal may do everything"})
	default:
		lines = append(lines, pair{"Because", sourceText(*a.Policy)}, pair{"Statement", fmt.Sprintf("statement[%d] %s", a.Statement, a.Text)})
	}
	if a.Policy == nil && !a.Allowed {
		for _, source := range a.Policies {
			lines = append(lines, pair{"Looked at", sourceText(source)})
		}
	}
	return pairs(w, lines...)
}

func sourceText(s operator.PolicySource) string {
	text := fmt.Sprintf("policy %s (%d)", s.Name, s.Id)
	if s.Group != "" {
		text += " of group " + s.Group
	}
	return text
}

const policyValidateLong = `Reads a policy document from a file, or from standard input for -, as CreatePolicy
does, and says what is wrong with it and where. It asks no server.`

func newPolicyValidate() *cobra.Command {
	var trust bool
	cmd := &cobra.Command{
		Use: "validate FILE", Short: "Check a policy document", Long: policyValidateLong, Args: takes("FILE"), ValidArgsFunction: completeFiles,
		Example: "  miyao policy validate app.json\n  miyao policy validate --trust role.json",
		RunE: func(cmd *cobra.Command, args []string) error {
			text, err := readInput(cmd, args[0], "policy document", maxDocument)
			if err != nil {
				return err
			}
			return validatePolicy(cmd, args[0], string(text), trust)
		},
	}
	cmd.Flags().BoolVar(&trust, "trust", false, "the document is the trust policy of a role")
	return cmd
}

// maxDocument bounds what is read as a policy document, far above what one may
// have.
const maxDocument = 1 << 20

func validatePolicy(cmd *cobra.Command, path, text string, trust bool) error {
	var parsed fmt.Stringer
	var err error
	if trust {
		parsed, err = policy.ParseTrust(text)
	} else {
		parsed, err = policy.Parse(text)
	}
	if fault, ok := errors.AsType[*policy.Error](err); ok {
		return localf("%s: %s", source(path), fault)
	}
	if err != nil {
		return err
	}
	return emit(cmd, map[string]any{"Valid": true, "Document": json.RawMessage(parsed.String())}, func(w io.Writer) error {
		_, err := fmt.Fprintln(w, parsed)
		return err
	})
}
