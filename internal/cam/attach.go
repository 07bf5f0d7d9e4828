package cam

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"miyao/api"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// Kinds of what a policy is attached to, in ListEntitiesForPolicy.
var entityTypes = map[string]struct {
	filter string
	number uint64
}{
	store.AttachedToUser:  {"User", 1},
	store.AttachedToGroup: {"Group", 2},
	store.AttachedToRole:  {"Role", 3},
}

// attach attaches a policy to something that exists.
func (s service) attach(c kms.Call, kind string, id, policy uint64, exists func(*store.Tx) error, absent api.Code) error {
	return s.change(c, func(tx *store.Tx) error {
		if err := exists(tx); err != nil {
			return err
		}
		if _, err := readPolicy(tx, account(c), policy); err != nil {
			return missing(err, noPolicy(absent, number(policy)))
		}
		present, err := tx.Attachments(kind, id)
		if err != nil {
			return err
		}
		if len(present) >= maxAttachments && !slices.ContainsFunc(present, func(a store.Attachment) bool { return a.Policy == policy }) {
			return api.Errorf(api.AttachmentFull, "%d policies are attached already, which is the limit; detach one, or use groups.",
				"已关联 %d 个策略，达到上限；请先解除一个，或使用用户组。", len(present))
		}
		return tx.Attach(store.Attachment{Account: account(c), Kind: kind, Target: id, Policy: policy, Created: c.Now().Unix()})
	})
}

// detach is the opposite of attach. What is not attached is no error.
func (s service) detach(c kms.Call, kind string, id, policy uint64, exists func(*store.Tx) error, absent api.Code) error {
	return s.change(c, func(tx *store.Tx) error {
		if err := exists(tx); err != nil {
			return err
		}
		if _, err := readPolicy(tx, account(c), policy); err != nil {
			return missing(err, noPolicy(absent, number(policy)))
		}
		err := tx.Detach(store.Attachment{Kind: kind, Target: id, Policy: policy})
		return missing(err, nil)
	})
}

// existing makes the check that something exists out of how it is read.
func existing[T any](read func(tx *store.Tx, account, id uint64) (T, error), c kms.Call, id uint64) func(*store.Tx) error {
	return func(tx *store.Tx) error {
		_, err := read(tx, account(c), id)
		return err
	}
}

func (s service) attachUserPolicy(c kms.Call, r *api.AttachUserPolicyRequest) (*api.AttachUserPolicyResponse, error) {
	err := c.Allow(userName(c, r.AttachUin), policyName(c, r.PolicyId))
	if err == nil {
		err = s.attach(c, store.AttachedToUser, r.AttachUin, r.PolicyId, existing(subUser, c, r.AttachUin), api.PolicyIdNotFound)
	}
	return &api.AttachUserPolicyResponse{}, err
}

func (s service) detachUserPolicy(c kms.Call, r *api.DetachUserPolicyRequest) (*api.DetachUserPolicyResponse, error) {
	err := c.Allow(userName(c, r.DetachUin), policyName(c, r.PolicyId))
	if err == nil {
		err = s.detach(c, store.AttachedToUser, r.DetachUin, r.PolicyId, existing(subUser, c, r.DetachUin), api.PolicyIdNotFound)
	}
	return &api.DetachUserPolicyResponse{}, err
}

func (s service) attachGroupPolicy(c kms.Call, r *api.AttachGroupPolicyRequest) (*api.AttachGroupPolicyResponse, error) {
	err := c.Allow(groupName(c, r.AttachGroupId), policyName(c, r.PolicyId))
	if err == nil {
		err = s.attach(c, store.AttachedToGroup, r.AttachGroupId, r.PolicyId, existing(readGroup, c, r.AttachGroupId), api.PolicyIdNotFound)
	}
	return &api.AttachGroupPolicyResponse{}, err
}

func (s service) detachGroupPolicy(c kms.Call, r *api.DetachGroupPolicyRequest) (*api.DetachGroupPolicyResponse, error) {
	err := c.Allow(groupName(c, r.DetachGroupId), policyName(c, r.PolicyId))
	if err == nil {
		err = s.detach(c, store.AttachedToGroup, r.DetachGroupId, r.PolicyId, existing(readGroup, c, r.DetachGroupId), api.PolicyIdNotFound)
	}
	return &api.DetachGroupPolicyResponse{}, err
}

func (s service) attachRolePolicy(c kms.Call, r *api.AttachRolePolicyRequest) (*api.AttachRolePolicyResponse, error) {
	role, policy, err := findBoth(c, r.AttachRoleId, r.AttachRoleName, r.PolicyId, r.PolicyName)
	if err == nil {
		err = s.attach(c, store.AttachedToRole, role.ID, policy.ID, existing(readRole, c, role.ID), api.PolicyIdNotExist)
	}
	return &api.AttachRolePolicyResponse{}, err
}

func (s service) detachRolePolicy(c kms.Call, r *api.DetachRolePolicyRequest) (*api.DetachRolePolicyResponse, error) {
	role, policy, err := findBoth(c, r.DetachRoleId, r.DetachRoleName, r.PolicyId, r.PolicyName)
	if err == nil {
		err = s.detach(c, store.AttachedToRole, role.ID, policy.ID, existing(readRole, c, role.ID), api.PolicyIdNotExist)
	}
	return &api.DetachRolePolicyResponse{}, err
}

// findBoth finds a role and a policy, if the caller may do this action on them.
func findBoth(c kms.Call, roleID, roleName string, policyID *uint64, policyName string) (role store.Role, p store.Policy, err error) {
	if role, err = findRole(c, roleID, roleName); err != nil {
		return role, p, err
	}
	p, err = findPolicy(c, policyID, policyName, api.PolicyIdNotExist)
	return role, p, err
}

// attached is a policy and how it is attached.
type attached struct {
	store.Attachment
	policy store.Policy
}

func attachedTo(tx *store.Tx, account uint64, kind string, id uint64) ([]attached, error) {
	rows, err := tx.Attachments(kind, id)
	list := make([]attached, len(rows))
	for i, row := range rows {
		if err == nil {
			list[i].Attachment = row
			list[i].policy, err = readPolicy(tx, account, row.Policy)
		}
	}
	return list, err
}

// listAttached lists the policies of something that exists whose names have a
// keyword.
func listAttached(c kms.Call, kind string, id uint64, exists func(*store.Tx) error, keyword string) (list []attached, err error) {
	err = c.View(func(tx *store.Tx) error {
		if err := exists(tx); err != nil {
			return err
		}
		list, err = attachedTo(tx, account(c), kind, id)
		return err
	})
	return slices.DeleteFunc(list, func(a attached) bool { return !strings.Contains(a.policy.Name, keyword) }), err
}

func infos(list []attached) []api.AttachPolicyInfo {
	rows := make([]api.AttachPolicyInfo, len(list))
	for i, a := range list {
		rows[i] = api.AttachPolicyInfo{PolicyId: a.Policy, PolicyName: a.policy.Name, AddTime: stamp(a.Created), CreateMode: bySyntax,
			PolicyType: kindOf(a.policy), Remark: a.policy.Description}
	}
	return rows
}

func listAttachedUserPolicies(c kms.Call, r *api.ListAttachedUserPoliciesRequest) (*api.ListAttachedUserPoliciesResponse, error) {
	if err := c.Allow(userName(c, r.TargetUin)); err != nil {
		return nil, err
	}
	list, err := listAttached(c, store.AttachedToUser, r.TargetUin, existing(subUser, c, r.TargetUin), "")
	if err != nil {
		return nil, err
	}
	rows, err := page(infos(list), r.Page, r.Rp)
	return &api.ListAttachedUserPoliciesResponse{TotalNum: uint64(len(list)), List: rows}, err
}

func listAttachedGroupPolicies(c kms.Call, r *api.ListAttachedGroupPoliciesRequest) (*api.ListAttachedGroupPoliciesResponse, error) {
	if err := c.Allow(groupName(c, r.TargetGroupId)); err != nil {
		return nil, err
	}
	list, err := listAttached(c, store.AttachedToGroup, r.TargetGroupId, existing(readGroup, c, r.TargetGroupId), r.Keyword)
	if err != nil {
		return nil, err
	}
	rows, err := page(infos(list), r.Page, r.Rp)
	return &api.ListAttachedGroupPoliciesResponse{TotalNum: uint64(len(list)), List: rows}, err
}

func listAttachedRolePolicies(c kms.Call, r *api.ListAttachedRolePoliciesRequest) (*api.ListAttachedRolePoliciesResponse, error) {
	role, err := findRole(c, r.RoleId, r.RoleName)
	if err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"", customKind, presetKind}, r.PolicyType) {
		return nil, api.Errorf(api.ParamError, "PolicyType must be %s or %s.", "PolicyType 必须为 %s 或 %s。", customKind, presetKind)
	}
	list, err := listAttached(c, store.AttachedToRole, role.ID, existing(readRole, c, role.ID), r.Keyword)
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(a attached) bool { return r.PolicyType != "" && kindOf(a.policy) != r.PolicyType })
	answer := &api.ListAttachedRolePoliciesResponse{TotalNum: uint64(len(list))}
	list, err = page(list, &r.Page, &r.Rp)
	for _, a := range list {
		answer.List = append(answer.List, api.AttachedPolicyOfRole{PolicyId: a.Policy, PolicyName: a.policy.Name, AddTime: stamp(a.Created),
			PolicyType: kindOf(a.policy), CreateMode: bySyntax, Description: a.policy.Description})
	}
	return answer, err
}

// AttachType of ListAttachedUserAllPolicies.
const (
	directly = 1
	byGroup  = 2
)

func listAttachedUserAllPolicies(c kms.Call, r *api.ListAttachedUserAllPoliciesRequest) (*api.ListAttachedUserAllPoliciesResponse, error) {
	if err := c.Allow(userName(c, r.TargetUin)); err != nil {
		return nil, err
	}
	if r.AttachType > byGroup || r.StrategyType != nil && *r.StrategyType != customType && *r.StrategyType != presetType {
		return nil, api.Errorf(api.ParamError, "AttachType must be 0, 1 or 2, and StrategyType 1 or 2.", "AttachType 必须为 0、1 或 2，StrategyType 必须为 1 或 2。")
	}
	var list []api.AttachedUserPolicy
	err := c.View(func(tx *store.Tx) (err error) {
		list, err = policiesOf(tx, account(c), r)
		return err
	})
	if err != nil {
		return nil, err
	}
	rows, err := page(list, &r.Page, &r.Rp)
	return &api.ListAttachedUserAllPoliciesResponse{PolicyList: rows, TotalNum: uint64(len(list))}, err
}

// policiesOf returns each policy that holds for a user once, with the groups by
// which it does.
func policiesOf(tx *store.Tx, account uint64, r *api.ListAttachedUserAllPoliciesRequest) (list []api.AttachedUserPolicy, err error) {
	if _, err := subUser(tx, account, r.TargetUin); err != nil {
		return nil, err
	}
	add := func(kind string, id uint64, group ...api.AttachedUserPolicyGroupInfo) error {
		found, err := attachedTo(tx, account, kind, id)
		for _, a := range found {
			if r.StrategyType != nil && typeOf(a.policy) != *r.StrategyType || !strings.Contains(a.policy.Name, r.Keyword) {
				continue
			}
			at := slices.IndexFunc(list, func(p api.AttachedUserPolicy) bool { return p.PolicyId == number(a.Policy) })
			if at < 0 {
				at = len(list)
				list = append(list, api.AttachedUserPolicy{PolicyId: number(a.Policy), PolicyName: a.policy.Name,
					Description: a.policy.Description, AddTime: stamp(a.Created), StrategyType: number(typeOf(a.policy)), CreateMode: number(bySyntax)})
			}
			list[at].AddTime = min(list[at].AddTime, stamp(a.Created)) // the form sorts as time does
			list[at].Groups = append(list[at].Groups, group...)
		}
		return err
	}
	if r.AttachType != byGroup {
		err = add(store.AttachedToUser, r.TargetUin)
	}
	if err != nil || r.AttachType == directly {
		return list, err
	}
	groups, err := tx.GroupsOf(r.TargetUin)
	for _, g := range groups {
		err = errors.Join(err, add(store.AttachedToGroup, g.ID, api.AttachedUserPolicyGroupInfo{GroupId: g.ID, GroupName: g.Name}))
	}
	return list, err
}

func listEntitiesForPolicy(c kms.Call, r *api.ListEntitiesForPolicyRequest) (*api.ListEntitiesForPolicyResponse, error) {
	if err := c.Allow(policyName(c, r.PolicyId)); err != nil {
		return nil, err
	}
	filter := cmp.Or(r.EntityFilter, "All")
	if !slices.Contains([]string{"All", "User", "Group", "Role"}, filter) {
		return nil, api.Errorf(api.EntityFilterError, "EntityFilter must be All, User, Group or Role.", "EntityFilter 必须为 All、User、Group 或 Role。")
	}
	answer := &api.ListEntitiesForPolicyResponse{}
	err := c.View(func(tx *store.Tx) error {
		if _, err := readPolicy(tx, account(c), r.PolicyId); err != nil {
			return missing(err, noPolicy(api.PolicyIdNotFound, number(r.PolicyId)))
		}
		rows, err := tx.AttachmentsOf(account(c), r.PolicyId)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(a store.Attachment) bool { return filter != "All" && entityTypes[a.Kind].filter != filter })
		answer.TotalNum = uint64(len(rows))
		if rows, err = page(rows, r.Page, r.Rp); err != nil {
			return err
		}
		for _, a := range rows {
			entity := api.AttachEntityOfPolicy{Id: number(a.Target), RelatedType: entityTypes[a.Kind].number, AttachmentTime: stamp(a.Created)}
			if entity.Name, err = entityName(tx, a); err != nil {
				return err
			}
			if a.Kind == store.AttachedToUser {
				entity.Uin = a.Target
			}
			answer.List = append(answer.List, entity)
		}
		return nil
	})
	return answer, err
}

func entityName(tx *store.Tx, a store.Attachment) (string, error) {
	switch a.Kind {
	case store.AttachedToUser:
		p, err := tx.Principal(a.Target)
		return p.Name, err
	case store.AttachedToGroup:
		g, err := tx.Group(a.Target)
		return g.Name, err
	}
	r, err := tx.Role(a.Target)
	return r.Name, err
}
