package operator

import (
	"context"

	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/policy"
)

// PolicyQuestion asks whether a principal may do an action.
type PolicyQuestion struct {
	Account   string // name or uin; empty: the first account
	Principal string // name or uin of a user, role/NAME, or root
	Action    string // such as kms:Encrypt
	Resource  string // id or alias of a key, or a resource name; may be empty
	Region    string // of the key, and where an action without a resource acts; may be empty
	SourceIP  string // may be empty
	// ResourceTags replace the tags that the key has, if there are any.
	ResourceTags, RequestTags []Tag
}

// Tag is a tag of a resource or request.
type Tag struct{ Key, Value string }

// PolicySource is a policy that holds for a principal, and why.
type PolicySource struct {
	Id    uint64 // 0: the root principal may do everything
	Name  string
	Group string // the group it is attached to; empty: attached directly
}

// PolicyAnswer says whether the principal may, and because of what.
type PolicyAnswer struct {
	Allowed  bool
	Outcome  string // allowed, denied (by a statement), or unmatched (no statement allows)
	Name     string // of the principal
	Uin      uint64 // of the principal, or the id of the role
	Action   string
	Resource string // the resource name; empty: none
	// Policy is whose statement decided; null: none did. Statement counts from 0,
	// as the places in messages about documents do.
	Policy    *PolicySource
	Statement int
	Text      string         // of the statement
	Policies  []PolicySource // all that hold
}

// CheckPolicy answers a question as a call would be decided.
func (s *Service) CheckPolicy(ctx context.Context, q PolicyQuestion) (a PolicyAnswer, err error) {
	caller, err := s.Directory.CallerNamed(ctx, q.Account, q.Principal)
	if err != nil {
		return a, err
	}
	e, err := s.Keys.Explain(ctx, kms.Question{Caller: caller, Action: q.Action, Resource: q.Resource, Region: q.Region, SourceIP: q.SourceIP,
		ResourceTags: texts(q.ResourceTags), RequestTags: texts(q.RequestTags)})
	if err != nil {
		return a, err
	}
	a = PolicyAnswer{Allowed: e.Outcome == policy.Allowed, Outcome: e.Outcome.String(), Name: caller.Principal.Name, Uin: caller.Principal.Uin,
		Action: q.Action, Resource: e.Resource, Statement: e.Statement, Text: e.Text}
	for _, source := range e.Sources {
		a.Policies = append(a.Policies, sourceOf(source))
	}
	if e.Source != nil {
		a.Policy = new(sourceOf(*e.Source))
	}
	return a, nil
}

func sourceOf(s identity.Source) PolicySource { return PolicySource{s.Policy, s.Name, s.Group} }

func texts(tags []Tag) (list []string) {
	for _, tag := range tags {
		list = append(list, policy.Tag(tag.Key, tag.Value))
	}
	return list
}
