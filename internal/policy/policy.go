// Package policy parses and evaluates policy documents in the grammar 2.0 of
// Cloud Access Management (CAM):
//
//	{"version": "2.0", "statement": [{
//	    "effect":    "allow" | "deny",
//	    "action":    "kms:Describe*" | ["name/kms:Encrypt", "tag:*", ...] | "*",
//	    "resource":  "qcs::kms:<region>:uin/<account>:key/..." | [...] | "*",
//	    "condition": {"<operator>": {"<key>": "<value>" | [...]}}
//	}]}
//
// Parse what an author gives, keep the *Policy, and call [Evaluate] for each
// request. The trust policy of a role, which says who may assume it, is read
// by [ParseTrust].
//
// The package is pure: it has no state, no clock and no input but its
// arguments, and everything it returns can be used concurrently. What it
// guarantees: a deny beats any allow; what no statement allows is denied; the
// order of policies and statements decides nothing; a document in which
// anything is not understood is refused as a whole; and what parses can be
// written again by String and means the same.
//
// The one thing to know is how a statement that names resources meets an
// action that has none, such as CreateKey: not at all, whether it allows or
// denies. See [Request.Resource].
package policy

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"
)

// MaxCharacters bounds a document, white space included (CAM documentation,
// page 598/10609 "Use Limits": characters in one policy syntax).
const MaxCharacters = 6144

// Policy is a parsed document. It does not change.
type Policy struct {
	statements        []statement
	needsResourceTags bool
}

// statement is one entry of a document. A trust policy has principals, and its
// resource is the role itself.
type statement struct {
	deny       bool
	principals []Principal
	actions    []action
	resources  []resource
	conditions []condition
}

// Parse reads the document of a policy for users, groups, roles or sessions.
// The error is an *Error.
func Parse(document string) (*Policy, error) {
	return parse(document, false)
}

// NeedsResourceTags tells whether a condition asks for the tags of the
// resource. If it does, a Request without them may be decided wrongly.
func (p *Policy) NeedsResourceTags() bool { return p.needsResourceTags }

// Request is what is to be decided: may this caller do this action on this
// resource now?
type Request struct {
	// Service and Action name the action, as in "kms" and "Encrypt". Case does
	// not matter.
	Service, Action string
	// Resource is the name of the one resource, in six segments:
	//
	//	qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/100000000002/<keyId>
	//
	// It is empty for an action on the operation level, to which only
	// statements with the resource "*" apply. Where the cloud also takes key/*
	// for such an action, Resource is the name that ends in key/*: to that
	// apply all statements that cover every key.
	Resource string
	// Every asks about all that a Resource ending in * stands for, whatever tags
	// it has: Allowed then means that there is nothing among it, and could be
	// nothing, that is not allowed. It is for what must not tell whether
	// something exists.
	Every bool
	// Account is the uin of the caller's root account, to which resources with
	// an empty account segment belong, and AppID its other number. Principal is
	// the caller's own uin. They stand for ${owner_uin}, ${app_id} and ${uin}.
	Account, AppID, Principal uint64
	// SourceIP is qcs:ip. A zero one is not known.
	SourceIP netip.Addr
	// Time is qcs:current_time, which has seconds. A zero one is not known.
	Time time.Time
	// ResourceTags and RequestTags are qcs:resource_tag and qcs:request_tag,
	// each written by Tag.
	ResourceTags, RequestTags []string
	// Values are other condition keys, such as sts:external_id.
	Values map[string][]string
}

// TagSeparator stands between key and value of a tag in a condition. Tags must not
// hold it: then a text has it once, and means one tag, also for a pattern whose *
// stands for the key or for the value.
const TagSeparator = "&"

// Tag writes a tag in the way of conditions: key&value.
func Tag(key, value string) string { return key + TagSeparator + value }

// Outcome is what was decided.
type Outcome uint8

// The outcomes. Only Allowed lets a request through.
const (
	Denied    Outcome = iota // a statement denies
	Unmatched                // no statement allows
	Allowed
)

// Or combines the outcomes for one thing that has two names: what denies it by
// one of them denies it, and else what allows it by one allows it.
func (o Outcome) Or(other Outcome) Outcome {
	if o == Denied || other == Denied {
		return Denied
	}
	return max(o, other)
}

func (o Outcome) String() string { return [...]string{"denied", "unmatched", "allowed"}[o] }

// Decision is an Outcome and its reason.
type Decision struct {
	Outcome Outcome
	// Limit says which list of policies gave the reason: 0 for the policies, 1
	// for the first of the limits.
	Limit int
	// Policy is the place of the policy in that list and Statement that of the
	// statement in the policy, both from 0: the first that denies, or else the
	// first that allows. They are -1 where no statement decided.
	Policy, Statement int
}

// Evaluate decides about a request. Every limit is a list of policies that can
// only take away, such as the policy of a session: a request is allowed if the
// policies and each limit allow it, and a limit without policies allows
// nothing.
func Evaluate(policies []*Policy, r *Request, limits ...[]*Policy) Decision {
	q := newQuery(r)
	decision := q.decide(policies)
	for i, limit := range limits {
		within := q.decide(limit)
		within.Limit = i + 1
		if within.Outcome < decision.Outcome {
			decision = within
		}
	}
	return decision
}

// query is a request with its resource name taken apart.
type query struct {
	*Request
	principal *Principal // whom a role is asked to trust
	named     bool       // the request has a well-formed resource name
	own       bool       // the resource belongs to the caller's account
	service   string     // the segments of the name
	region    string
	account   string
	name      string
}

func newQuery(r *Request) query {
	q := query{Request: r}
	rest, ok := strings.CutPrefix(r.Resource, "qcs::")
	if !ok {
		return q
	}
	q.service, rest, _ = strings.Cut(rest, ":")
	q.region, rest, _ = strings.Cut(rest, ":")
	q.account, q.name, q.named = strings.Cut(rest, ":")
	var buffer [24]byte
	q.own = string(strconv.AppendUint(append(buffer[:0], "uin/"...), r.Account, 10)) == q.account
	return q
}

func (q *query) decide(policies []*Policy) Decision {
	decision := Decision{Outcome: Unmatched, Policy: -1, Statement: -1}
	for i, p := range policies {
		for j := range p.statements {
			s := &p.statements[j]
			if !s.deny && decision.Outcome == Allowed || !s.applies(q) {
				continue
			}
			if s.deny {
				return Decision{Outcome: Denied, Policy: i, Statement: j}
			}
			decision = Decision{Outcome: Allowed, Policy: i, Statement: j}
		}
	}
	return decision
}

func (s *statement) applies(q *query) bool {
	if !s.hasAction(q) || !s.hasResource(q) || s.principals != nil && !s.trusts(q.principal) {
		return false
	}
	for i := range s.conditions {
		c := &s.conditions[i]
		if q.Every && c.source == fromResourceTags {
			if !s.deny { // of something it may not hold
				return false
			}
			continue // of something it may
		}
		if !c.holds(q.Request) {
			return false
		}
	}
	return true
}

func (s *statement) hasAction(q *query) bool {
	for i := range s.actions {
		if s.actions[i].matches(q) {
			return true
		}
	}
	return false
}

func (s *statement) hasResource(q *query) bool {
	for i := range s.resources {
		if s.resources[i].matches(q, q.Every && s.deny) {
			return true
		}
	}
	return false
}

// May tells whether the policies could allow an action on some resource under
// some conditions. It is for leaving out what would be refused in any case;
// whether a request is allowed only Evaluate says.
func May(policies []*Policy, service, action string, limits ...[]*Policy) bool {
	q := newQuery(&Request{Service: service, Action: action})
	for _, list := range append([][]*Policy{policies}, limits...) {
		if !q.may(list) {
			return false
		}
	}
	return true
}

func (q *query) may(policies []*Policy) bool {
	allowed := false
	for _, p := range policies {
		for i := range p.statements {
			s := &p.statements[i]
			switch {
			case !s.hasAction(q):
			case !s.deny:
				allowed = true
			case len(s.conditions) == 0 && slices.ContainsFunc(s.resources, func(r resource) bool { return r.all }):
				return false
			}
		}
	}
	return allowed
}
