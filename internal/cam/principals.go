package cam

import (
	"errors"
	"strconv"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/policy"
	"miyao/internal/store"
)

func (s service) listPrincipalsForResource(c kms.Call, r *api.ListPrincipalsForResourceRequest) (*api.ListPrincipalsForResourceResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if n := len(r.ActionNames); n == 0 || n > maxAsked {
		return nil, api.Errorf(api.InvalidParameter, "ActionNames must have 1 to %d entries; it has %d.",
			"ActionNames 必须有 1 到 %d 个元素，当前为 %d 个。", maxAsked, n)
	}
	names, err := principalNames(c)
	if err != nil {
		return nil, err
	}
	from := 0
	if r.Marker != "" {
		if from, err = strconv.Atoi(r.Marker); err != nil || from < 0 {
			return nil, api.Errorf(api.InvalidParameter, "Marker must be the one of the answer before.", "Marker 必须是上一次应答返回的值。")
		}
	}
	answer := &api.ListPrincipalsForResourceResponse{Principals: []api.PrincipalAccess{}}
	until := min(from+maxDecided, len(names))
	for _, name := range names[min(from, until):until] {
		access, err := s.access(c, name, r)
		if err != nil {
			return nil, err
		}
		if len(access.ActionNames) > 0 {
			answer.Principals = append(answer.Principals, access)
		}
	}
	if until < len(names) {
		answer.Marker = strconv.Itoa(until)
	}
	return answer, nil
}

// principalNames are all principals of the account, as Directory.CallerNamed takes
// them: root first, then users by uin, then roles by id.
func principalNames(c kms.Call) (names []string, err error) {
	err = c.View(func(tx *store.Tx) error {
		principals, err := tx.Principals(account(c))
		if err != nil {
			return err
		}
		names = append(names, number(account(c)))
		for _, p := range principals {
			if p.Kind != store.PrincipalRoot {
				names = append(names, number(p.Uin))
			}
		}
		roles, err := tx.Roles(account(c))
		for _, role := range roles {
			names = append(names, identity.RolePrefix+role.Name)
		}
		return err
	})
	return names, err
}

// access tells what a principal may do on the resource.
func (s service) access(c kms.Call, name string, r *api.ListPrincipalsForResourceRequest) (a api.PrincipalAccess, err error) {
	who, err := s.Directory.CallerNamed(c.Context(), number(account(c)), name)
	if errors.Is(err, identity.ErrNoPrincipal) {
		return a, nil // it was deleted meanwhile
	}
	if err != nil {
		return a, err
	}
	a = api.PrincipalAccess{PrincipalName: who.Principal.Name, PrincipalId: number(who.Principal.Uin), PrincipalType: who.Principal.Kind, ActionNames: []string{}}
	for _, action := range r.ActionNames {
		e, err := c.Explain(kms.Question{Caller: who, Action: action, Resource: r.Resource})
		if err != nil {
			return a, err
		}
		if e.Outcome == policy.Allowed {
			a.ActionNames = append(a.ActionNames, action)
		}
	}
	return a, nil
}
