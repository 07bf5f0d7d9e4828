// Package cam answers the CAM API: the users, access keys, policies, groups and
// roles of the caller's account. Objects of other accounts do not exist for it.
//
// What it guarantees: a change holds for the next request when it is answered; a
// policy that is stored is understood as a whole; and no change takes the
// account from its root principal, which cannot be deleted or limited, and keeps
// an enabled access key or a password (see keepsWayIn).
//
// Whom it trusts: who may attach policies, make access keys of others, or change
// a policy or a trust policy, can give himself everything.
package cam

import (
	"context"
	"errors"
	"math"
	"regexp"
	"strconv"
	"time"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// Limits (published: CAM, use limits; the first with CreateAccessKey). There is
// none for the number of users, groups, roles and policies.
const (
	maxAccessKeys  = 2   // of a principal
	maxAttachments = 200 // policies attached to a user, group or role
	maxVersions    = 5   // of a policy
	maxGroupsOf    = 10  // groups that a user is in
	maxRemark      = 300 // bytes
	maxNote        = 1024
	maxContact     = 255 // bytes of a mail address or phone number
	maxBatch       = 100
	maxLastUsed    = 10  // SecretIds of GetSecurityLastUsed
	maxFiltered    = 50  // uins of DescribeSubAccounts
	maxSimulated   = 200 // actions of SimulatePrincipalPolicy
	maxAsked       = 50  // actions of ListPrincipalsForResource
	maxDecided     = 500 // principals that it decides about at once
	defaultRows    = 20  // on a page
	maxRows        = 200
)

// Config is what the actions stand on.
type Config struct {
	Directory *identity.Directory
	// NewVerifier checks a password for the console and returns what is stored
	// of it, as store.SignIn.Password: that of identity.SignIns.
	NewVerifier func(context.Context, secret.Bytes) (string, error)
	// SignInChanged ends the console sessions of a user who signs in in another
	// way, or no more: that of identity.SignIns.
	SignInChanged func(uin uint64)
}

type service struct{ Config }

// Bindings returns the actions, for kms.Config.
func Bindings(config Config) []kms.Binding {
	s := service{config}
	return []kms.Binding{
		kms.Bind(api.AddUser, s.addUser),
		kms.Bind(api.GetUser, getUser),
		kms.Bind(api.UpdateUser, s.updateUser),
		kms.Bind(api.DeleteUser, s.deleteUser),
		kms.Bind(api.ListUsers, listUsers),
		kms.Bind(api.DescribeSubAccounts, describeSubAccounts),
		kms.Bind(api.GetUserAppId, getUserAppID),

		kms.Bind(api.CreateAccessKey, s.createAccessKey),
		kms.Bind(api.UpdateAccessKey, s.updateAccessKey),
		kms.Bind(api.DeleteAccessKey, s.deleteAccessKey),
		kms.Bind(api.ListAccessKeys, listAccessKeys),
		kms.Bind(api.GetSecurityLastUsed, s.getSecurityLastUsed),

		kms.Bind(api.CreatePolicy, s.createPolicy),
		kms.Bind(api.GetPolicy, getPolicy),
		kms.Bind(api.UpdatePolicy, s.updatePolicy),
		kms.Bind(api.DeletePolicy, s.deletePolicy),
		kms.Bind(api.ListPolicies, listPolicies),
		kms.Bind(api.CreatePolicyVersion, s.createPolicyVersion),
		kms.Bind(api.GetPolicyVersion, getPolicyVersion),
		kms.Bind(api.ListPolicyVersions, listPolicyVersions),
		kms.Bind(api.DeletePolicyVersion, s.deletePolicyVersion),
		kms.Bind(api.SetDefaultPolicyVersion, s.setDefaultPolicyVersion),

		kms.Bind(api.AttachUserPolicy, s.attachUserPolicy),
		kms.Bind(api.DetachUserPolicy, s.detachUserPolicy),
		kms.Bind(api.ListAttachedUserPolicies, listAttachedUserPolicies),
		kms.Bind(api.ListAttachedUserAllPolicies, listAttachedUserAllPolicies),
		kms.Bind(api.AttachGroupPolicy, s.attachGroupPolicy),
		kms.Bind(api.DetachGroupPolicy, s.detachGroupPolicy),
		kms.Bind(api.ListAttachedGroupPolicies, listAttachedGroupPolicies),
		kms.Bind(api.AttachRolePolicy, s.attachRolePolicy),
		kms.Bind(api.DetachRolePolicy, s.detachRolePolicy),
		kms.Bind(api.ListAttachedRolePolicies, listAttachedRolePolicies),
		kms.Bind(api.ListEntitiesForPolicy, listEntitiesForPolicy),

		kms.Bind(api.CreateGroup, s.createGroup),
		kms.Bind(api.GetGroup, getGroup),
		kms.Bind(api.UpdateGroup, s.updateGroup),
		kms.Bind(api.DeleteGroup, s.deleteGroup),
		kms.Bind(api.ListGroups, listGroups),
		kms.Bind(api.AddUserToGroup, s.addUserToGroup),
		kms.Bind(api.RemoveUserFromGroup, s.removeUserFromGroup),
		kms.Bind(api.ListUsersForGroup, listUsersForGroup),
		kms.Bind(api.ListGroupsForUser, listGroupsForUser),

		kms.Bind(api.CreateRole, s.createRole),
		kms.Bind(api.GetRole, getRole),
		kms.Bind(api.DeleteRole, s.deleteRole),
		kms.Bind(api.DescribeRoleList, describeRoleList),
		kms.Bind(api.UpdateRoleConsoleLogin, s.updateRoleConsoleLogin),
		kms.Bind(api.UpdateRoleDescription, s.updateRoleDescription),
		kms.Bind(api.UpdateAssumeRolePolicy, s.updateAssumeRolePolicy),
		kms.Bind(api.UpdateRoleSessionDuration, s.updateRoleSessionDuration),

		kms.Bind(api.SimulatePrincipalPolicy, s.simulatePrincipalPolicy),
		kms.Bind(api.ListPrincipalsForResource, s.listPrincipalsForResource),
	}
}

// change makes a change of the account, which holds when it returns: for the
// access keys named, and for whatever policies hold for whom.
func (s service) change(c kms.Call, fn func(*store.Tx) error, secretIDs ...string) error {
	return s.Directory.Apply(c.Context(), func() error { return c.Change(fn) }, secretIDs...)
}

func account(c kms.Call) uint64 { return c.Caller().Account.Uin }

// The resource names by which policies know the objects of an account. The id
// all stands for every object of a kind.
func userName(c kms.Call, uin uint64) string  { return resourceName(c, "uin", number(uin)) }
func groupName(c kms.Call, id uint64) string  { return resourceName(c, "groupid", number(id)) }
func policyName(c kms.Call, id uint64) string { return resourceName(c, "policyid", number(id)) }
func roleName(c kms.Call, name string) string { return resourceName(c, "roleName", name) }

const all = "*"

func resourceName(c kms.Call, kind, id string) string {
	return "qcs::cam::uin/" + number(account(c)) + ":" + kind + "/" + id
}

func number(n uint64) string { return strconv.FormatUint(n, 10) }

// stored tells whether a number can be that of a row.
func stored(n uint64) bool { return n <= math.MaxInt64 }

// stamp writes a time as CAM does, in UTC; 0 is none.
func stamp(unix int64) string {
	if unix == 0 {
		return ""
	}
	return time.Unix(unix, 0).UTC().Format(time.DateTime)
}

// flag reads a parameter that is 0 or 1.
func flag(field string, value *uint64) (bool, error) {
	if value == nil {
		return false, nil
	}
	if *value > 1 {
		return false, api.Errorf(api.ParamError, "%s must be 0 or 1.", "%s 必须为 0 或 1。", field)
	}
	return *value == 1, nil
}

// page cuts the rows of a page out of all rows.
func page[T any](rows []T, number, size *uint64) ([]T, error) {
	n, each := uint64(1), uint64(defaultRows)
	if number != nil {
		n = *number
	}
	if size != nil {
		each = *size
	}
	if n < 1 || each < 1 || each > maxRows {
		return nil, api.Errorf(api.ParamError, "Page counts from 1, and Rp must be 1 to %d.", "Page 从 1 开始，Rp 必须为 1 到 %d。", maxRows)
	}
	if n-1 > uint64(len(rows))/each {
		return nil, nil
	}
	rows = rows[(n-1)*each:]
	return rows[:min(each, uint64(len(rows)))], nil
}

// The forms of names.
var (
	shortName = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)  // of users and groups
	longName  = regexp.MustCompile(`^[\w+=,.@-]{1,128}$`) // of policies and roles
)

func checkName(field, name string, form *regexp.Regexp, code api.Code) error {
	if form.MatchString(name) {
		return nil
	}
	most := 64
	if form == longName {
		most = 128
	}
	return api.Errorf(code, "%s must have 1 to %d letters, digits and +=,.@_-", "%s 必须为 1 到 %d 个字母、数字或 +=,.@_- 字符。", field, most)
}

func checkText(field, text string, most int, code api.Code) error {
	if len(text) > most {
		return api.Errorf(code, "%s may have %d bytes of UTF-8; this one has %d.", "%s 最多 %d 字节（UTF-8），当前为 %d 字节。", field, most, len(text))
	}
	return nil
}

// taken gives the refusal for a conflict of rows, and other errors as they are.
func taken(err error, what string, refusal error) error {
	if conflict, ok := errors.AsType[*store.ConflictError](err); ok && conflict.What == what {
		return refusal
	}
	return err
}

// missing gives the refusal for a row that is not there, and other errors as
// they are.
func missing(err, refusal error) error {
	if errors.Is(err, store.ErrNotFound) {
		return refusal
	}
	return err
}
