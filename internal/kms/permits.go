package kms

import (
	"context"
	"errors"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/policy"
	"miyao/internal/store"
)

// AnyResource asks Permits whether an action could be allowed on some resource.
const AnyResource = "*"

// Permits tells whether a caller may do an action on a resource, by its name;
// empty for an action without one. It is for showing what is possible; every
// call is decided anew.
func (s *Service) Permits(ctx context.Context, caller *identity.Caller, sourceIP string, action *api.Info, resource string) (bool, error) {
	if caller.Operator() || action.Product == api.ProductOperator {
		return caller.Operator() && action.Product == api.ProductOperator, nil
	}
	if caller.Root() {
		return true, nil
	}
	grants, err := caller.Grants(ctx)
	if err != nil {
		return false, err
	}
	if resource == AnyResource {
		return grants.May(action.Product.Service, action.Name), nil
	}
	c := &call{ctx: ctx, s: s, action: action, region: s.regions[0].Name,
		req: &Request{Action: action.Name, Caller: caller, SourceIP: sourceIP}}
	if resource == "" {
		resource = c.keylessTarget().name
	}
	request := policy.Request{Service: action.Product.Service, Action: action.Name, Resource: resource,
		Account: caller.Account.Uin, AppID: caller.Account.AppID, Principal: caller.Principal.Uin, Time: s.now()}
	request.SourceIP, _ = netip.ParseAddr(sourceIP)
	if grants.NeedsResourceTags() {
		if request.ResourceTags, err = c.tagsByName(resource, nil); err != nil {
			return false, err
		}
	}
	return grants.Decide(&request).Outcome == policy.Allowed, nil
}

// tagsByName reads the tags of a resource by its name. One that does not exist
// in the caller's account has none. mayKnow can refuse what was found, or that
// nothing was; nil refuses nothing.
func (c *call) tagsByName(name string, mayKnow func(resource, error) error) ([]string, error) {
	segments := strings.Split(name, ":")
	id, err := uuid.Parse(name[strings.LastIndexByte(name, '/')+1:])
	if err != nil || len(segments) != 6 || segments[2] != api.ProductKMS.Service {
		return nil, nil // not the name of anything that has tags
	}
	c.region = segments[3]
	var found described
	err = c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		found, err = resourceWithID(tx, id)
		if errors.Is(err, store.ErrNotFound) || err == nil && (found.account != c.account() || found.name() != name) {
			return keyNotFound(id, c.region)
		}
		return err
	})
	if mayKnow != nil {
		err = mayKnow(found.resource, err)
	}
	switch {
	case asKeyNotFound(err) != nil, errors.As(err, new(*QuestionError)):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return c.resourceTags(found.id)()
}
