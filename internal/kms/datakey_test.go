package kms_test

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/node"
	"miyao/internal/store"
)

func num(v uint64) *uint64 { return &v }

// hosted makes a hosted data key of 32 bytes.
func (w *world) hosted(key, name string) *api.GenerateDataKeyResponse {
	w.t.Helper()
	return must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: name})
}

// importedDataKey makes a hosted data key of given bytes.
func (w *world) importedDataKey(key, name, material string) string {
	w.t.Helper()
	return must(w, api.ImportDataKey, api.ImportDataKeyRequest{
		DataKeyName: name, ImportType: 2, KeyId: key, ImportKeyMaterial: []byte(material)}).DataKeyId
}

func (w *world) describeDataKey(id string) api.DataKeyMetadata {
	w.t.Helper()
	return must(w, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id}).DataKeyMetadata
}

// wantPlaintext fails the test unless the data key is material.
func (w *world) wantPlaintext(id string, material []byte) {
	w.t.Helper()
	got := must(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
	if !bytes.Equal(got.Plaintext, material) {
		w.t.Errorf("data key %s has another plaintext", id)
	}
}

func TestHostedDataKey(t *testing.T) {
	w := newWorld(t)
	for _, region := range regions {
		w.region = region.Name
		key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "parent"}).KeyId
		for i, context := range []string{"", `{"app":"a"}`, "not json"} {
			got := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{
				KeyId: key, NumberOfBytes: num(48), EncryptionContext: context, IsHostedByKms: num(1),
				DataKeyName: fmt.Sprintf("D-%d_x", i), Description: "数据", Tags: []api.Tag{{TagKey: "a", TagValue: "b"}},
			})
			if got.TagCode == nil || *got.TagCode != 0 || got.TagMsg != "ok" || got.KeyId != key || len(got.Plaintext) != 48 {
				t.Errorf("answer %+v", got)
			}
			w.wantPlaintext(got.DataKeyId, got.Plaintext)
			blob := must(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: got.DataKeyId}).CiphertextBlob
			opened := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob, EncryptionContext: context})
			if !bytes.Equal(blob, got.CiphertextBlob) || !bytes.Equal(opened.Plaintext, got.Plaintext) {
				t.Errorf("context %q: the stored blob is not that of the answer", context)
			}
			uin := w.caller.Account.Uin
			want := api.DataKeyMetadata{
				DataKeyId: got.DataKeyId, KeyId: key, KeyName: "parent", DataKeyName: fmt.Sprintf("D-%d_x", i), NumberOfBytes: 48,
				CreateTime: uint64(w.clock.Load()), Description: "数据", KeyState: "Enabled", CreatorUin: uin,
				CreatorUinString: fmt.Sprint(uin), Owner: "user", Origin: "TENCENT_KMS",
				ResourceId: fmt.Sprintf("creatorUin/%d/%s", uin, got.DataKeyId),
			}
			if m := w.describeDataKey(got.DataKeyId); m != want {
				t.Errorf("metadata %+v, want %+v", m, want)
			}
		}
	}
}

// TestNotHosted: nothing is stored, and what only hosted data keys have is
// neither used nor checked.
func TestNotHosted(t *testing.T) {
	w := newWorld(t)
	got := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: w.newKey(), KeySpec: "AES_128", IsHostedByKms: num(0),
		DataKeyName: "kms- bad", Description: strings.Repeat("d", 101), Tags: []api.Tag{{TagKey: "a"}, {TagKey: "a"}}})
	if got.DataKeyId != "" || got.TagCode != nil || got.TagMsg != "" {
		t.Errorf("answer %+v", got)
	}
	if n := must(w, api.ListDataKeys, api.ListDataKeysRequest{}).TotalCount; n != 0 {
		t.Errorf("%d data keys are stored", n)
	}
}

func TestHostedDataKeyRefusals(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	w.hosted(key, "taken")
	good := api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: "d"}
	for i, test := range []struct {
		code   api.Code
		change func(*api.GenerateDataKeyRequest)
	}{
		{api.MissingParameter, func(r *api.GenerateDataKeyRequest) { r.DataKeyName = "" }},
		{api.InvalidDataKeyName, func(r *api.GenerateDataKeyRequest) { r.DataKeyName = "-d" }},
		{api.InvalidDataKeyName, func(r *api.GenerateDataKeyRequest) { r.DataKeyName = "kms-d" }},
		{api.InvalidDataKeyName, func(r *api.GenerateDataKeyRequest) { r.DataKeyName = strings.Repeat("d", 61) }},
		{api.DataKeyNameAlreadyExists, func(r *api.GenerateDataKeyRequest) { r.DataKeyName = "taken" }},
		{api.InvalidParameter, func(r *api.GenerateDataKeyRequest) { r.Description = strings.Repeat("d", 101) }},
		{api.TagKeysDuplicated, func(r *api.GenerateDataKeyRequest) { r.Tags = []api.Tag{{TagKey: "a"}, {TagKey: "a"}} }},
		{api.InvalidParameter, func(r *api.GenerateDataKeyRequest) { r.Tags = []api.Tag{{TagKey: ""}} }},
		{api.InvalidHsmClusterId, func(r *api.GenerateDataKeyRequest) { r.HsmClusterId = "hsm-1" }},
		{api.MissingParameter, func(r *api.GenerateDataKeyRequest) { r.KeySpec = "" }},
		{api.InvalidType, func(r *api.GenerateDataKeyRequest) { r.IsHostedByKms = num(2) }},
		{api.InvalidKeyId, func(r *api.GenerateDataKeyRequest) { r.KeyId = "x" }},
		{api.CmkNotFound, func(r *api.GenerateDataKeyRequest) { r.KeyId = uuid.NewString() }},
		{api.EncryptionError, func(r *api.GenerateDataKeyRequest) { r.EncryptionPublicKey = "no key" }},
		{api.InvalidParameter, func(r *api.GenerateDataKeyRequest) { r.EncryptionContext = strings.Repeat("c", 1025) }},
	} {
		r := good
		test.change(&r)
		if _, failure := try(w, api.GenerateDataKey, r); failure == nil || failure.Code != test.code {
			t.Errorf("%d: got %v, want %s", i, failure, test.code)
		}
	}
	if n := must(w, api.GetServiceStatus, api.GetServiceStatusRequest{}).DataKeyUsedCount; n != 1 {
		t.Errorf("%d data keys, want 1: a refused call made one", n)
	}
	good.Description = strings.Repeat("d", 100)
	must(w, api.GenerateDataKey, good)
}

func TestImportDataKey(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	for i, size := range []int{1, 33, 1024} {
		material := bytes.Repeat([]byte{0xa7}, size)
		got := must(w, api.ImportDataKey, api.ImportDataKeyRequest{DataKeyName: fmt.Sprintf("plain-%d", i), ImportType: 2,
			KeyId: key, ImportKeyMaterial: material, Description: "d", Tags: []api.Tag{{TagKey: "a"}}})
		if got.KeyId != key || got.TagCode != 0 || got.TagMsg != "ok" {
			t.Errorf("answer %+v", got)
		}
		w.wantPlaintext(got.DataKeyId, material)
		if m := w.describeDataKey(got.DataKeyId); m.Origin != "EXTERNAL" || m.NumberOfBytes != uint64(size) || m.KeyState != "Enabled" {
			t.Errorf("metadata %+v", m)
		}
		blob := must(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: got.DataKeyId}).CiphertextBlob
		if opened := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob}); !bytes.Equal(opened.Plaintext, material) {
			t.Error("Decrypt does not understand the stored blob")
		}
	}
	made := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, NumberOfBytes: num(1024)})
	for i, named := range []string{"", key} {
		got := must(w, api.ImportDataKey, api.ImportDataKeyRequest{DataKeyName: fmt.Sprintf("sealed-%d", i), ImportType: 1,
			KeyId: named, ImportKeyMaterial: made.CiphertextBlob})
		if got.KeyId != key {
			t.Errorf("key %s, want %s", got.KeyId, key)
		}
		w.wantPlaintext(got.DataKeyId, made.Plaintext)
		blob := must(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: got.DataKeyId}).CiphertextBlob
		if m := w.describeDataKey(got.DataKeyId); !bytes.Equal(blob, made.CiphertextBlob) || m.Origin != "EXTERNAL" || m.NumberOfBytes != 1024 {
			t.Errorf("metadata %+v", m)
		}
	}
}

func TestImportDataKeyRefusals(t *testing.T) {
	w := newWorld(t)
	key, other := w.newKey(), w.newKey()
	w.hosted(key, "taken")
	made := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256"}).CiphertextBlob
	bound := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", EncryptionContext: `{"a":"b"}`}).CiphertextBlob
	long := must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: make([]byte, 1025)}).CiphertextBlob
	damaged := bytes.Clone(made)
	damaged[len(damaged)-1] ^= 1
	unknown := bytes.Clone(made)
	unknown[4] ^= 1 // in the key id
	plain := api.ImportDataKeyRequest{DataKeyName: "d", ImportType: 2, KeyId: key, ImportKeyMaterial: []byte("x")}
	sealed := api.ImportDataKeyRequest{DataKeyName: "d", ImportType: 1, ImportKeyMaterial: made}
	for i, test := range []struct {
		code   api.Code
		r      api.ImportDataKeyRequest
		change func(*api.ImportDataKeyRequest)
	}{
		{api.InvalidType, plain, func(r *api.ImportDataKeyRequest) { r.ImportType = 0 }},
		{api.InvalidType, plain, func(r *api.ImportDataKeyRequest) { r.ImportType = 3 }},
		{api.InvalidDataKeyName, plain, func(r *api.ImportDataKeyRequest) { r.DataKeyName = "" }},
		{api.InvalidDataKeyName, plain, func(r *api.ImportDataKeyRequest) { r.DataKeyName = "钥" }},
		{api.DataKeyNameAlreadyExists, plain, func(r *api.ImportDataKeyRequest) { r.DataKeyName = "taken" }},
		{api.DataKeyNameAlreadyExists, sealed, func(r *api.ImportDataKeyRequest) { r.DataKeyName = "taken" }},
		{api.InvalidParameter, plain, func(r *api.ImportDataKeyRequest) { r.Description = strings.Repeat("é", 51) }},
		{api.TagKeysDuplicated, plain, func(r *api.ImportDataKeyRequest) { r.Tags = []api.Tag{{TagKey: "a"}, {TagKey: "a"}} }},
		{api.InvalidHsmClusterId, plain, func(r *api.ImportDataKeyRequest) { r.HsmClusterId = "hsm-1" }},
		{api.MissingParameter, plain, func(r *api.ImportDataKeyRequest) { r.KeyId = "" }},
		{api.InvalidKeyId, plain, func(r *api.ImportDataKeyRequest) { r.KeyId = "x" }},
		{api.CmkNotFound, plain, func(r *api.ImportDataKeyRequest) { r.KeyId = uuid.NewString() }},
		{api.InvalidImportKeyMaterial, plain, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = []byte{} }},
		{api.InvalidImportKeyMaterial, plain, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = make([]byte, 1025) }},
		{api.InvalidKeyId, sealed, func(r *api.ImportDataKeyRequest) { r.KeyId = "x" }},
		{api.InvalidImportKeyMaterial, sealed, func(r *api.ImportDataKeyRequest) { r.KeyId = other }},
		{api.InvalidImportKeyMaterial, sealed, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = []byte("no ciphertext") }},
		{api.InvalidImportKeyMaterial, sealed, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = damaged }},
		{api.InvalidImportKeyMaterial, sealed, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = bound }},
		{api.InvalidImportKeyMaterial, sealed, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = long }},
		{api.CmkNotFound, sealed, func(r *api.ImportDataKeyRequest) { r.ImportKeyMaterial = unknown }},
	} {
		r := test.r
		test.change(&r)
		if _, failure := try(w, api.ImportDataKey, r); failure == nil || failure.Code != test.code {
			t.Errorf("%d: got %v, want %s", i, failure, test.code)
		}
	}
	if _, failure := w.raw("ImportDataKey", `{"DataKeyName":"d","ImportType":2,"KeyId":"`+key+`","ImportKeyMaterial":"no base64!"}`); failure == nil || failure.Code != api.InvalidImportKeyMaterial {
		t.Errorf("no base64: got %v", failure)
	}
	if n := must(w, api.ListDataKeys, api.ListDataKeysRequest{}).TotalCount; n != 1 {
		t.Errorf("%d data keys, want 1: a refused call made one", n)
	}
}

// TestDataKeyToRecipient: the plaintext comes encrypted to the caller's key.
func TestDataKeyToRecipient(t *testing.T) {
	w := newWorld(t)
	id := w.importedDataKey(w.newKey(), "d", "0123456789abcdef")
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(&private.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	got := must(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{
		DataKeyId: id, EncryptionPublicKey: public, EncryptionAlgorithm: "RSAES_OAEP_SHA_256"})
	opened, err := rsa.DecryptOAEP(sha256.New(), nil, private, got.Plaintext, nil)
	if err != nil || string(opened) != "0123456789abcdef" {
		t.Errorf("the recipient cannot open it: %v", err)
	}
	refused(w, api.EncryptionError, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id, EncryptionPublicKey: public})
	refused(w, api.EncryptionError, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id, EncryptionPublicKey: "no key"})
}

func TestUpdateDataKey(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	a, b := w.hosted(key, "a").DataKeyId, w.hosted(key, "b").DataKeyId
	must(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: a, DataKeyName: "renamed"})
	must(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: a, DataKeyName: "renamed"})
	refused(w, api.DataKeyNameAlreadyExists, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: b, DataKeyName: "renamed"})
	for _, bad := range []string{"", "_b", "b b", "kms-b", strings.Repeat("b", 61)} {
		refused(w, api.InvalidDataKeyName, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: b, DataKeyName: bad})
	}
	must(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: b, DataKeyName: "a"}) // it is free now
	must(w, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: a, Description: strings.Repeat("d", 100)})
	refused(w, api.InvalidParameter, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: a, Description: strings.Repeat("é", 51)})
	if m := w.describeDataKey(a); m.DataKeyName != "renamed" || m.Description != strings.Repeat("d", 100) {
		t.Errorf("metadata %+v", m)
	}
	must(w, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: a, Description: ""})
	if m := w.describeDataKey(a); m.Description != "" {
		t.Errorf("the description is still %q", m.Description)
	}
}

// dataKeyCalls calls each action that names one data key, or several.
var dataKeyCalls = map[string]func(w *world, id string) *api.Error{
	"GetDataKeyPlaintext": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id}))
	},
	"GetDataKeyCiphertextBlob": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: id}))
	},
	"DescribeDataKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id}))
	},
	"DescribeDataKeys": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: []string{id}}))
	},
	"EnableDataKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableDataKey, api.EnableDataKeyRequest{DataKeyId: id}))
	},
	"EnableDataKeys": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: []string{id}}))
	},
	"DisableDataKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id}))
	},
	"DisableDataKeys": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{id}}))
	},
	"ScheduleDataKeyDeletion": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: id, PendingWindowInDays: 7}))
	},
	"CancelDataKeyDeletion": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.CancelDataKeyDeletion, api.CancelDataKeyDeletionRequest{DataKeyId: id}))
	},
	"UpdateDataKeyName": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: id, DataKeyName: "renamed-" + id}))
	},
	"UpdateDataKeyDescription": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: id, Description: "x"}))
	},
}

// TestDataKeyIsolation: data keys of another region and of another account do
// not exist, and their names are free.
func TestDataKeyIsolation(t *testing.T) {
	w := newWorld(t)
	id := w.hosted(w.newKey(), "mine").DataKeyId
	everywhere := func(what string, id string, want api.Code) {
		t.Helper()
		for name, call := range dataKeyCalls {
			if failure := call(w, id); failure == nil || failure.Code != want {
				t.Errorf("%s: %s gives %v, want %s", what, name, failure, want)
			}
		}
	}
	everywhere("upper case", strings.ToUpper(id), api.InvalidDataKeyId)
	everywhere("a name", "mine", api.InvalidDataKeyId)
	everywhere("an unknown id", uuid.NewString(), api.DataKeyNotFound)
	strangers := func(what string) {
		t.Helper()
		everywhere(what, id, api.DataKeyNotFound)
		if n := must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{}).TotalCount; n != 0 {
			t.Errorf("%s lists %d data keys", what, n)
		}
		w.hosted(w.newKey(), "mine")
	}
	w.region = "ap-shanghai"
	strangers("another region")
	w.region = "ap-guangzhou"
	root := *w.caller
	user := root
	user.Principal = store.Principal{Uin: 5, Account: root.Account.Uin, Kind: store.PrincipalUser}
	w.caller = &user
	everywhere("a principal without permission", id, api.UnauthorizedOperation)
	everywhere("an unknown id without permission", uuid.NewString(), api.UnauthorizedOperation)
	refused(w, api.UnauthorizedOperation, api.ListDataKeys, api.ListDataKeysRequest{})
	refused(w, api.UnauthorizedOperation, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{})
	other := store.Account{Uin: 4242, AppID: 7, Name: "other"}
	otherRoot := store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot, Name: "root"}
	if err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.InsertAccount(other); err != nil {
			return err
		}
		return tx.InsertPrincipal(otherRoot)
	}); err != nil {
		t.Fatal(err)
	}
	w.caller = &identity.Caller{SecretID: "AKIDother", Account: other, Principal: otherRoot}
	strangers("another account")
}

func TestDataKeyMemberAccount(t *testing.T) {
	w := newWorld(t)
	id := w.hosted(w.newKey(), "d").DataKeyId
	own, foreign := &api.MemberAccount{MemberUin: &w.caller.Account.Uin}, &api.MemberAccount{MemberUin: num(1)}
	must(w, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id, MemberAccount: own})
	must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{MemberAccounts: []api.MemberAccount{*own}})
	for _, failure := range []*api.Error{
		errorOf(try(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.DescribeDataKeys, api.DescribeDataKeysRequest{DataKeyIds: []string{id}, MemberAccount: foreign})),
		errorOf(try(w, api.EnableDataKey, api.EnableDataKeyRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.EnableDataKeys, api.EnableDataKeysRequest{DataKeyIds: []string{id}, MemberAccount: foreign})),
		errorOf(try(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{id}, MemberAccount: foreign})),
		errorOf(try(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: id, PendingWindowInDays: 7, MemberAccount: foreign})),
		errorOf(try(w, api.CancelDataKeyDeletion, api.CancelDataKeyDeletionRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: id, DataKeyName: "x", MemberAccount: foreign})),
		errorOf(try(w, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: id, MemberAccount: foreign})),
		errorOf(try(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{MemberAccounts: []api.MemberAccount{*own, *foreign}})),
	} {
		if failure == nil || failure.Code != api.NotRoleOperation {
			t.Errorf("got %v, want NotRoleOperation", failure)
		}
	}
}

// TestDataKeysPersist: data keys come back after a restart, whatever their
// state, and open under the old version of a key that got a new one.
func TestDataKeysPersist(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	made := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1),
		DataKeyName: "first", EncryptionContext: `{"b":"1","a":"2"}`})
	doomed := w.importedDataKey(key, "doomed", "x")
	must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: doomed})
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: doomed, PendingWindowInDays: 7})
	want := must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{})
	w.addVersion(key)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	got := must(w, api.ListDataKeyDetail, api.ListDataKeyDetailRequest{})
	if fmt.Sprint(got.DataKeyMetadatas) != fmt.Sprint(want.DataKeyMetadatas) {
		t.Errorf("after the restart %+v, want %+v", got, want)
	}
	w.wantPlaintext(made.DataKeyId, made.Plaintext)
	second := w.hosted(key, "second")
	w.wantPlaintext(second.DataKeyId, second.Plaintext)
	if old, now := made.CiphertextBlob[23], second.CiphertextBlob[23]; old != 1 || now != 2 {
		t.Errorf("key versions %d and %d in the blobs, want 1 and 2", old, now)
	}
}

// TestDataKeySecrecy: neither the audit log nor the database holds a data key
// in plaintext, and the log names every data key and its key.
func TestDataKeySecrecy(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	const material = "a data key that nobody may see"
	made := w.hosted(key, "made")
	id := w.importedDataKey(key, "taken", material)
	w.wantPlaintext(id, []byte(material))
	must(w, api.DisableDataKeys, api.DisableDataKeysRequest{DataKeyIds: []string{id, made.DataKeyId}})
	refused(w, api.DataKeyDisabled, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
	refused(w, api.InvalidImportKeyMaterial, api.ImportDataKey, api.ImportDataKeyRequest{
		DataKeyName: "x", ImportType: 1, ImportKeyMaterial: []byte(material)})
	secrets := [][]byte{[]byte(material), made.Plaintext}
	for _, s := range secrets[:2] {
		secrets = append(secrets, []byte(base64.StdEncoding.EncodeToString(s)))
	}
	var got []string
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		e := r.Entry
		names := strings.Join(e.Resources, " ")
		for name, id := range map[string]string{"K": key, "T": id, "M": made.DataKeyId} {
			full := fmt.Sprintf("qcs::kms:ap-guangzhou:uin/%d:key/creatorUin/%[1]d/%s", w.caller.Account.Uin, id)
			names = strings.ReplaceAll(names, full, name)
		}
		got = append(got, fmt.Sprintf("%s %s %s [%s] %d", e.Phase, e.Action, e.Code, names, e.KeyVersion))
		for _, s := range secrets {
			if bytes.Contains(r.Raw, s) {
				t.Errorf("an entry of %s holds plaintext", e.Action)
			}
		}
		return nil
	})
	want := []string{
		"intent CreateKey  [K] 0", "result CreateKey  [K] 0",
		"intent GenerateDataKey  [K M] 1", "result GenerateDataKey  [K M] 1",
		"intent ImportDataKey  [K T] 1", "result ImportDataKey  [K T] 1",
		"call GetDataKeyPlaintext  [T K] 1",
		"intent DisableDataKeys  [T M] 0", "result DisableDataKeys  [T M] 0",
		"call GetDataKeyPlaintext ResourceUnavailable.DataKeyDisabled [T] 0",
		"call ImportDataKey InvalidParameterValue.InvalidImportKeyMaterial [] 0",
	}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, s := range secrets {
		w.searchFiles(s)
	}
}
