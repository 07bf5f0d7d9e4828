package cam

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/policy"
)

func (s service) simulatePrincipalPolicy(c kms.Call, r *api.SimulatePrincipalPolicyRequest) (*api.SimulatePrincipalPolicyResponse, error) {
	if n := len(r.ActionNames); n == 0 || n > maxSimulated {
		return nil, api.Errorf(api.InvalidParameter, "ActionNames must have 1 to %d entries; it has %d.",
			"ActionNames 必须有 1 到 %d 个元素，当前为 %d 个。", maxSimulated, n)
	}
	who, err := s.simulated(c, r.Principal)
	if err != nil {
		return nil, err
	}
	grants, err := who.Grants(c.Context())
	if err != nil {
		return nil, err
	}
	answer := &api.SimulatePrincipalPolicyResponse{PrincipalName: who.Principal.Name, PrincipalId: number(who.Principal.Uin),
		PrincipalType: who.Principal.Kind, Policies: []api.PolicyInEffect{}}
	for _, source := range grants.Sources {
		if p := inEffect(&source); p != nil {
			answer.Policies = append(answer.Policies, *p)
		}
	}
	has, gives, err := tagTexts(r.ResourceTags), tagTexts(r.RequestTags), checkTags(r.ResourceTags, r.RequestTags)
	if err != nil {
		return nil, err
	}
	for _, name := range r.ActionNames {
		e, err := c.Explain(kms.Question{Caller: who, Action: name, Resource: r.Resource, SourceIP: r.SourceIp,
			ResourceTags: has, RequestTags: gives})
		if err != nil {
			return nil, err
		}
		answer.Results = append(answer.Results, simulation(name, &e))
	}
	return answer, nil
}

// simulated finds the principal that a simulation is about, if the caller may do
// this action on it. Who may not touch all principals does not learn which names
// exist.
func (s service) simulated(c kms.Call, name string) (*identity.Caller, error) {
	roleOf, isRole := strings.CutPrefix(name, identity.RolePrefix)
	who, err := s.Directory.CallerNamed(c.Context(), number(account(c)), name)
	absent := errors.Is(err, identity.ErrNoPrincipal)
	if err != nil && !absent {
		return nil, err
	}
	shown := api.Shown(name)
	switch {
	case absent && isRole:
		err = cmp.Or(c.AllowAbsent(shown, resourceName(c, "roleName", all)), noRole(api.Shown(roleOf)))
	case absent:
		err = cmp.Or(c.AllowAbsent(shown, resourceName(c, "uin", all)), noUser(api.UserNotExist, name))
	case isRole:
		err = c.AllowAs(shown, roleName(c, who.Principal.Name))
	default:
		err = c.AllowAs(shown, userName(c, who.Principal.Uin))
	}
	return who, err
}

// inEffect is nil for what is not a policy: that root may do everything.
func inEffect(s *identity.Source) *api.PolicyInEffect {
	if s == nil || s.Policy == 0 {
		return nil
	}
	return &api.PolicyInEffect{PolicyId: s.Policy, PolicyName: s.Name, GroupName: s.Group}
}

func simulation(action string, e *kms.Explanation) api.SimulationResult {
	result := api.SimulationResult{ActionName: action, ResourceName: e.Resource, Allowed: e.Outcome == policy.Allowed,
		Decision: e.Outcome.String(), Policy: inEffect(e.Source), StatementIndex: -1}
	if result.Policy != nil {
		result.StatementIndex, result.Statement = int64(e.Statement), e.Text
	}
	return result
}

// tagTexts writes tags as conditions compare them; none are nil.
func tagTexts(tags []api.Tag) (texts []string) {
	for _, tag := range tags {
		texts = append(texts, policy.Tag(tag.TagKey, tag.TagValue))
	}
	return texts
}

// checkTags refuses tags that nothing can have: conditions write key&value.
func checkTags(lists ...[]api.Tag) error {
	for _, tag := range slices.Concat(lists...) {
		if strings.Contains(tag.TagKey+tag.TagValue, "&") {
			return api.Errorf(api.InvalidParameter, "No tag has a & in its key or value.", "标签的键和值不能包含 &。")
		}
	}
	return nil
}
