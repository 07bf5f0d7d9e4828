package kms

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
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
	// Resource is the id or alias of a key, the id of a hosted data key or
	// white-box key, or a resource name; empty for an action without a resource, which
	// does not ask for any.
	Resource string
	// Region is where ids and aliases are looked for, and where actions without a
	// resource act; empty: in every region, and in the default one.
	Region string
	// SourceIP is the address that the request would come from; empty: unknown.
	SourceIP string
	// ResourceTags take the place of the resource's own tags, and RequestTags are
	// what the request would give, each written by policy.Tag.
	ResourceTags, RequestTags []string

	asker *call // who may know only some resources; nil: the operator, who knows all
}

// QuestionError says what is wrong with a Question.
type QuestionError struct{ Message, MessageZH string }

func (e *QuestionError) Error() string { return e.Message }

// questionf takes an English and a Chinese format with the same arguments.
func questionf(en, zh string, args ...any) error {
	return &QuestionError{fmt.Sprintf(en, args...), fmt.Sprintf(zh, args...)}
}

// Explanation answers a Question.
type Explanation struct {
	Outcome policy.Outcome
	// Resource is the name that policies were asked about, if any; of a role it is the
	// one that was asked for.
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
		return e, questionf("%q is not an IP address", "%q 不是合法的 IP 地址", api.Shown(q.SourceIP))
	}
	c := &call{ctx: ctx, s: s, action: action, region: cmp.Or(q.Region, s.regions[0].Name), requestTags: q.RequestTags,
		req: &Request{Action: action.Name, Caller: q.Caller, SourceIP: q.SourceIP}}
	t, err := c.questionTarget(&q)
	if err != nil {
		return e, err
	}
	grants, decision, err := c.decide(t)
	if err != nil {
		return e, err
	}
	e = Explanation{Outcome: decision.Outcome, Resource: cmp.Or(t.shown, t.name), Sources: grants.Sources}
	if action == api.GetCallerIdentity.Info { // which everyone may do
		e.Outcome = policy.Allowed
		return e, nil
	}
	if decision.Statement >= 0 {
		e.Source, e.Statement, e.Text = &grants.Sources[decision.Policy], decision.Statement, grants.Statement(decision)
	}
	return e, nil
}

// Explain is that of the service for who calls, who learns of a key only what
// DescribeKey would tell, and nothing of one that it may not describe. The action
// has to have asked for permission to know about the question's caller.
func (c Call) Explain(q Question) (Explanation, error) {
	q.Region, q.asker = c.c.region, c.c
	e, err := c.c.s.Explain(c.c.ctx, q)
	if fault, ok := errors.AsType[*QuestionError](err); ok {
		err = &api.Error{Code: api.InvalidParameter, Message: fault.Message, MessageZH: fault.MessageZH}
	}
	return e, err
}

func (s *Service) actionOf(text string) (*api.Info, error) {
	service, name, ok := strings.Cut(strings.TrimPrefix(text, "name/"), ":")
	action, known := s.actions[name]
	if !ok || !known || action.Product.Service != service || action.Product == api.ProductOperator {
		return nil, questionf("there is no action %q that policies decide about; write it as kms:Encrypt", "不存在由策略决定的操作 %q，请写作 kms:Encrypt 的形式", api.Shown(text))
	}
	return action, nil
}

// questionTarget finds what a question is about.
func (c *call) questionTarget(q *Question) (t target, err error) {
	switch {
	case q.Resource == "":
	case strings.HasPrefix(q.Resource, "qcs:"):
		if t, err = c.namedTarget(q); err != nil {
			return t, err
		}
	default:
		found, err := c.resourceOf(q)
		if err := c.mayKnow(q)(found, err); err != nil {
			return t, err
		}
		t = target{name: found.name(), tags: c.resourceTags(found.id)}
	}
	if _, ok := keyless[c.action.Name]; ok {
		return target{name: c.keylessTarget().name}, nil
	}
	if q.ResourceTags != nil {
		t.tags = func() ([]string, error) { return q.ResourceTags, nil }
	}
	return t, nil
}

// namedTarget is what a resource name stands for.
func (c *call) namedTarget(q *Question) (target, error) {
	role, ok := identity.ParseRoleName(q.Resource)
	if ok && (c.action == api.AssumeRole.Info || c.action.Product == api.ProductCAM && role.Account == strconv.FormatUint(c.account(), 10)) {
		_, t, err := c.roleTarget(role, q.Resource)
		if errors.Is(err, store.ErrNotFound) {
			err = nil
		}
		return t, err
	}
	return target{name: q.Resource, tags: func() ([]string, error) { return c.tagsByName(q.Resource, c.mayKnow(q)) }}, nil
}

// mayKnow refuses a resource that was looked up, with what came of that, to who
// asks and may not describe it. One that does not exist is refused likewise.
func (c *call) mayKnow(q *Question) func(resource, error) error {
	if q.asker == nil {
		return func(_ resource, err error) error {
			if refusal := asKeyNotFound(err); refusal != nil {
				return &QuestionError{refusal.Message, refusal.MessageZH}
			}
			return err
		}
	}
	return func(found resource, err error) error {
		asker := *q.asker
		asker.action, asker.region, asker.requestTags = api.DescribeKey.Info, c.region, nil
		err = asker.permitFound(found, api.Shown(q.Resource), err)
		q.asker.entry.Resources = asker.entry.Resources
		return err
	}
}

// resourceOf finds a resource of the account by id, or a key by alias.
func (c *call) resourceOf(q *Question) (found resource, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		if id, bad := uuid.Parse(q.Resource); bad == nil {
			var whole described
			whole, err = resourceWithID(tx, id)
			found = whole.resource
		} else {
			found, err = c.keyWithAlias(tx, q.Resource, q.Region)
		}
		if err == nil && (found.account != c.account() || q.Region != "" && q.Region != found.region) {
			err = store.ErrNotFound
		}
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		err = api.Errorf(api.CmkNotFound, "Account %d has no key %s.", "账号 %d 中没有密钥 %s。", c.account(), api.Shown(q.Resource))
	}
	return found, err
}

// described is a resource with what tells people which it is.
type described struct {
	resource
	kind  string // Key, DataKey or WhiteBoxKey
	alias string
}

// resourceWithID finds a resource of any account and region.
func resourceWithID(tx *store.Tx, id uuid.UUID) (described, error) {
	k, err := tx.Key(id)
	if !errors.Is(err, store.ErrNotFound) {
		return described{keyResource(&k), "Key", k.Alias}, err
	}
	d, err := tx.DataKey(id)
	if !errors.Is(err, store.ErrNotFound) {
		return described{dataKeyResource(&d), "DataKey", d.Name}, err
	}
	w, err := tx.WhiteBoxKey(id)
	return described{whiteBoxResource(&w), "WhiteBoxKey", w.Alias}, err
}

func (c *call) keyWithAlias(tx *store.Tx, alias, region string) (resource, error) {
	if region != "" {
		k, err := tx.KeyByAlias(c.account(), region, alias)
		return keyResource(&k), err
	}
	keys, err := tx.KeysByAlias(c.account(), alias)
	switch {
	case err != nil:
		return resource{}, err
	case len(keys) == 0:
		return resource{}, store.ErrNotFound
	case len(keys) > 1:
		return resource{}, questionf("keys of several regions have the alias %s; name the key by its id", "多个地域中都有别名为 %s 的密钥，请使用密钥 ID", alias)
	}
	return keyResource(&keys[0]), nil
}
