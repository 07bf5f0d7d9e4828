package cam_test

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"miyao/api"
	"miyao/internal/store"
)

func one() *uint64  { return new(uint64(1)) }
func zero() *uint64 { return new(uint64(0)) }

func TestUser(t *testing.T) {
	w := newWorld(t)
	made := must(w, api.AddUser, api.AddUserRequest{Name: "ann", Remark: "账单", PhoneNum: "123", CountryCode: "86", Email: "a@b.c", NeedResetPassword: one()})
	if made.Uin < 1e11 || made.Uid != made.Uin || made.Name != "ann" || made.SecretId+made.SecretKey+made.Password != "" {
		t.Errorf("made %+v", made)
	}
	got := must(w, api.GetUser, api.GetUserRequest{Name: "ann"})
	want := api.GetUserResponse{Uin: made.Uin, Name: "ann", Uid: made.Uin, Remark: "账单", PhoneNum: "123", CountryCode: "86", Email: "a@b.c", Meta: got.Meta}
	if *got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	w.clock.Add(1)
	second := must(w, api.AddUser, api.AddUserRequest{Name: "bob", UseApi: one()})
	if len(second.SecretId) != 36 || len(second.SecretKey) != 32 {
		t.Errorf("made %+v", second)
	}
	if who := w.credential(second.SecretId); who.Principal.Uin != second.Uin || who.Root() {
		t.Errorf("the caller is %+v", who)
	}
	list := must(w, api.ListUsers, api.ListUsersRequest{}).Data
	if len(list) != 2 || list[0].Name != "bob" || list[1].Name != "ann" || list[1].CreateTime != "2030-03-17 17:46:40" {
		t.Errorf("list %+v", list)
	}
	found := must(w, api.DescribeSubAccounts, api.DescribeSubAccountsRequest{FilterSubAccountUin: []uint64{second.Uin, w.root.Principal.Uin, 1 << 63, 5}}).SubAccounts
	if len(found) != 1 || found[0].Name != "bob" || found[0].UserType != 2 {
		t.Errorf("found %+v", found)
	}
	must(w, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Remark: new(""), Email: new("x@y.z")})
	if got := must(w, api.GetUser, api.GetUserRequest{Name: "ann"}); got.Remark != "" || got.Email != "x@y.z" || got.PhoneNum != "123" {
		t.Errorf("after the change: %+v", got)
	}
	must(w, api.DeleteUser, api.DeleteUserRequest{Name: "ann"})
	refused(w, api.UserNotExist, api.GetUser, api.GetUserRequest{Name: "ann"})
	refused(w, api.HaveKeys, api.DeleteUser, api.DeleteUserRequest{Name: "bob", Force: zero()})
	if !w.usable(second.SecretId) {
		t.Error("the key of a user who was not deleted is not usable")
	}
	must(w, api.DeleteUser, api.DeleteUserRequest{Name: "bob", Force: one()})
	if w.usable(second.SecretId) {
		t.Error("the key of a deleted user is usable")
	}
	if id := must(w, api.GetUserAppId, api.GetUserAppIdRequest{}); id.Uin != id.OwnerUin || id.AppId != w.root.Account.AppID {
		t.Errorf("root is %+v", id)
	}
}

func TestUserRefusals(t *testing.T) {
	w := newWorld(t)
	must(w, api.AddUser, api.AddUserRequest{Name: "ann"})
	refused(w, api.SubUserNameInUse, api.AddUser, api.AddUserRequest{Name: "ann"})
	refused(w, api.SubUserNameInUse, api.AddUser, api.AddUserRequest{Name: "root"})
	for _, name := range []string{" ", "a b", "密", "a/b", strings.Repeat("n", 65), "a\n"} {
		refused(w, api.UserNameIllegal, api.AddUser, api.AddUserRequest{Name: name})
	}
	refused(w, api.ParamError, api.AddUser, api.AddUserRequest{Name: "bob", Remark: strings.Repeat("r", 301)})
	refused(w, api.ParamError, api.AddUser, api.AddUserRequest{Name: "bob", Email: strings.Repeat("r", 256)})
	refused(w, api.ParamError, api.AddUser, api.AddUserRequest{Name: "bob", UseApi: new(uint64(2))})
	refused(w, api.ParamError, api.AddUser, api.AddUserRequest{Name: "bob", Password: "without ConsoleLogin"})
	refused(w, api.ParamError, api.DeleteUser, api.DeleteUserRequest{Name: "ann", Force: new(uint64(7))})
	refused(w, api.InvalidParameter, api.DescribeSubAccounts, api.DescribeSubAccountsRequest{FilterSubAccountUin: []uint64{}})
	refused(w, api.InvalidParameter, api.DescribeSubAccounts, api.DescribeSubAccountsRequest{FilterSubAccountUin: make([]uint64, 51)})
	for _, name := range []string{"nobody", "root", "", strings.Repeat("密", 1000)} {
		refused(w, api.UserNotExist, api.GetUser, api.GetUserRequest{Name: name})
		refused(w, api.UserNotExist, api.UpdateUser, api.UpdateUserRequest{Name: name})
		refused(w, api.UserNotExist, api.DeleteUser, api.DeleteUserRequest{Name: name})
	}
	refused(w, api.ParamError, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Remark: new(strings.Repeat("r", 301))})
	if n := len(must(w, api.ListUsers, api.ListUsersRequest{}).Data); n != 1 {
		t.Errorf("%d users, want 1", n)
	}
}

// TestUserPermissions: a user without policies may do nothing, one with a policy
// what it says; and who may not learns nothing about who exists.
func TestUserPermissions(t *testing.T) {
	w := newWorld(t)
	victim := w.user("victim", "")
	w.caller = victim
	nothing := []func() *api.Error{
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.AddUser, api.AddUserRequest{Name: "x"})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.ListUsers, api.ListUsersRequest{})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.GetUserAppId, api.GetUserAppIdRequest{})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.ListAccessKeys, api.ListAccessKeysRequest{})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.CreateAccessKey, api.CreateAccessKeyRequest{})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.GetSecurityLastUsed, api.GetSecurityLastUsedRequest{SecretIdList: []string{"x"}})
		},
		func() *api.Error {
			return refused(w, api.UnauthorizedOperation, api.DescribeSubAccounts, api.DescribeSubAccountsRequest{FilterSubAccountUin: []uint64{1}})
		},
	}
	for _, try := range nothing {
		try()
	}
	known := refused(w, api.UnauthorizedOperation, api.GetUser, api.GetUserRequest{Name: "victim"})
	unknown := refused(w, api.UnauthorizedOperation, api.GetUser, api.GetUserRequest{Name: "nobody"})
	if strings.Replace(known.Message, "on victim", "on nobody", 1) != unknown.Message {
		t.Errorf("the refusals tell who exists:\n%s\n%s", known.Message, unknown.Message)
	}

	w.caller = w.user("reader", allow("cam:GetUser", w.name("uin", victim.Principal.Uin)))
	must(w, api.GetUser, api.GetUserRequest{Name: "victim"})
	refused(w, api.UnauthorizedOperation, api.GetUser, api.GetUserRequest{Name: "reader"})
	refused(w, api.UnauthorizedOperation, api.GetUser, api.GetUserRequest{Name: "nobody"})
	refused(w, api.UnauthorizedOperation, api.DeleteUser, api.DeleteUserRequest{Name: "victim"})
	refused(w, api.UnauthorizedOperation, api.ListUsers, api.ListUsersRequest{})
}

func TestConsoleLogin(t *testing.T) {
	w := newWorld(t)
	made := must(w, api.AddUser, api.AddUserRequest{Name: "ann", ConsoleLogin: one(), Password: "secret password"})
	if made.Password != "" {
		t.Error("a given password is shown")
	}
	stored := func(uin uint64) (row store.SignIn) {
		w.must(w.Store.View(t.Context(), func(tx *store.Tx) (err error) {
			row, err = tx.SignIn(uin)
			return err
		}))
		return row
	}
	if got := stored(made.Uin).Password; !w.signsIn(made.Uin, "secret password") {
		t.Errorf("stored %q", got)
	}
	random := must(w, api.AddUser, api.AddUserRequest{Name: "bob", ConsoleLogin: one()})
	if got := stored(random.Uin).Password; len(random.Password) < 20 || !w.signsIn(random.Uin, random.Password) {
		t.Errorf("made %q, stored %q", random.Password, got)
	}
	refused(w, api.PasswordViolatedRules, api.AddUser, api.AddUserRequest{Name: "carl", ConsoleLogin: one(), Password: "weak"})
	refused(w, api.UserNotExist, api.GetUser, api.GetUserRequest{Name: "carl"})

	// One-time passwords stay when the password changes.
	w.must(w.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.SetSignIn(store.SignIn{Principal: made.Uin, Password: "x", TOTP: []byte("seed")})
	}))
	must(w, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Password: "second password"})
	if row := stored(made.Uin); row.Password == "x" || string(row.TOTP) != "seed" {
		t.Errorf("stored %+v", row)
	}
	must(w, api.UpdateUser, api.UpdateUserRequest{Name: "ann", ConsoleLogin: one()})
	if got := must(w, api.GetUser, api.GetUserRequest{Name: "ann"}).ConsoleLogin; got != 1 {
		t.Errorf("ConsoleLogin %d, want 1", got)
	}
	for _, u := range must(w, api.ListUsers, api.ListUsersRequest{}).Data {
		if u.ConsoleLogin != 1 {
			t.Errorf("listed %+v", u)
		}
	}
	refused(w, api.PasswordViolatedRules, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Password: "weak"})
	refused(w, api.ParamError, api.UpdateUser, api.UpdateUserRequest{Name: "ann", ConsoleLogin: zero(), Password: "third password"})
	must(w, api.UpdateUser, api.UpdateUserRequest{Name: "ann", ConsoleLogin: zero()})
	if got := must(w, api.GetUser, api.GetUserRequest{Name: "ann"}).ConsoleLogin; got != 0 {
		t.Errorf("ConsoleLogin %d, want 0", got)
	}
	refused(w, api.ParamError, api.UpdateUser, api.UpdateUserRequest{Name: "ann", ConsoleLogin: one()})
}

// TestPasswordNeedsLogin: a password alone does not let a user in who could not
// sign in before.
func TestPasswordNeedsLogin(t *testing.T) {
	w := newWorld(t)
	must(w, api.AddUser, api.AddUserRequest{Name: "ann"})
	refused(w, api.ParamError, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Password: "secret password"})
	must(w, api.UpdateUser, api.UpdateUserRequest{Name: "ann", Password: "secret password", ConsoleLogin: one()})
}

// TestDeletedInUse deletes a user while its keys are in use and more are made:
// from the answer on none of them opens anything.
func TestDeletedInUse(t *testing.T) {
	w := newWorld(t)
	for round := range 5 {
		name := fmt.Sprint("user", round)
		made := must(w, api.AddUser, api.AddUserRequest{Name: name, UseApi: one()})
		var over atomic.Bool
		var running sync.WaitGroup
		var mu sync.Mutex
		keys := []string{made.SecretId}
		running.Go(func() { // makes keys until the user is gone
			for {
				key, failure := do(w, w.root, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &made.Uin})
				if failure != nil {
					if failure.Code != api.AccessKeyOverLimit && failure.Code != api.TargetUserNotExist {
						t.Error(failure)
					}
					return
				}
				mu.Lock()
				keys = append(keys, key.AccessKey.AccessKeyId)
				mu.Unlock()
			}
		})
		for range 2 {
			running.Go(func() {
				for {
					after := over.Load()
					if ok := w.usable(made.SecretId); ok && after {
						t.Error("a key is usable after its user was deleted")
					}
					if after {
						return
					}
				}
			})
		}
		must(w, api.DeleteUser, api.DeleteUserRequest{Name: name, Force: one()})
		over.Store(true)
		running.Wait()
		for _, key := range keys {
			if w.usable(key) {
				t.Errorf("round %d: key %s outlives its user", round, key)
			}
		}
	}
}

func TestUsersOfOthers(t *testing.T) {
	w := newWorld(t)
	ann := w.user("ann", "")
	w.caller = w.secondAccount()
	refused(w, api.UserNotExist, api.GetUser, api.GetUserRequest{Name: "ann"})
	refused(w, api.UserNotExist, api.DeleteUser, api.DeleteUserRequest{Name: "ann", Force: one()})
	refused(w, api.TargetUserNotExist, api.ListAccessKeys, api.ListAccessKeysRequest{TargetUin: &ann.Principal.Uin})
	refused(w, api.TargetUserNotExist, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &w.root.Principal.Uin})
	refused(w, api.SecretNotExist, api.DeleteAccessKey, api.DeleteAccessKeyRequest{AccessKeyId: ann.SecretID})
	refused(w, api.SecretNotExist, api.UpdateAccessKey, api.UpdateAccessKeyRequest{AccessKeyId: w.root.SecretID, Status: "Inactive"})
	if got := must(w, api.ListUsers, api.ListUsersRequest{}).Data; len(got) != 0 {
		t.Errorf("users %+v", got)
	}
	if got := must(w, api.DescribeSubAccounts, api.DescribeSubAccountsRequest{FilterSubAccountUin: []uint64{ann.Principal.Uin}}).SubAccounts; len(got) != 0 {
		t.Errorf("users %+v", got)
	}
	if got := must(w, api.GetSecurityLastUsed, api.GetSecurityLastUsedRequest{SecretIdList: []string{ann.SecretID}}).SecretIdLastUsedRows; len(got) != 0 {
		t.Errorf("keys %+v", got)
	}
	must(w, api.AddUser, api.AddUserRequest{Name: "ann"}) // names are per account
	if !w.usable(ann.SecretID) {
		t.Error("the other account's key is gone")
	}
}
