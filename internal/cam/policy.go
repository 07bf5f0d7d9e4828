package cam

import (
	"errors"
	"slices"
	"strings"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// Kinds of policies, as two parts of the API write them.
const (
	customType, presetType   = 1, 2
	customScope, presetScope = "Local", "QCS"
	customKind, presetKind   = "User", "QCS"
)

// bySyntax is the CreateMode of a policy that was made from a document.
const bySyntax = 2

func isPreset(p store.Policy) bool { return p.ID < identity.FirstPolicyID }

func typeOf(p store.Policy) uint64 {
	if isPreset(p) {
		return presetType
	}
	return customType
}

func kindOf(p store.Policy) string {
	if isPreset(p) {
		return presetKind
	}
	return customKind
}

// readPolicy reads a preset or a policy of the account.
func readPolicy(tx *store.Tx, account, id uint64) (p store.Policy, err error) {
	if id < identity.FirstPolicyID {
		for _, preset := range identity.Presets() {
			if preset.ID == id {
				return preset, nil
			}
		}
		return p, store.ErrNotFound
	}
	if !stored(id) {
		return p, store.ErrNotFound
	}
	p, err = tx.Policy(id)
	if err == nil && p.Account != account {
		err = store.ErrNotFound
	}
	return p, err
}

// readPolicyByName is readPolicy with a name.
func readPolicyByName(tx *store.Tx, account uint64, name string) (store.Policy, error) {
	for _, preset := range identity.Presets() {
		if preset.Name == name {
			return preset, nil
		}
	}
	return tx.PolicyByName(account, name)
}

// findPolicy finds a policy by id or name, if the caller may do this action on
// it. Who gave a name and may not touch all policies does not learn which names
// exist.
func findPolicy(c kms.Call, id *uint64, name string, absent api.Code) (p store.Policy, err error) {
	if (id == nil) == (name == "") {
		return p, api.Errorf(api.ParamError, "Name the policy by PolicyId or by PolicyName.", "请用 PolicyId 或 PolicyName 二者之一指定策略。")
	}
	err = c.View(func(tx *store.Tx) error {
		if id != nil {
			p, err = readPolicy(tx, account(c), *id)
		} else {
			p, err = readPolicyByName(tx, account(c), name)
		}
		return err
	})
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return p, err
	}
	shown := api.Shown(name)
	var refusal error
	switch {
	case id != nil:
		shown = number(*id)
		refusal = c.AllowAs(shown, policyName(c, *id))
	case err != nil:
		refusal = c.AllowAbsent(shown, resourceName(c, "policyid", all))
	default:
		refusal = c.AllowAs(shown, policyName(c, p.ID))
	}
	if refusal != nil {
		return p, refusal
	}
	return p, missing(err, noPolicy(absent, shown))
}

func noPolicy(code api.Code, which string) error {
	return api.Errorf(code, "There is no policy %s in this account.", "当前账号中没有策略 %s。", which)
}

func (s service) createPolicy(c kms.Call, r *api.CreatePolicyRequest) (*api.CreatePolicyResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if err := noTags(r.Tags); err != nil {
		return nil, err
	}
	now := c.Now().Unix()
	p := store.Policy{Account: account(c), Name: r.PolicyName, Description: r.Description, Document: r.PolicyDocument, Created: now, Updated: now}
	if err := checkPolicy(p); err != nil {
		return nil, err
	}
	err := s.change(c, func(tx *store.Tx) error {
		id, err := tx.NextNumber("policy", identity.FirstPolicyID)
		if err != nil {
			return err
		}
		p.ID = uint64(id)
		return taken(tx.InsertPolicy(p), "policy name", policyNameInUse(p.Name))
	})
	if err != nil {
		return nil, err
	}
	c.Made(policyName(c, p.ID))
	return &api.CreatePolicyResponse{PolicyId: p.ID}, nil
}

func noTags(tags []api.CamTag) error {
	if len(tags) > 0 {
		return api.Errorf(api.ParamError, "Objects of CAM have no tags here; leave Tags out.", "此处的 CAM 对象没有标签，请不要填写 Tags。")
	}
	return nil
}

// checkPolicy checks all that an author gives.
func checkPolicy(p store.Policy) error {
	if err := checkName("PolicyName", p.Name, longName, api.PolicyNameError); err != nil {
		return err
	}
	if slices.ContainsFunc(identity.Presets(), func(preset store.Policy) bool { return preset.Name == p.Name }) {
		return policyNameInUse(p.Name)
	}
	if err := checkText("Description", p.Description, maxRemark, api.DescriptionLengthOverlimit); err != nil {
		return err
	}
	return checkDocument(p.Document)
}

func policyNameInUse(name string) error {
	return api.Errorf(api.PolicyNameInUse, "The name %s is taken by another policy.", "策略名 %s 已被使用。", name)
}

func getPolicy(c kms.Call, r *api.GetPolicyRequest) (*api.GetPolicyResponse, error) {
	if err := c.Allow(policyName(c, r.PolicyId)); err != nil {
		return nil, err
	}
	var p store.Policy
	err := c.View(func(tx *store.Tx) (err error) {
		p, err = readPolicy(tx, account(c), r.PolicyId)
		return missing(err, noPolicy(api.PolicyIdNotFound, number(r.PolicyId)))
	})
	return &api.GetPolicyResponse{PolicyName: p.Name, Description: p.Description, Type: typeOf(p), AddTime: stamp(p.Created),
		UpdateTime: stamp(p.Updated), PolicyDocument: p.Document}, err
}

func (s service) updatePolicy(c kms.Call, r *api.UpdatePolicyRequest) (*api.UpdatePolicyResponse, error) {
	name := r.PolicyName
	if r.PolicyId != nil {
		name = "" // it is the new one
	}
	p, err := findPolicy(c, r.PolicyId, name, api.PolicyIdNotFound)
	if err != nil {
		return nil, err
	}
	if err := notPreset(p); err != nil {
		return nil, err
	}
	p = amended(p, r)
	if err := checkPolicy(p); err != nil {
		return nil, err
	}
	err = s.change(c, func(tx *store.Tx) error {
		now, err := readPolicy(tx, p.Account, p.ID)
		if err != nil {
			return missing(err, noPolicy(api.PolicyIdNotFound, number(p.ID)))
		}
		now = amended(now, r)
		now.Updated = c.Now().Unix()
		return taken(tx.UpdatePolicy(now), "policy name", policyNameInUse(now.Name))
	})
	return &api.UpdatePolicyResponse{PolicyId: p.ID}, err
}

// amended is a policy with the changes of a request.
func amended(p store.Policy, r *api.UpdatePolicyRequest) store.Policy {
	if r.PolicyName != "" {
		p.Name = r.PolicyName
	}
	if r.Description != nil {
		p.Description = *r.Description
	}
	if r.PolicyDocument != "" {
		p.Document = r.PolicyDocument
	}
	return p
}

func notPreset(p store.Policy) error {
	if isPreset(p) {
		return api.Errorf(api.PolicyIdError, "Policy %d (%s) is a preset, which cannot be changed or deleted.", "策略 %d（%s）是预设策略，不能修改或删除。", p.ID, p.Name)
	}
	return nil
}

func (s service) deletePolicy(c kms.Call, r *api.DeletePolicyRequest) (*api.DeletePolicyResponse, error) {
	if n := len(r.PolicyId); n == 0 || n > maxBatch {
		return nil, api.Errorf(api.OperatePoliciesOverLimit, "PolicyId must have 1 to %d entries; it has %d.",
			"PolicyId 必须有 1 到 %d 个元素，当前为 %d 个。", maxBatch, n)
	}
	for _, id := range r.PolicyId {
		if err := c.Allow(policyName(c, id)); err != nil {
			return nil, err
		}
	}
	err := s.change(c, func(tx *store.Tx) error {
		for _, id := range r.PolicyId {
			p, err := readPolicy(tx, account(c), id)
			if err == nil {
				err = notPreset(p)
			}
			if err == nil {
				err = tx.DeletePolicy(id)
			}
			if err != nil {
				return missing(err, noPolicy(api.PolicyIdNotFound, number(id)))
			}
		}
		return nil
	})
	return &api.DeletePolicyResponse{}, err
}

func listPolicies(c kms.Call, r *api.ListPoliciesRequest) (*api.ListPoliciesResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if !slices.Contains([]string{"", "All", customScope, presetScope}, r.Scope) {
		return nil, api.Errorf(api.ScopeError, "Scope must be All, %s or %s.", "Scope 必须为 All、%s 或 %s。", presetScope, customScope)
	}
	answer := &api.ListPoliciesResponse{}
	err := c.View(func(tx *store.Tx) error {
		rows, err := tx.Policies(account(c))
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(append(identity.Presets(), rows...), func(p store.Policy) bool {
			return r.Scope == customScope && isPreset(p) || r.Scope == presetScope && !isPreset(p) || !strings.Contains(p.Name, r.Keyword)
		})
		answer.TotalNum = uint64(len(rows))
		if rows, err = page(rows, r.Page, r.Rp); err != nil {
			return err
		}
		attached, err := tx.CountAttachments(account(c))
		for _, p := range rows {
			answer.List = append(answer.List, api.StrategyInfo{PolicyId: p.ID, PolicyName: p.Name, AddTime: stamp(p.Created), Type: typeOf(p),
				Description: p.Description, CreateMode: bySyntax, Attachments: attached[p.ID], AttachEntityCount: int64(attached[p.ID]),
				UpdateTime: stamp(p.Updated)})
		}
		return err
	})
	return answer, err
}
