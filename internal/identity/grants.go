package identity

import (
	"context"
	"errors"
	"fmt"
	"time"

	"miyao/internal/policy"
	"miyao/internal/store"
)

// Bounds of the policies kept in memory: each is parsed once for each principal
// that uses it.
const (
	maxGrants   = 16 << 10
	maxGrantAge = time.Hour
)

// grantee is who policies are attached to: a kind of attachment and an id.
type grantee struct {
	kind string
	id   uint64
}

// Grants are the policies that hold for someone.
type Grants struct {
	Sources   []Source
	policies  []*policy.Policy // in the order of Sources
	limits    [][]*policy.Policy
	needsTags bool
}

// everything is what the root principal may do.
var everything = func() *Grants {
	all, err := policy.Parse(`{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*"}]}`)
	if err != nil {
		panic("identity: " + err.Error())
	}
	return &Grants{Sources: []Source{{Name: "root"}}, policies: []*policy.Policy{all}}
}()

// within returns the grants as far as a limit lets them through; nil is none.
func (g *Grants) within(limit *policy.Policy) *Grants {
	if limit == nil {
		return g
	}
	limited := *g
	limited.limits = [][]*policy.Policy{{limit}}
	limited.needsTags = g.needsTags || limit.NeedsResourceTags()
	return &limited
}

// Source says where a policy comes from.
type Source struct {
	Policy uint64 // its id
	Name   string
	Group  string // the group it is attached to; empty: attached directly
}

// NeedsResourceTags tells whether a decision needs the tags of the resource.
func (g *Grants) NeedsResourceTags() bool { return g.needsTags }

// Decide evaluates the policies. Where Limit of the decision is 0, Policy is an
// index into Sources; else a session's policy decided.
func (g *Grants) Decide(r *policy.Request) policy.Decision {
	return policy.Evaluate(g.policies, r, g.limits...)
}

// May tells whether an action could be allowed on some resource.
func (g *Grants) May(service, action string) bool {
	return policy.May(g.policies, service, action, g.limits...)
}

// Statement returns the text of the statement that decided; not of one in a
// session's policy.
func (g *Grants) Statement(d policy.Decision) string {
	return g.policies[d.Policy].Statement(d.Statement)
}

// loadGrants reads the policies of a principal or role from the store. One that
// cannot be read is an error and not left out, for it might deny.
func (d *Directory) loadGrants(ctx context.Context, who grantee, g *Grants) error {
	err := d.db.View(ctx, func(tx *store.Tx) error {
		if err := g.add(tx, who, ""); err != nil || who.kind != store.AttachedToUser {
			return err
		}
		groups, err := tx.GroupsOf(who.id)
		for _, group := range groups {
			err = errors.Join(err, g.add(tx, grantee{store.AttachedToGroup, group.ID}, group.Name))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("read the policies of %s %d: %w", who.kind, who.id, err)
	}
	return nil
}

func (g *Grants) add(tx *store.Tx, who grantee, group string) error {
	attachments, err := tx.Attachments(who.kind, who.id)
	if err != nil {
		return err
	}
	for _, a := range attachments {
		row, err := policyRow(tx, a.Policy)
		if err != nil {
			return err
		}
		parsed, err := policy.Parse(row.Document)
		if err != nil {
			return fmt.Errorf("policy %d: %w", row.ID, err)
		}
		g.Sources = append(g.Sources, Source{Policy: row.ID, Name: row.Name, Group: group})
		g.policies = append(g.policies, parsed)
		g.needsTags = g.needsTags || parsed.NeedsResourceTags()
	}
	return nil
}

// FirstPolicyID is the first id of policies that accounts make; those below are
// of presets.
const FirstPolicyID = 1000

// Presets returns the presets as policies of no account. Their ids are their
// places, from 1, and never change.
func Presets() []store.Policy {
	var rows []store.Policy
	for i, preset := range policy.Presets() {
		rows = append(rows, store.Policy{ID: uint64(i) + 1, Name: preset.Name, Document: preset.Document})
	}
	return rows
}

func policyRow(tx *store.Tx, id uint64) (store.Policy, error) {
	if id >= FirstPolicyID {
		return tx.Policy(id)
	}
	for _, preset := range Presets() {
		if preset.ID == id {
			return preset, nil
		}
	}
	return store.Policy{}, fmt.Errorf("preset %d: %w", id, store.ErrNotFound)
}
