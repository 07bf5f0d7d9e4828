package kms_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/store"
)

// subUser makes a user with one policy and makes it the world's caller.
func (w *world) subUser(document string) *identity.Caller {
	w.t.Helper()
	account := w.caller.Account.Uin
	var uin uint64
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		n, err := tx.NextNumber("test", 5000)
		if err != nil {
			return err
		}
		uin = uint64(n)
		name := fmt.Sprintf("user-%d", uin)
		if err := tx.InsertPrincipal(store.Principal{Uin: uin, Account: account, Kind: store.PrincipalUser, Name: name}); err != nil {
			return err
		}
		if err := tx.InsertPolicy(store.Policy{ID: uin, Account: account, Name: name, Document: document}); err != nil {
			return err
		}
		return tx.Attach(store.Attachment{Account: account, Kind: store.AttachedToUser, Target: uin, Policy: uin})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	row, _, err := w.Directory.Create(w.t.Context(), uin, "")
	if err != nil {
		w.t.Fatal(err)
	}
	credential, ok := w.Directory.Credential(row.SecretID)
	if !ok {
		w.t.Fatal("the user's credential is not usable")
	}
	w.caller = &credential.Caller
	return w.caller
}

func policyText(statements ...string) string {
	return `{"version":"2.0","statement":[` + strings.Join(statements, ",") + `]}`
}

func TestPolicyDecidesPerKey(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	mine, foreign := w.newKey(), w.newKey()
	name := "qcs::kms::uin/" + fmt.Sprint(root.Account.Uin) + ":key/creatorUin/" + fmt.Sprint(root.Principal.Uin) + "/" + mine
	w.subUser(policyText(`{"effect":"allow","action":["kms:Encrypt","kms:DescribeKey"],"resource":"` + name + `"}`))
	must(w, api.Encrypt, api.EncryptRequest{KeyId: mine, Plaintext: []byte("x")})
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: mine})
	refused(w, api.UnauthorizedOperation, api.DisableKey, api.DisableKeyRequest{KeyId: mine})
	refused(w, api.UnauthorizedOperation, api.CreateKey, api.CreateKeyRequest{Alias: "a"})
	refused(w, api.UnauthorizedOperation, api.ListKeys, api.ListKeysRequest{})
	refused(w, api.UnauthorizedOperation, api.DescribeKeys, api.DescribeKeysRequest{KeyIds: []string{mine, foreign}})

	// A key that is forbidden and one that does not exist give one refusal.
	_, forbidden := try(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: foreign})
	absent := uuid.NewString()
	_, missing := try(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: absent})
	if forbidden == nil || missing == nil || forbidden.Code != missing.Code ||
		strings.ReplaceAll(forbidden.Message, foreign, absent) != missing.Message ||
		strings.ReplaceAll(forbidden.MessageZH, foreign, absent) != missing.MessageZH {
		t.Errorf("forbidden: %v; missing: %v", forbidden, missing)
	}
}

func TestPolicyOnAllKeysShowsWhatIsMissing(t *testing.T) {
	w := newWorld(t)
	w.subUser(policyText(`{"effect":"allow","action":"kms:*","resource":"*"}`))
	refused(w, api.CmkNotFound, api.DescribeKey, api.DescribeKeyRequest{KeyId: uuid.NewString()})
	w.newKey()
	must(w, api.ListKeys, api.ListKeysRequest{})
}

func TestPolicyConditions(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	key := w.newKey()
	user := w.subUser(policyText(
		`{"effect":"allow","action":"kms:DescribeKey","resource":"*","condition":{"for_any_value:string_equal":{"qcs:resource_tag":"env&prod"},"ip_equal":{"qcs:ip":"127.0.0.0/8"}}}`,
		`{"effect":"allow","action":"kms:CreateKey","resource":"*","condition":{"for_any_value:string_equal":{"qcs:request_tag":"env&prod"}}}`))
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	tag := func(value string) {
		w.caller = root
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{
			Resource:    fmt.Sprintf("qcs::kms:ap-guangzhou:uin/:key/creatorUin/%d/%s", root.Principal.Uin, key),
			ReplaceTags: []api.ResourceTag{{TagKey: "env", TagValue: value}}})
		w.caller = user
	}
	tag("prod")
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	tag("test")
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.UnauthorizedOperation, api.CreateKey, api.CreateKeyRequest{Alias: "untagged"})
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "tagged", Tags: []api.Tag{{TagKey: "env", TagValue: "prod"}}})
}

// TestPolicyOnRequestTags: each action that tags something is decided with the
// tags that it would set, and no other.
func TestPolicyOnRequestTags(t *testing.T) {
	w := newWorld(t)
	root, key := w.caller, w.newKey()
	id := w.resourceID(key)
	const is = `{"string_equal":{"qcs:request_tag":"env&prod"}}`
	actions := map[string]func(name, tag, value string) *api.Error{
		"GenerateDataKey": func(name, tag, value string) *api.Error {
			_, failure := try(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1),
				DataKeyName: name, Tags: []api.Tag{{TagKey: tag, TagValue: value}}})
			return failure
		},
		"ImportDataKey": func(name, tag, value string) *api.Error {
			_, failure := try(w, api.ImportDataKey, api.ImportDataKeyRequest{KeyId: key, ImportType: 2, ImportKeyMaterial: []byte("material"),
				DataKeyName: name, Tags: []api.Tag{{TagKey: tag, TagValue: value}}})
			return failure
		},
		"CreateWhiteBoxKey": func(name, tag, value string) *api.Error {
			_, failure := try(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: name, Algorithm: "SM4",
				Tags: []api.Tag{{TagKey: tag, TagValue: value}}})
			return failure
		},
		"ModifyResourceTags": func(_, tag, value string) *api.Error {
			_, failure := try(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: tagList(tag + "=" + value)})
			return failure
		},
	}
	for name, call := range actions {
		w.caller = root
		w.subUser(policyText(`{"effect":"allow","action":"*","resource":"*","condition":` + is + `}`))
		if got := codeOf(call("a-"+name, "env", "test")); got != api.UnauthorizedOperation {
			t.Errorf("%s: a tag that is not allowed: got %q", name, got)
		}
		if got := codeOf(call("b-"+name, "env", "prod")); got != ok {
			t.Errorf("%s: a tag that is allowed: got %q", name, got)
		}
		w.caller = root
		w.subUser(policyText(`{"effect":"allow","action":"*","resource":"*"}`, `{"effect":"deny","action":"*","resource":"*","condition":`+is+`}`))
		if got := codeOf(call("c-"+name, "env", "prod")); got != api.UnauthorizedOperation {
			t.Errorf("%s: a tag that is denied: got %q", name, got)
		}
		if got := codeOf(call("d-"+name, "env", "test")); got != ok {
			t.Errorf("%s: a tag that is not denied: got %q", name, got)
		}
	}
	// A data key that is not hosted is not tagged.
	_, failure := try(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", Tags: []api.Tag{{TagKey: "env", TagValue: "prod"}}})
	if failure != nil {
		t.Errorf("tags that are not set: %v", failure)
	}
}

// TestPermitsKnowsOwnTagsOnly: what is possible is said with the tags of the
// caller's own resources, and tells nothing about those of others.
func TestPermitsKnowsOwnTagsOnly(t *testing.T) {
	w := newWorld(t)
	owner := w.caller
	tagged := api.CreateKeyRequest{Alias: "tagged", Tags: []api.Tag{{TagKey: "env", TagValue: "prod"}}}
	name := func(key string) string {
		return fmt.Sprintf("qcs::kms:%s:uin/%d:key/creatorUin/%d/%s", w.region, w.caller.Account.Uin, w.caller.Principal.Uin, key)
	}
	w.region = "ap-shanghai"
	own := name(must(w, api.CreateKey, tagged).KeyId)
	untagged := name(w.newKey())
	stranger := store.Account{Uin: 4242, Name: "stranger"}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.InsertAccount(stranger) }); err != nil {
		t.Fatal(err)
	}
	w.caller = &identity.Caller{Account: stranger, Principal: store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot}}
	key := must(w, api.CreateKey, tagged).KeyId
	foreign := name(key)
	w.caller = owner
	user := w.subUser(policyText(`{"effect":"allow","action":"kms:*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"env&prod"}}}`))
	for resource, want := range map[string]bool{own: true, untagged: false, foreign: false, "x/" + key: false,
		name(key): false, strings.Replace(own, "shanghai", "guangzhou", 1): false} {
		may, err := w.Service.Permits(t.Context(), user, "127.0.0.1", api.Encrypt.Info, resource)
		if err != nil || may != want {
			t.Errorf("%s: %v, %v, want %v", resource, may, err, want)
		}
	}
}
