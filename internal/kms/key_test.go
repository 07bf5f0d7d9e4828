package kms_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/node"
	"miyao/internal/store"
)

func TestCreateKey(t *testing.T) {
	w := newWorld(t)
	created := must(w, api.CreateKey, api.CreateKeyRequest{
		Alias: "A-1_b", Description: "数据库", Tags: []api.Tag{{TagKey: "env", TagValue: ""}, {TagKey: "app", TagValue: "x"}},
	})
	if created.KeyState != "Enabled" || created.KeyUsage != "ENCRYPT_DECRYPT" || created.TagMsg != "ok" || created.CreateTime != uint64(w.clock.Load()) {
		t.Errorf("created: %+v", created)
	}
	m := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: created.KeyId}).KeyMetadata
	want := fmt.Sprintf("creatorUin/%d/%s", w.caller.Account.Uin, created.KeyId)
	if m.ResourceId != want || m.Type != 2 || m.Owner != "user" || m.Origin != "TENCENT_KMS" || m.Description != "数据库" ||
		m.NextRotateTime != m.CreateTime+365*86400 || m.CreatorUinString != fmt.Sprint(w.caller.Account.Uin) {
		t.Errorf("metadata: %+v", m)
	}
	if must(w, api.CreateKey, api.CreateKeyRequest{Alias: "sm", KeySpec: "SM4"}); must(w, api.ListKeyDetail, api.ListKeyDetailRequest{SearchKeyAlias: "sm"}).KeyMetadatas[0].Type != 4 {
		t.Error("KeySpec SM4 did not choose SM4")
	}
	w.region = "ap-chengdu"
	if id := w.newKey(); must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id}).KeyMetadata.Type != 4 {
		t.Error("an SM region did not choose SM4")
	}
}

func TestCreateKeyRefusals(t *testing.T) {
	w := newWorld(t)
	n := func(v uint64) *uint64 { return &v }
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "taken"})
	tests := []struct {
		code api.Code
		r    api.CreateKeyRequest
	}{
		{api.AliasAlreadyExists, api.CreateKeyRequest{Alias: "taken"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: ""}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: "-a"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: "_a"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: "a b"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: "钥"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: "kms-a"}},
		{api.InvalidAlias, api.CreateKeyRequest{Alias: strings.Repeat("a", 61)}},
		{api.InvalidParameter, api.CreateKeyRequest{Alias: "d", Description: strings.Repeat("d", 1025)}},
		{api.InvalidKeyUsage, api.CreateKeyRequest{Alias: "u", KeyUsage: "SIGN"}},
		{api.InvalidParameter, api.CreateKeyRequest{Alias: "s", KeySpec: "AES_512"}},
		{api.InvalidType, api.CreateKeyRequest{Alias: "t", Type: n(0)}},
		{api.InvalidType, api.CreateKeyRequest{Alias: "t", Type: n(3)}},
		{api.TagKeysDuplicated, api.CreateKeyRequest{Alias: "g", Tags: []api.Tag{{TagKey: "a"}, {TagKey: "a"}}}},
		{api.InvalidParameter, api.CreateKeyRequest{Alias: "g", Tags: []api.Tag{{TagKey: ""}}}},
		{api.InvalidHsmClusterId, api.CreateKeyRequest{Alias: "h", HsmClusterId: "hsm-1"}},
	}
	for _, test := range tests {
		refusedAtOnce(w, test.code, api.CreateKey, test.r)
	}
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: strings.Repeat("a", 60), Description: strings.Repeat("d", 1024)})
	if got := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{}).CmkUserCount; got != 2 {
		t.Errorf("%d keys, want 2: a refused call made one", got)
	}
}

func TestUpdate(t *testing.T) {
	w := newWorld(t)
	a, b := w.newKey(), w.newKey()
	must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: a, Alias: "renamed"})
	must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: a, Alias: "renamed"})
	refused(w, api.AliasAlreadyExists, api.UpdateAlias, api.UpdateAliasRequest{KeyId: b, Alias: "renamed"})
	refused(w, api.InvalidAlias, api.UpdateAlias, api.UpdateAliasRequest{KeyId: b, Alias: "kms-x"})
	must(w, api.UpdateKeyDescription, api.UpdateKeyDescriptionRequest{KeyId: a, Description: "new"})
	refused(w, api.InvalidParameter, api.UpdateKeyDescription, api.UpdateKeyDescriptionRequest{KeyId: a, Description: strings.Repeat("é", 513)})
	if m := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: a}).KeyMetadata; m.Alias != "renamed" || m.Description != "new" {
		t.Errorf("metadata: %+v", m)
	}
}

// TestIsolation: keys of another region and of another account do not exist,
// and their aliases are free.
func TestIsolation(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "mine"}).KeyId
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}).CiphertextBlob
	strangers := func(what string) {
		t.Helper()
		refused(w, api.CmkNotFound, api.DescribeKey, api.DescribeKeyRequest{KeyId: id})
		refused(w, api.CmkNotFound, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
		refused(w, api.CmkNotFound, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
		refused(w, api.CmkNotFound, api.DisableKey, api.DisableKeyRequest{KeyId: id})
		if n := must(w, api.ListKeys, api.ListKeysRequest{}).TotalCount; n != 0 {
			t.Errorf("%s lists %d keys", what, n)
		}
		must(w, api.CreateKey, api.CreateKeyRequest{Alias: "mine"})
	}
	w.region = "ap-shanghai"
	strangers("another region")
	w.region = "ap-guangzhou"
	other := store.Account{Uin: 4242, AppID: 7, Name: "other"}
	root := store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot, Name: "root"}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertAccount(other); err != nil {
			return err
		}
		return tx.InsertPrincipal(root)
	}); err != nil {
		t.Fatal(err)
	}
	w.caller = &identity.Caller{SecretID: "AKIDother", Account: other, Principal: root}
	strangers("another account")
}

func TestUnknownPrincipalIsRefused(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	user := *w.caller
	user.Principal = store.Principal{Uin: 5, Account: user.Account.Uin, Kind: store.PrincipalUser}
	w.caller = &user
	refused(w, api.UnauthorizedOperation, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")})
	refused(w, api.UnauthorizedOperation, api.ListKeys, api.ListKeysRequest{})
	refused(w, api.UnauthorizedOperation, api.CreateKey, api.CreateKeyRequest{Alias: "u"})
	// An unknown key and a forbidden one cannot be told apart.
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: uuid.NewString()})
}

func TestMemberAccount(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	own, foreign := w.caller.Account.Uin, uint64(1)
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id, MemberAccount: &api.MemberAccount{MemberUin: &own}})
	refused(w, api.NotRoleOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: id, MemberAccount: &api.MemberAccount{MemberUin: &foreign}})
	refused(w, api.NotRoleOperation, api.ListKeyDetail, api.ListKeyDetailRequest{MemberAccounts: []api.MemberAccount{{MemberAppId: &foreign}}})
}

// TestDeletion: the key is gone on its date, with its material, also from the
// files, and its alias is free again.
func TestDeletion(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "doomed"}).KeyId
	blob := must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}).CiphertextBlob
	wrapped := w.wrapped(id)
	for _, days := range []uint64{0, 6, 31} {
		refused(w, api.InvalidPendingWindowInDays, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: days})
	}
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: id})
	date := must(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 7}).DeletionDate
	if want := uint64(w.clock.Load()) + 7*86400; date != want {
		t.Errorf("deletion date %d, want %d", date, want)
	}
	w.advance(7*24*time.Hour - time.Second)
	if n, err := w.Service.DestroyDue(t.Context()); n != 0 || err != nil {
		t.Fatalf("destroyed %d before the date (%v)", n, err)
	}
	w.advance(time.Second)
	refused(w, api.CmkNotFound, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob})
	refused(w, api.CmkNotFound, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id})
	if n, err := w.Service.DestroyDue(t.Context()); n != 1 || err != nil {
		t.Fatalf("destroyed %d (%v), want 1", n, err)
	}
	refused(w, api.CmkNotFound, api.DescribeKey, api.DescribeKeyRequest{KeyId: id})
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "doomed"})
	w.searchFiles(wrapped)
}

func (w *world) wrapped(id string) (material []byte) {
	w.t.Helper()
	err := w.Store.View(w.t.Context(), func(tx *store.Tx) error {
		versions, err := tx.KeyVersions(uuid.MustParse(id))
		if err == nil {
			material = versions[0].Wrapped
		}
		return err
	})
	if err != nil || len(material) == 0 {
		w.t.Fatal("no wrapped material", err)
	}
	return material
}

func (w *world) searchFiles(needle []byte) {
	w.t.Helper()
	files, err := filepath.Glob(filepath.Join(w.dir, "miyao.db*"))
	if err != nil || len(files) == 0 {
		w.t.Fatal("no database files found")
	}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			w.t.Fatal(err)
		}
		if bytes.Contains(content, needle) {
			w.t.Errorf("%s still holds the wrapped material", filepath.Base(file))
		}
	}
}

// TestAuditOfCalls: one entry for each call, two for a change, with the key and
// the code, and never what was encrypted.
func TestAuditOfCalls(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("very secret text")})
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: id})
	refused(w, dis, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("very secret text")})
	w.raw("NoSuchAction", "{}")
	var got []string
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		e := r.Entry
		got = append(got, fmt.Sprintf("%s %s %s %d", e.Phase, e.Action, e.Code, len(e.Resources)))
		if bytes.Contains(r.Raw, []byte("very secret")) || bytes.Contains(r.Raw, []byte("dmVyeSBzZWNyZXQ")) {
			t.Error("an entry holds plaintext")
		}
		return nil
	})
	want := []string{
		"intent CreateKey  1", "result CreateKey  1", "call Encrypt  1", "intent DisableKey  1", "result DisableKey  1",
		"call Encrypt ResourceUnavailable.CmkDisabled 1", "call NoSuchAction InvalidAction 0",
	}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
