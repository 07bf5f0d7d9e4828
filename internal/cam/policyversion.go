package cam

import (
	"errors"

	"miyao/api"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// firstVersion is the number of a policy's first version, and of the only one
// that a preset has.
const firstVersion = 1

// ownPolicy reads a policy that the account made and can change.
func ownPolicy(tx *store.Tx, account, id uint64) (store.Policy, error) {
	p, err := readPolicy(tx, account, id)
	if err != nil {
		return p, missing(err, noPolicy(api.PolicyIdNotFound, number(id)))
	}
	return p, notPreset(p)
}

func noVersion(policy, version uint64) error {
	return api.Errorf(api.PolicyVersionNotExists, "Policy %d has no version %d.", "策略 %d 没有版本 %d。", policy, version)
}

func (s service) createPolicyVersion(c kms.Call, r *api.CreatePolicyVersionRequest) (*api.CreatePolicyVersionResponse, error) {
	if err := c.Allow(policyName(c, r.PolicyId)); err != nil {
		return nil, err
	}
	if err := checkDocument(r.PolicyDocument); err != nil {
		return nil, err
	}
	answer := &api.CreatePolicyVersionResponse{}
	err := s.change(c, func(tx *store.Tx) error {
		if _, err := ownPolicy(tx, account(c), r.PolicyId); err != nil {
			return err
		}
		versions, err := tx.PolicyVersions(r.PolicyId)
		if err == nil && len(versions) >= maxVersions {
			err = api.Errorf(api.PolicyVersionFull, "Policy %d has %d versions already, which is the limit; delete one.",
				"策略 %d 已有 %d 个版本，达到上限，请先删除一个版本。", r.PolicyId, maxVersions)
		}
		now := c.Now().Unix()
		if err == nil {
			answer.VersionId, err = tx.AddPolicyVersion(r.PolicyId, r.PolicyDocument, now)
		}
		if err == nil && r.SetAsDefault {
			err = tx.SetPolicyVersion(r.PolicyId, answer.VersionId, now)
		}
		return err
	})
	if err == nil {
		c.Note("policyVersion", number(answer.VersionId))
	}
	return answer, err
}

func (s service) setDefaultPolicyVersion(c kms.Call, r *api.SetDefaultPolicyVersionRequest) (*api.SetDefaultPolicyVersionResponse, error) {
	if err := c.Allow(policyName(c, r.PolicyId)); err != nil {
		return nil, err
	}
	c.Note("policyVersion", number(r.VersionId))
	err := s.change(c, func(tx *store.Tx) error {
		if _, err := ownPolicy(tx, account(c), r.PolicyId); err != nil {
			return err
		}
		if !stored(r.VersionId) {
			return noVersion(r.PolicyId, r.VersionId)
		}
		return missing(tx.SetPolicyVersion(r.PolicyId, r.VersionId, c.Now().Unix()), noVersion(r.PolicyId, r.VersionId))
	})
	return &api.SetDefaultPolicyVersionResponse{}, err
}

func (s service) deletePolicyVersion(c kms.Call, r *api.DeletePolicyVersionRequest) (*api.DeletePolicyVersionResponse, error) {
	if err := c.Allow(policyName(c, r.PolicyId)); err != nil {
		return nil, err
	}
	if n := len(r.VersionId); n == 0 || n > maxVersions {
		return nil, api.Errorf(api.ParamError, "VersionId must have 1 to %d entries; it has %d.", "VersionId 必须有 1 到 %d 个元素，当前为 %d 个。", maxVersions, n)
	}
	err := s.change(c, func(tx *store.Tx) error {
		if _, err := ownPolicy(tx, account(c), r.PolicyId); err != nil {
			return err
		}
		for _, version := range r.VersionId {
			err := error(store.ErrNotFound)
			if stored(version) {
				err = tx.DeletePolicyVersion(r.PolicyId, version)
			}
			if errors.Is(err, store.ErrVersionInEffect) {
				return api.Errorf(api.PolicyVersionAlreadyDefault, "Version %d of policy %d is in effect; put another one into effect first.",
					"策略 %[2]d 的版本 %[1]d 正在生效，请先将其他版本设为生效版本。", version, r.PolicyId)
			}
			if err != nil {
				return missing(err, noVersion(r.PolicyId, version))
			}
		}
		return nil
	})
	return &api.DeletePolicyVersionResponse{}, err
}

// versionsOf reads the versions of a preset or policy of the account, newest
// first.
func versionsOf(c kms.Call, id uint64) (p store.Policy, versions []store.PolicyVersion, err error) {
	if err := c.Allow(policyName(c, id)); err != nil {
		return p, nil, err
	}
	err = c.View(func(tx *store.Tx) error {
		if p, err = readPolicy(tx, account(c), id); err != nil {
			return missing(err, noPolicy(api.PolicyIdNotFound, number(id)))
		}
		if isPreset(p) {
			p.Version = firstVersion
			versions = []store.PolicyVersion{{Policy: id, Version: firstVersion, Document: p.Document}}
			return nil
		}
		versions, err = tx.PolicyVersions(id)
		return err
	})
	return p, versions, err
}

func isDefault(p store.Policy, v store.PolicyVersion) uint64 {
	if p.Version == v.Version {
		return 1
	}
	return 0
}

func listPolicyVersions(c kms.Call, r *api.ListPolicyVersionsRequest) (*api.ListPolicyVersionsResponse, error) {
	p, versions, err := versionsOf(c, r.PolicyId)
	answer := &api.ListPolicyVersionsResponse{Versions: []api.PolicyVersionItem{}}
	for _, v := range versions {
		answer.Versions = append(answer.Versions, api.PolicyVersionItem{VersionId: v.Version, CreateDate: stamp(v.Created),
			IsDefaultVersion: int64(isDefault(p, v))})
	}
	return answer, err
}

func getPolicyVersion(c kms.Call, r *api.GetPolicyVersionRequest) (*api.GetPolicyVersionResponse, error) {
	p, versions, err := versionsOf(c, r.PolicyId)
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Version == r.VersionId {
			return &api.GetPolicyVersionResponse{PolicyVersion: api.PolicyVersionDetail{VersionId: v.Version, CreateDate: stamp(v.Created),
				IsDefaultVersion: isDefault(p, v), Document: v.Document}}, nil
		}
	}
	return nil, noVersion(r.PolicyId, r.VersionId)
}
