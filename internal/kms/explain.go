package kms

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/policy"
	"miyao/internal/store"
)

// Question asks whether a caller may do an action, and why.
type Question struct {
	Caller *identity.Caller
	// Action as policies write it, such as kms:Encrypt.
	Action string
	// Resource is the id or alias of a key, or a resource name; empty for an
	// action without a resource.
	Resource string
	// SourceIP is the address that the request would come from; empty: unknown.
	SourceIP string
	// ResourceTags take the place of the key's own tags, and RequestTags are what
	// the request would give, each written by policy.Tag.
	ResourceTags, RequestTags []string
}

// QuestionError says what is wrong with a Question.
type QuestionError struct{ Message string }

func (e *QuestionError) Error() string { return e.Message }

func questionf(format string, args ...any) error {
	return &QuestionError{fmt.Sprintf(format, args...)}
}

// Explanation answers a Question.
type Explanation struct {
	Outcome policy.Outcome
	// Resource is the name that policies were asked about, if any.
	Resource string
	// Source is where the policy comes from whose statement decided, nil if none
	// did; Statement counts from 0, and Text is the statement.
	Source    *identity.Source
	Statement int
	Text      string
	// Sources are all policies that hold for the caller.
	Sources []identity.Source
}

// Explain decides as a call would, and says because of what. Nothing is done
// and nothing recorded.
func (s *Service) Explain(ctx context.Context, q Question) (e Explanation, err error) {
	action, err := s.actionOf(q.Action)
	if err != nil {
		return e, err
	}
	if _, err := netip.ParseAddr(q.SourceIP); err != nil && q.SourceIP != "" {
		return e, questionf("%q is not an IP address", q.SourceIP)
	}
	c := &call{ctx: ctx, s: s, action: action, region: s.regions[0].Name, requestTags: q.RequestTags,
		req: &Request{Action: action.Name, Caller: q.Caller, SourceIP: q.SourceIP}}
	t, err := c.questionTarget(&q)
	if err != nil {
		return e, err
	}
	grants, decision, err := c.decide(t)
	if err != nil {
		return e, err
	}
	e = Explanation{Outcome: decision.Outcome, Resource: t.name, Sources: grants.Sources}
	if decision.Statement >= 0 {
		e.Source, e.Statement, e.Text = &grants.Sources[decision.Policy], decision.Statement, grants.Statement(decision)
	}
	return e, nil
}

func (s *Service) actionOf(text string) (*api.Info, error) {
	service, name, ok := strings.Cut(strings.TrimPrefix(text, "name/"), ":")
	action, known := s.actions[name]
	if !ok || !known || action.Product.Service != service {
		return nil, questionf("there is no action %q; write it as kms:Encrypt", text)
	}
	return action, nil
}

// questionTarget finds what a question is about.
func (c *call) questionTarget(q *Question) (t target, err error) {
	given := func() ([]string, error) { return q.ResourceTags, nil }
	switch {
	case q.Resource == "" && keylessOnKeys[c.action.Name]:
		t = target{name: c.allKeys()}
	case q.Resource == "":
		t = target{}
	case strings.HasPrefix(q.Resource, "qcs:"):
		t = target{name: q.Resource, tags: given}
		if id, err := uuid.Parse(q.Resource[strings.LastIndexByte(q.Resource, '/')+1:]); err == nil {
			t.tags = c.resourceTags(id)
		}
	default:
		k, err := c.keyNamed(q.Resource)
		if err != nil {
			return t, err
		}
		t = target{name: keyResource(&k).name(), tags: c.resourceTags(k.ID)}
	}
	if q.ResourceTags != nil {
		t.tags = given
	}
	return t, nil
}

// keyNamed finds a key of the account by id or alias, in any region.
func (c *call) keyNamed(name string) (k store.Key, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		if id, bad := uuid.Parse(name); bad == nil {
			k, err = tx.Key(id)
			if err == nil && k.Account != c.account() {
				err = store.ErrNotFound
			}
			return err
		}
		keys, err := tx.KeysByAlias(c.account(), name)
		switch {
		case err != nil:
			return err
		case len(keys) == 0:
			return store.ErrNotFound
		case len(keys) > 1:
			return questionf("keys of several regions have the alias %s; name the key by its id", name)
		}
		k = keys[0]
		return nil
	})
	if errors.Is(err, store.ErrNotFound) {
		err = questionf("account %d has no key %s", c.account(), name)
	}
	return k, err
}
