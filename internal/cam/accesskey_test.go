package cam_test

import (
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/store"
	"miyao/tc3"
)

func TestAccessKey(t *testing.T) {
	w := newWorld(t)
	ann := must(w, api.AddUser, api.AddUserRequest{Name: "ann"})
	key := must(w, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &ann.Uin, Description: "night:job/1"}).AccessKey
	if len(key.SecretAccessKey) != 32 || key.Status != "Active" || key.CreateTime != "2030-03-17 17:46:40" || key.Description != "night:job/1" {
		t.Errorf("made %+v", key)
	}
	w.clock.Add(1)
	second := must(w, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &ann.Uin}).AccessKey
	refused(w, api.AccessKeyOverLimit, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &ann.Uin})
	list := must(w, api.ListAccessKeys, api.ListAccessKeysRequest{TargetUin: &ann.Uin}).AccessKeys
	if len(list) != 2 || list[0] != (api.AccessKey{AccessKeyId: key.AccessKeyId, Status: "Active", CreateTime: key.CreateTime, Description: key.Description}) {
		t.Errorf("list %+v", list)
	}
	set := func(status string) {
		t.Helper()
		must(w, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: key.AccessKeyId, Status: status, TargetUin: &ann.Uin})
		if got := w.usable(key.AccessKeyId); got != (status == "Active") {
			t.Errorf("%s: usable %v", status, got)
		}
	}
	set("Inactive")
	set("Inactive")
	if list := must(w, api.ListAccessKeys, api.ListAccessKeysRequest{TargetUin: &ann.Uin}).AccessKeys; list[0].Status != "Inactive" || list[1].Status != "Active" {
		t.Errorf("list %+v", list)
	}
	set("Active")
	must(w, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: key.AccessKeyId, TargetUin: &ann.Uin})
	if w.usable(key.AccessKeyId) || !w.usable(second.AccessKeyId) {
		t.Error("the wrong key is gone")
	}
	refused(w, api.SecretNotExist, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: key.AccessKeyId, TargetUin: &ann.Uin})
}

func TestAccessKeyRefusals(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", allow("cam:*", "*"))
	bob := w.user("bob", "")
	refused(w, api.TargetUserNotExist, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: new(uint64(7))})
	refused(w, api.TargetUserNotExist, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: new(uint64(1 << 63))})
	for _, note := range []string{"a b", "密", strings.Repeat("n", 1025)} {
		refused(w, api.ParamError, api.CreateAccessKey, api.CreateAccessKeyRequest{Description: note})
	}
	refused(w, api.ParamError, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: w.root.SecretID, Status: "active"})
	refused(w, api.UinNotMatch, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: bob.SecretID, Status: "Inactive"})
	refused(w, api.UinNotMatch, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: bob.SecretID, TargetUin: &ann.Principal.Uin})
	refused(w, api.InvalidParameter, api.GetSecurityLastUsed, api.GetSecurityLastUsedRequest{SecretIdList: make([]string, 11)})
	refused(w, api.InvalidParameter, api.GetSecurityLastUsed, api.GetSecurityLastUsedRequest{SecretIdList: []string{}})

	w.caller = ann // who may do everything in CAM, but for root
	root := &w.root.Principal.Uin
	refused(w, api.SubUinDenied, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: root})
	refused(w, api.SubUinDenied, api.ListAccessKeys, api.ListAccessKeysRequest{TargetUin: root})
	refused(w, api.SubUinDenied, api.DeleteAccessKey, api.DeleteAccessKeyRequest{TargetUin: root, AccessKeyId: w.root.SecretID})
	refused(w, api.UinNotMatch, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: w.root.SecretID})
	must(w, api.CreateAccessKey, api.CreateAccessKeyRequest{})
	must(w, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: ann.SecretID, TargetUin: zero()})
	if w.usable(ann.SecretID) || !w.usable(bob.SecretID) {
		t.Error("the wrong key is gone")
	}
}

// TestWayIn: the last enabled key of the root principal stays, unless that has a
// password.
func TestWayIn(t *testing.T) {
	w := newWorld(t)
	disable := api.UpdateAccessKeyRequest{AccessKeyId: w.root.SecretID, Status: "Inactive"}
	remove := api.DeleteAccessKeyRequest{AccessKeyId: w.root.SecretID}
	w.user("admin", allow("*", "*")) // another administrator is no way in that lasts
	refused(w, api.AccessKeyFailed, api.UpdateAccessKey, disable)
	refused(w, api.AccessKeyFailed, api.DeleteAccessKey, remove)
	second := must(w, api.CreateAccessKey, api.CreateAccessKeyRequest{}).AccessKey.AccessKeyId
	must(w, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: second, Status: "Inactive"})
	refused(w, api.AccessKeyFailed, api.UpdateAccessKey, disable)
	must(w, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: second, Status: "Active"})
	must(w, api.UpdateAccessKey, disable)
	refused(w, api.AccessKeyFailed, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: second})
	must(w, api.DeleteAccessKey, remove) // it is disabled already
	refused(w, api.AccessKeyFailed, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: second})
	w.must(w.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.SetSignIn(store.SignIn{Principal: w.root.Principal.Uin, Password: "verifier"})
	}))
	must(w, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: second})
}

func TestLastUsed(t *testing.T) {
	w := newWorld(t)
	ann := must(w, api.AddUser, api.AddUserRequest{Name: "ann", UseApi: one()})
	ask := api.GetSecurityLastUsedRequest{SecretIdList: []string{"AKIDunknown", ann.SecretId, w.root.SecretID}}
	rows := must(w, api.GetSecurityLastUsed, ask).SecretIdLastUsedRows
	if len(rows) != 2 || rows[0].SecretId != ann.SecretId || rows[0].LastUsedDate != nil || rows[0].LastSecretUsedDate != nil {
		t.Errorf("before its first use: %+v", rows)
	}
	params, err := tc3.SignV1("GET", "host", nil, tc3.Credential{SecretID: ann.SecretId, SecretKey: ann.SecretKey}, tc3.HmacSHA256)
	w.must(err)
	credential, _ := w.Directory.Credential(ann.SecretId)
	w.must(credential.VerifyV1("GET", []string{"host"}, params))
	rows = must(w, api.GetSecurityLastUsed, ask).SecretIdLastUsedRows
	if *rows[0].LastUsedDate != "2030-03-17" || *rows[0].LastSecretUsedDate != 1_900_000_000 || rows[1].LastUsedDate != nil {
		t.Errorf("after it: %+v", rows)
	}
}

// TestLimitedRoot: a federation token of root, whatever it may do, does not make
// a key that could do more.
func TestLimitedRoot(t *testing.T) {
	w := newWorld(t)
	made := must(w, api.GetFederationToken, api.GetFederationTokenRequest{Name: "job", Policy: allow("cam:*", "*")}).Credentials
	session, err := w.Directory.Session(t.Context(), made.TmpSecretId, made.Token)
	if err != nil {
		t.Fatal(err)
	}
	w.caller = &session.Caller
	refused(w, api.SubUinDenied, api.CreateAccessKey, api.CreateAccessKeyRequest{})
	refused(w, api.SubUinDenied, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: w.root.SecretID, Status: "Inactive"})
	refused(w, api.SubUinDenied, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: w.root.SecretID})
	w.caller = w.root
	if n := len(must(w, api.ListAccessKeys, api.ListAccessKeysRequest{}).AccessKeys); n != 1 {
		t.Errorf("root has %d keys", n)
	}
}

// TestRootStays: no change by somebody who may do everything takes the root
// principal, or what it may do, away.
func TestRootStays(t *testing.T) {
	w := newWorld(t)
	root := w.root.Principal.Uin
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "a"}).KeyId
	deny := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "no", PolicyDocument: strings.Replace(allow("*", "*"), "allow", "deny", 1)}).PolicyId
	group := must(w, api.CreateGroup, api.CreateGroupRequest{GroupName: "all"}).GroupId
	must(w, api.AttachGroupPolicy, api.AttachGroupPolicyRequest{AttachGroupId: group, PolicyId: deny})
	admin := w.user("admin", allow("*", "*"))
	for _, caller := range []*identity.Caller{w.root, admin} {
		w.caller = caller
		refused(w, api.UserNotExist, api.DeleteUser, api.DeleteUserRequest{Name: "root", Force: one()})
		refused(w, api.UserNotExist, api.UpdateUser, api.UpdateUserRequest{Name: "root", ConsoleLogin: zero()})
		refused(w, api.UserNotExist, api.AttachUserPolicy, api.AttachUserPolicyRequest{AttachUin: root, PolicyId: deny})
		refused(w, api.UserNotExist, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: &root}}})
		refused(w, api.UserNotExist, api.DetachUserPolicy, api.DetachUserPolicyRequest{DetachUin: root, PolicyId: 1})
	}
	refused(w, api.SubUinDenied, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: w.root.SecretID, TargetUin: &root})
	refused(w, api.SubUinDenied, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: w.root.SecretID, TargetUin: &root, Status: "Inactive"})
	// Whatever goes of what administrators have by policies, root is left.
	w.caller = w.root
	must(w, api.DeleteUser, api.DeleteUserRequest{Name: "admin", Force: one()})
	must(w, api.DeleteGroup, api.DeleteGroupRequest{GroupId: group})
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	must(w, api.AddUser, api.AddUserRequest{Name: "again"})
}
