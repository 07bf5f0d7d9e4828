package kms

import (
	"cmp"
	"context"
	"errors"
	"time"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/store"
)

// Binding ties an action to a function of another package.
type Binding struct{ binding }

// Bind makes a Binding. The function reaches the store and its caller by the
// same door as the actions here: decoded, authorised, recorded.
func Bind[Req, Resp any, Answer interface {
	*Resp
	api.Answer
}](action api.Action[Req, Resp], handle func(Call, *Req) (Answer, error)) Binding {
	return Binding{bind(action, func(c *call, r *Req) (Answer, error) { return handle(Call{c}, r) })}
}

// Call is one request on its way, as actions of other packages see it.
type Call struct{ c *call }

// Context ends with the request.
func (c Call) Context() context.Context { return c.c.ctx }

// Now is the time of the service's clock.
func (c Call) Now() time.Time { return c.c.s.now() }

// Caller is who calls.
func (c Call) Caller() *identity.Caller { return c.c.req.Caller }

// Allow records the resources in the audit entry and returns an error unless
// the caller may do this action on each of them, or, if there are none, at all.
// An action that does not call it succeeds for nobody.
func (c Call) Allow(resources ...string) error {
	if len(resources) == 0 {
		return c.c.allow()
	}
	c.c.entry.Resources = append(c.c.entry.Resources, resources...)
	for _, resource := range resources {
		if err := c.c.permit(target{name: resource, shown: resource}); err != nil {
			return err
		}
	}
	return nil
}

// AllowAs is Allow for one resource that the caller named in another way. A
// refusal shows it by that name only, so that it tells nothing.
func (c Call) AllowAs(shown, resource string) error {
	c.c.entry.Resources = append(c.c.entry.Resources, resource)
	return c.c.permit(target{name: resource, shown: shown})
}

// AllowAbsent is AllowAs for something that does not exist. all ends in * and
// stands for whatever could have been there: only who may do this action on all of
// it learns that nothing is.
func (c Call) AllowAbsent(shown, all string) error {
	c.c.entry.Resources = append(c.c.entry.Resources, all)
	return c.c.permit(target{name: all, every: true, shown: shown})
}

// Made records in the audit entry what the call made.
func (c Call) Made(resource string) { c.c.entry.Resources = append(c.c.entry.Resources, resource) }

// AllowEveryone is for actions that need no permission.
func (c Call) AllowEveryone() { c.c.checked = true }

// AllowOperator returns an error unless an operator's credential calls.
func (c Call) AllowOperator() error {
	c.c.checked = true
	return c.c.keepApart()
}

// AllowRole finds the role of a resource name, of any account, if the caller may
// assume it: a policy that denies or allows it by either of its names does. Only who
// may assume whatever could have been there learns by store.ErrNotFound that nothing
// is. A refusal shows the role as the caller named it.
func (c Call) AllowRole(name identity.RoleName, shown string) (store.Role, error) {
	role, t, err := c.c.roleTarget(name, shown)
	switch {
	case err == nil:
		c.c.entry.Resources = append(c.c.entry.Resources, t.name)
	case errors.Is(err, store.ErrNotFound):
		c.c.entry.Resources = append(c.c.entry.Resources, shown)
	default:
		return role, err
	}
	return role, cmp.Or(c.c.permit(t), err)
}

// SourceIP is the address that the request came from, as text.
func (c Call) SourceIP() string { return c.c.req.SourceIP }

// Note adds to the audit entry. The texts must hold no secret.
func (c Call) Note(name, text string) { c.c.note(name, text) }

// View reads the store.
func (c Call) View(fn func(*store.Tx) error) error { return c.c.s.db.View(c.c.ctx, fn) }

// ChangeBy is Change for what has a transaction of its own.
func (c Call) ChangeBy(fn func() error) error { return c.c.intend(fn) }

// Change changes the store in one transaction. The intent is on record before
// it, the result before the answer.
func (c Call) Change(fn func(*store.Tx) error) error { return c.c.change(fn) }
