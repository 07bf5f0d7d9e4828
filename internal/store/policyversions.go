package store

import "errors"

// PolicyVersion is a version of a policy.
type PolicyVersion struct {
	Policy   uint64
	Version  uint64
	Document string
	Created  int64 // Unix seconds
}

const policyVersionColumns = "policy, version, document, created"

func scanPolicyVersion(row scanner) (v PolicyVersion, err error) {
	return v, row.Scan(&v.Policy, &v.Version, &v.Document, &v.Created)
}

// PolicyVersions returns the versions of a policy, newest first.
func (tx *Tx) PolicyVersions(policy uint64) ([]PolicyVersion, error) {
	rows, err := all(tx, scanPolicyVersion, "SELECT "+policyVersionColumns+" FROM policy_versions WHERE policy = $1 ORDER BY version DESC", policy)
	return rows, wrap(err, "versions of policy %d", policy)
}

// PolicyVersion returns a version of a policy.
func (tx *Tx) PolicyVersion(policy, version uint64) (PolicyVersion, error) {
	v, err := one(tx, scanPolicyVersion, "SELECT "+policyVersionColumns+" FROM policy_versions WHERE policy = $1 AND version = $2", policy, version)
	return v, wrap(err, "version %d of policy %d", version, policy)
}

// AddPolicyVersion adds a version, which does not take effect, and returns its
// number.
func (tx *Tx) AddPolicyVersion(policy uint64, document string, created int64) (version uint64, err error) {
	scan := func(row scanner) (n uint64, err error) { return n, row.Scan(&n) }
	version, err = one(tx, scan, "UPDATE policies SET last_version = last_version + 1 WHERE id = $1 RETURNING last_version", policy)
	if err == nil {
		err = tx.insert("policy_versions", policyVersionColumns, policy, version, document, created)
	}
	return version, wrap(err, "add a version to policy %d", policy)
}

// SetPolicyVersion puts a version of a policy into effect.
func (tx *Tx) SetPolicyVersion(policy, version uint64, updated int64) error {
	v, err := tx.PolicyVersion(policy, version)
	if err != nil {
		return err
	}
	err = tx.change("UPDATE policies SET version = $2, document = $3, updated = $4 WHERE id = $1", policy, version, v.Document, updated)
	return wrap(err, "put version %d of policy %d into effect", version, policy)
}

// ErrVersionInEffect refuses to remove the version that is in effect.
var ErrVersionInEffect = errors.New("the version is in effect")

// DeletePolicyVersion removes a version that is not in effect; otherwise the error
// is ErrVersionInEffect.
func (tx *Tx) DeletePolicyVersion(policy, version uint64) error {
	p, err := tx.Policy(policy)
	if err == nil && p.Version == version {
		err = ErrVersionInEffect
	}
	if err == nil {
		err = tx.change("DELETE FROM policy_versions WHERE policy = $1 AND version = $2", policy, version)
	}
	return wrap(err, "delete version %d of policy %d", version, policy)
}
