package api

// What policies decide.

var (
	// ListPrincipalsForResource lists who may do actions on a resource: root, users and roles, as
	// calls made with their own credentials would be decided now. An addition of miyao. It acts
	// in the region of the request. A caller needs the permission without a resource and, if
	// the resource is a key, kms:DescribeKey for that.
	ListPrincipalsForResource = declareIn[ListPrincipalsForResourceRequest, ListPrincipalsForResourceResponse](ProductCAM, "ListPrincipalsForResource", Read)
	// SimulatePrincipalPolicy tells whether a user or role may do actions on a resource, and
	// because of which statement, as calls made with its own credential would be decided now.
	// An addition of miyao. It acts in the region of the request. Nothing is done; a caller
	// needs the permission for the principal it asks about and, if the resource is a key,
	// kms:DescribeKey for that. Sessions can have policies of their own, which are not known
	// here, and who assumes a role has to be named by its trust policy too.
	SimulatePrincipalPolicy = declareIn[SimulatePrincipalPolicyRequest, SimulatePrincipalPolicyResponse](ProductCAM, "SimulatePrincipalPolicy", Read)
)

// SimulatePrincipalPolicyRequest is the input of [SimulatePrincipalPolicy].
type SimulatePrincipalPolicyRequest struct {
	// Uin or name of a user, role/ and the name of a role, or root.
	Principal string `kms:"required"`
	// 1 to 200 actions, such as kms:Encrypt.
	ActionNames []string `kms:"required"`
	// Id or alias of a key, id of a hosted data key or white-box key, or a resource name
	// (qcs::...). Empty: the actions have no resource; those that act on none are decided
	// without one in any case.
	Resource string `json:",omitzero"`
	// Address that the calls would come from; empty: conditions on qcs:ip do not hold.
	SourceIp string `json:",omitzero"`
	// Suppose that the resource has these tags, instead of those that it has.
	ResourceTags []Tag `json:",omitzero"`
	// Tags that the calls would give.
	RequestTags []Tag `json:",omitzero"`
}

// SimulatePrincipalPolicyResponse is the result of [SimulatePrincipalPolicy].
type SimulatePrincipalPolicyResponse struct {
	// Name of the principal.
	PrincipalName string
	// Uin of a user or root, or id of a role.
	PrincipalId string
	// user, root or role.
	PrincipalType string
	// A decision for each of ActionNames, in their order.
	Results []SimulationResult
	// All policies that hold for the principal; for root, none need to.
	Policies []PolicyInEffect
	Meta
}

// ListPrincipalsForResourceRequest is the input of [ListPrincipalsForResource].
type ListPrincipalsForResourceRequest struct {
	// Id or alias of a key, id of a hosted data key or white-box key, or a resource name
	// (qcs::...).
	Resource string `kms:"required"`
	// 1 to 50 actions, such as kms:Encrypt.
	ActionNames []string `kms:"required"`
	// Go on where an answer ended: its Marker.
	Marker string `json:",omitzero"`
}

// ListPrincipalsForResourceResponse is the result of [ListPrincipalsForResource].
type ListPrincipalsForResourceResponse struct {
	// Those who may do one of the actions or more: root, then users by uin, then roles by id. A
	// part of the list may be short, or empty, while Marker is not.
	Principals []PrincipalAccess
	// Where to go on; empty: these were all.
	Marker string
	Meta
}

// PrincipalAccess is what a principal may do.
type PrincipalAccess struct {
	// Name of the principal.
	PrincipalName string
	// Uin of a user or root, or id of a role.
	PrincipalId string
	// user, root or role.
	PrincipalType string
	// Those of the actions that it may do.
	ActionNames []string
}

// SimulationResult is the decision about an action.
type SimulationResult struct {
	// The action.
	ActionName string
	// Name of the resource that policies were asked about; empty: none.
	ResourceName string
	// A call would be allowed.
	Allowed bool
	// allowed; denied, by a statement; unmatched: no statement allows it.
	Decision string
	// Whose statement decided; null if none did, as for root, who needs none, and for
	// sts:GetCallerIdentity, which everyone may do.
	Policy *PolicyInEffect
	// Place of the statement in the policy, from 0; -1 if none decided.
	StatementIndex int64
	// The statement; empty if none decided.
	Statement string
}

// PolicyInEffect is a policy that holds for a principal.
type PolicyInEffect struct {
	// Policy id.
	PolicyId uint64
	// Policy name.
	PolicyName string
	// Name of the group that it is attached to; empty: it is attached directly.
	GroupName string
}
