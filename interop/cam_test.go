package interop_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	cam "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/cam/v20190116"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	sdkerrors "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common/errors"
	kms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"
	tag "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/tag/v20180813"
)

// administrator manages users with the official SDK, in one way to sign and
// send.
type administrator struct {
	*testing.T
	*cam.Client
	profile profile
}

func newAdministrator(t *testing.T, p profile) administrator {
	t.Helper()
	client, err := cam.NewClient(common.NewCredential(p.SecretID, p.SecretKey), p.Region, clientProfile(p))
	if err != nil {
		t.Fatal(err)
	}
	return administrator{t, client, p}
}

// done fails the test unless a call succeeded.
func done[R any](t *testing.T, response R, err error) R {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return response
}

// wantCode fails the test unless a call was refused with a code, which is a
// constant of the SDK where it publishes one.
func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	var refused *sdkerrors.TencentCloudSDKError
	if !errors.As(err, &refused) || refused.Code != code || !uuid.MatchString(refused.RequestId) {
		t.Errorf("got %v, want %s", err, code)
	}
}

// user makes a user with an access key.
func (a administrator) user(name string) *cam.AddUserResponseParams {
	a.Helper()
	request := cam.NewAddUserRequest()
	request.Name, request.UseApi = &name, common.Uint64Ptr(1)
	response, err := a.AddUser(request)
	return done(a.T, response, err).Response
}

func (a administrator) policy(name, document string) *uint64 {
	a.Helper()
	request := cam.NewCreatePolicyRequest()
	request.PolicyName, request.PolicyDocument = &name, &document
	response, err := a.CreatePolicy(request)
	return done(a.T, response, err).Response.PolicyId
}

func (a administrator) attach(policy, uin *uint64) {
	a.Helper()
	request := cam.NewAttachUserPolicyRequest()
	request.PolicyId, request.AttachUin = policy, uin
	response, err := a.AttachUserPolicy(request)
	done(a.T, response, err)
}

// keys is the KMS client of an access key.
func (a administrator) keys(secretID, secretKey string) *kms.Client {
	a.Helper()
	p := a.profile
	p.SecretID, p.SecretKey = secretID, secretKey
	client, err := kms.NewClient(common.NewCredential(p.SecretID, p.SecretKey), p.Region, clientProfile(p))
	if err != nil {
		a.Fatal(err)
	}
	return client
}

func encryptRequest(key string) *kms.EncryptRequest {
	request := kms.NewEncryptRequest()
	request.KeyId, request.Plaintext = &key, common.StringPtr("c2VjcmV0")
	return request
}

// TestGoSDKUsers makes a user with a key and a policy, and uses the KMS SDK as
// that user: what the policy allows is done, the rest refused, and so is all of
// it once the key is switched off.
func TestGoSDKUsers(t *testing.T) {
	t.Parallel()
	for i, p := range profiles(startServer(t)) {
		t.Run(p.name(), func(t *testing.T) {
			a := newAdministrator(t, p)
			alias := fmt.Sprint("key-", i)
			create := kms.NewCreateKeyRequest()
			create.Alias = &alias
			made, err := a.keys(p.SecretID, p.SecretKey).CreateKey(create)
			key := *done(t, made, err).Response.KeyId

			user := a.user(fmt.Sprint("user-", i))
			asUser := a.keys(*user.SecretId, *user.SecretKey)
			_, err = asUser.Encrypt(encryptRequest(key))
			wantCode(t, err, kms.UNAUTHORIZEDOPERATION)
			policy := a.policy(fmt.Sprint("policy-", i),
				`{"version":"2.0","statement":[{"effect":"allow","action":["name/kms:Encrypt"],"resource":["qcs::kms:`+p.Region+`::key/*`+key+`"]}]}`)
			a.attach(policy, user.Uin)
			encrypted, err := asUser.Encrypt(encryptRequest(key))
			blob := done(t, encrypted, err).Response.CiphertextBlob
			decrypt := kms.NewDecryptRequest()
			decrypt.CiphertextBlob = blob
			_, err = asUser.Decrypt(decrypt)
			wantCode(t, err, kms.UNAUTHORIZEDOPERATION)

			a.switchKey(asUser, key, user)
			a.cleanUp(user, policy)
		})
	}
}

// switchKey switches a user's access key off and on and looks at it.
func (a administrator) switchKey(asUser *kms.Client, key string, user *cam.AddUserResponseParams) {
	a.Helper()
	update := cam.NewUpdateAccessKeyRequest()
	update.AccessKeyId, update.TargetUin, update.Status = user.SecretId, user.Uin, common.StringPtr("Inactive")
	response, err := a.UpdateAccessKey(update)
	done(a.T, response, err)
	_, err = asUser.Encrypt(encryptRequest(key))
	wantCode(a.T, err, "AuthFailure.SecretIdNotFound")
	update.Status = common.StringPtr("Active")
	response, err = a.UpdateAccessKey(update)
	done(a.T, response, err)
	encrypted, err := asUser.Encrypt(encryptRequest(key))
	done(a.T, encrypted, err)

	list := cam.NewListAccessKeysRequest()
	list.TargetUin = user.Uin
	listed, err := a.ListAccessKeys(list)
	if keys := done(a.T, listed, err).Response.AccessKeys; len(keys) != 1 || *keys[0].AccessKeyId != *user.SecretId || *keys[0].Status != "Active" {
		a.Errorf("access keys %s", listed.ToJsonString())
	}
	used := cam.NewGetSecurityLastUsedRequest()
	used.SecretIdList = []*string{user.SecretId}
	answer, err := a.GetSecurityLastUsed(used)
	if rows := done(a.T, answer, err).Response.SecretIdLastUsedRows; len(rows) != 1 || rows[0].LastSecretUsedDate == nil || *rows[0].LastSecretUsedDate == 0 {
		a.Errorf("last used %s", answer.ToJsonString())
	}
}

func (a administrator) cleanUp(user *cam.AddUserResponseParams, policy *uint64) {
	a.Helper()
	remove := cam.NewDeleteUserRequest()
	remove.Name = user.Name
	_, err := a.DeleteUser(remove)
	wantCode(a.T, err, cam.OPERATIONDENIED_HAVEKEYS)
	remove.Force = common.Uint64Ptr(1)
	removed, err := a.DeleteUser(remove)
	done(a.T, removed, err)
	get := cam.NewGetUserRequest()
	get.Name = user.Name
	_, err = a.GetUser(get)
	wantCode(a.T, err, cam.RESOURCENOTFOUND_USERNOTEXIST)
	drop := cam.NewDeletePolicyRequest()
	drop.PolicyId = []*uint64{policy}
	dropped, err := a.DeletePolicy(drop)
	done(a.T, dropped, err)
	show := cam.NewGetPolicyRequest()
	show.PolicyId = policy
	_, err = a.GetPolicy(show)
	wantCode(a.T, err, cam.RESOURCENOTFOUND_POLICYIDNOTFOUND)
}

// TestTerraformUsers follows the Terraform provider through the life of a user,
// a group, a policy and a role: the same calls and fields, and whatever the
// provider reads without looking is there.
func TestTerraformUsers(t *testing.T) {
	t.Parallel()
	p := profiles(startServer(t))[0]
	a := newAdministrator(t, p)

	add := cam.NewAddUserRequest()
	add.Name, add.Remark, add.UseApi = common.StringPtr("terraform"), common.StringPtr("r"), common.Uint64Ptr(1)
	add.ConsoleLogin, add.NeedResetPassword = common.Uint64Ptr(0), common.Uint64Ptr(1)
	added, err := a.AddUser(add)
	user := done(t, added, err).Response
	if user.Uid == nil || *user.SecretKey == "" || *user.Password != "" || *user.SecretId == "" {
		t.Errorf("user %s", added.ToJsonString())
	}
	a.noTags("uin", fmt.Sprint(*user.Uin))
	get := cam.NewGetUserRequest()
	get.Name = user.Name
	got, err := a.GetUser(get)
	if u := done(t, got, err).Response; *u.Uid != *user.Uid || *u.ConsoleLogin != 0 || *u.Remark != "r" || *u.PhoneNum+*u.CountryCode+*u.Email != "" {
		t.Errorf("user %s", got.ToJsonString())
	}

	document := `{"version":"2.0","statement":[{"action":["kms:Describe*"],"effect":"allow","resource":["*"]}]}`
	policy := a.policy("terraform", document)
	show := cam.NewGetPolicyRequest()
	show.PolicyId = policy
	shown, err := a.GetPolicy(show)
	if q := done(t, shown, err).Response; *q.PolicyDocument != document || *q.Type != 1 || *q.AddTime == "" || *q.UpdateTime == "" || *q.PolicyName != "terraform" {
		t.Errorf("policy %s", shown.ToJsonString())
	}
	a.attach(policy, user.Uin)
	page, size := common.Uint64Ptr(1), common.Uint64Ptr(200)
	attached := cam.NewListAttachedUserPoliciesRequest()
	attached.TargetUin, attached.Page, attached.Rp = user.Uin, page, size
	list, err := a.ListAttachedUserPolicies(attached)
	if rows := done(t, list, err).Response.List; len(rows) != 1 || *rows[0].PolicyId != *policy || *rows[0].PolicyType != "User" || *rows[0].CreateMode != 2 {
		t.Errorf("attached %s", list.ToJsonString())
	}

	a.terraformGroup(user)
	a.terraformRole(policy)
	policies := cam.NewListPoliciesRequest()
	policies.Page, policies.Rp, policies.Scope = page, size, common.StringPtr("Local")
	all, err := a.ListPolicies(policies)
	if rows := done(t, all, err).Response.List; len(rows) != 1 || *rows[0].Attachments != 1 || *rows[0].ServiceType != "" || *rows[0].CreateMode != 2 || *rows[0].Type != 1 {
		t.Errorf("policies %s", all.ToJsonString())
	}
}

// noTags reads the tags of an object of CAM, as the provider does with each.
func (a administrator) noTags(prefix, id string) {
	a.Helper()
	tags, err := tag.NewClient(common.NewCredential(a.profile.SecretID, a.profile.SecretKey), a.profile.Region, clientProfile(a.profile))
	if err != nil {
		a.Fatal(err)
	}
	request := tag.NewDescribeResourceTagsByResourceIdsRequest()
	request.ServiceType, request.ResourcePrefix, request.ResourceIds = common.StringPtr("cam"), &prefix, []*string{&id}
	request.ResourceRegion, request.Limit, request.Offset = &a.profile.Region, common.Uint64Ptr(20), common.Uint64Ptr(0)
	response, err := tags.DescribeResourceTagsByResourceIds(request)
	if got := done(a.T, response, err).Response; len(got.Tags) != 0 {
		a.Errorf("tags %s", response.ToJsonString())
	}
}

func (a administrator) terraformGroup(user *cam.AddUserResponseParams) {
	a.Helper()
	create := cam.NewCreateGroupRequest()
	create.GroupName = common.StringPtr("terraform")
	created, err := a.CreateGroup(create)
	id := done(a.T, created, err).Response.GroupId
	_, err = a.CreateGroup(create)
	wantCode(a.T, err, cam.INVALIDPARAMETER_GROUPNAMEINUSE)
	join := cam.NewAddUserToGroupRequest()
	join.Info = []*cam.GroupIdOfUidInfo{{GroupId: id, Uid: user.Uid}}
	joined, err := a.AddUserToGroup(join)
	done(a.T, joined, err)
	members := cam.NewListUsersForGroupRequest()
	members.GroupId, members.Page, members.Rp = id, common.Uint64Ptr(1), common.Uint64Ptr(200)
	listed, err := a.ListUsersForGroup(members)
	if rows := done(a.T, listed, err).Response.UserInfo; len(rows) != 1 || *rows[0].Name != "terraform" {
		a.Errorf("members %s", listed.ToJsonString())
	}
	update := cam.NewUpdateGroupRequest()
	update.GroupId, update.GroupName = id, common.StringPtr("renamed")
	updated, err := a.UpdateGroup(update)
	done(a.T, updated, err)
	get := cam.NewGetGroupRequest()
	get.GroupId = id
	got, err := a.GetGroup(get)
	if g := done(a.T, got, err).Response; *g.GroupName != "renamed" || *g.CreateTime == "" || *g.GroupNum != 1 {
		a.Errorf("group %s", got.ToJsonString())
	}
	leave := cam.NewRemoveUserFromGroupRequest()
	leave.Info = join.Info
	left, err := a.RemoveUserFromGroup(leave)
	done(a.T, left, err)
	remove := cam.NewDeleteGroupRequest()
	remove.GroupId = id
	removed, err := a.DeleteGroup(remove)
	done(a.T, removed, err)
	_, err = a.GetGroup(get)
	wantCode(a.T, err, cam.RESOURCENOTFOUND_GROUPNOTEXIST)
}

func (a administrator) terraformRole(policy *uint64) {
	a.Helper()
	create := cam.NewCreateRoleRequest()
	create.RoleName, create.ConsoleLogin = common.StringPtr("terraform"), common.Uint64Ptr(0)
	create.PolicyDocument = common.StringPtr(`{"version":"2.0","statement":[{"action":["name/sts:AssumeRole"],"effect":"allow","principal":{"qcs":["qcs::cam::uin/100000000001:uin/100000000001"]}}]}`)
	created, err := a.CreateRole(create)
	id := done(a.T, created, err).Response.RoleId
	a.noTags("role", *id)
	attach := cam.NewAttachRolePolicyRequest()
	attach.AttachRoleId, attach.PolicyId = id, policy
	attached, err := a.AttachRolePolicy(attach)
	done(a.T, attached, err)
	policies := cam.NewListAttachedRolePoliciesRequest()
	policies.RoleId, policies.Page, policies.Rp = id, common.Uint64Ptr(1), common.Uint64Ptr(200)
	listed, err := a.ListAttachedRolePolicies(policies)
	if rows := done(a.T, listed, err).Response.List; len(rows) != 1 || *rows[0].PolicyId != *policy || *rows[0].PolicyName != "terraform" {
		a.Errorf("policies of the role %s", listed.ToJsonString())
	}
	list := cam.NewDescribeRoleListRequest()
	list.Page, list.Rp = common.Uint64Ptr(1), common.Uint64Ptr(200)
	roles, err := a.DescribeRoleList(list)
	if rows := done(a.T, roles, err).Response.List; len(rows) != 1 || *rows[0].RoleId != *id || *rows[0].PolicyDocument != *create.PolicyDocument ||
		*rows[0].SessionDuration != 7200 || *rows[0].ConsoleLogin != 0 || !strings.HasSuffix(*rows[0].RoleArn, ":roleName/terraform") {
		a.Errorf("roles %s", roles.ToJsonString())
	}
	detach := cam.NewDetachRolePolicyRequest()
	detach.DetachRoleId, detach.PolicyId = id, policy
	detached, err := a.DetachRolePolicy(detach)
	done(a.T, detached, err)
	remove := cam.NewDeleteRoleRequest()
	remove.RoleId = id
	removed, err := a.DeleteRole(remove)
	done(a.T, removed, err)
	_, err = a.ListAttachedRolePolicies(policies)
	wantCode(a.T, err, cam.INVALIDPARAMETER_ROLENOTEXIST)
}
