package kms

import (
	"context"
	"net/netip"
	"strings"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/policy"
)

// AnyResource asks Permits whether an action could be allowed on some resource.
const AnyResource = "*"

// Permits tells whether a caller may do an action on a resource, by its name;
// empty for an action without one. It is for showing what is possible; every
// call is decided anew.
func (s *Service) Permits(ctx context.Context, caller *identity.Caller, sourceIP string, action *api.Info, resource string) (bool, error) {
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
	if resource == "" && keylessOnKeys[action.Name] {
		resource = c.allKeys()
	}
	request := policy.Request{Service: action.Product.Service, Action: action.Name, Resource: resource,
		Account: caller.Account.Uin, Principal: caller.Principal.Uin, Time: s.now()}
	request.SourceIP, _ = netip.ParseAddr(sourceIP)
	if id, err := uuid.Parse(resource[strings.LastIndexByte(resource, '/')+1:]); err == nil && grants.NeedsResourceTags() {
		if request.ResourceTags, err = c.resourceTags(id)(); err != nil {
			return false, err
		}
	}
	return grants.Decide(&request).Outcome == policy.Allowed, nil
}
