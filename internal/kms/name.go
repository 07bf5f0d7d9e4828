package kms

import (
	"strconv"

	"github.com/google/uuid"

	"miyao/internal/store"
)

// resource is what keys, hosted data keys and white-box keys have in common: by
// this they are found, named and permitted.
type resource struct {
	id      uuid.UUID
	account uint64
	region  string
	creator uint64
}

func keyResource(k *store.Key) resource { return resource{k.ID, k.Account, k.Region, k.Creator} }

func dataKeyResource(k *store.DataKey) resource {
	return resource{k.ID, k.Account, k.Region, k.Creator}
}

func whiteBoxResource(k *store.WhiteBoxKey) resource {
	return resource{k.ID, k.Account, k.Region, k.Creator}
}

// path is the last segment of a resource name after key/, which clients see as
// ResourceId.
func (r resource) path() string { return string(r.appendPath(nil)) }

func (r resource) appendPath(dst []byte) []byte {
	dst = strconv.AppendUint(append(dst, "creatorUin/"...), r.creator, 10)
	return append(append(dst, '/'), r.id.String()...)
}

// name is the six-segment name by which policies and the audit log know a
// resource.
func (r resource) name() string {
	var room [160]byte // every call needs a name: one allocation
	name := append(append(room[:0], "qcs::kms:"...), r.region...)
	name = appendAccount(append(name, ':'), r.account)
	return string(r.appendPath(append(name, ":key/"...)))
}

func accountSegment(uin uint64) string { return string(appendAccount(nil, uin)) }

func appendAccount(dst []byte, uin uint64) []byte {
	return strconv.AppendUint(append(dst, "uin/"...), uin, 10)
}

// owns tells whether a resource is of the caller's account and region: others
// do not exist for a call.
func (c *call) owns(r resource) bool { return r.account == c.account() && r.region == c.region }

// due tells whether a key or data key is past its deletion date: then it does
// not exist, even while the worker has not destroyed it yet.
func (c *call) due(state store.KeyState, date int64) bool {
	return state == store.PendingDelete && date <= c.s.now().Unix()
}

// permitFound asks for permission on a resource that was looked up in the
// store, with what came of that, and records it in the audit entry. An unknown
// one is told only to who may do the action on all keys.
func (c *call) permitFound(r resource, id string, found error) error {
	t := target{name: c.allKeys(), every: true, shown: id}
	switch {
	case found == nil:
		t = target{name: r.name(), shown: id, tags: c.resourceTags(r.id)}
		c.entry.Resources = append(c.entry.Resources, t.name)
	case !isPublished(found):
		return found
	}
	if err := c.permit(t); err != nil {
		return err
	}
	return found
}
