package kms_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
)

func (w *world) usage(id string) *api.DescribeKeyUsageResponse {
	w.t.Helper()
	return must(w, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: id})
}

// TestDescribeKeyUsage counts by version and caller, what succeeded and what the
// key's state refused, and nothing else.
func TestDescribeKeyUsage(t *testing.T) {
	w := newWorld(t)
	root, key, began := w.caller, w.newKey(), uint64(w.clock.Load())
	uin := fmt.Sprint(root.Principal.Uin)
	if u := w.usage(key); u.KeyId != key || u.Total != 0 || u.LastUsedTime != 0 || u.LastPrincipal != "" || u.LastAction != "" ||
		len(u.Versions) != 0 || len(u.Principals) != 0 || u.Since == 0 || u.Since > began {
		t.Errorf("a key that was never used: %+v", u)
	}
	must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: key})
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: key})
	w.advance(time.Hour)
	user := w.subUser(policyText(`{"effect":"allow","action":"kms:*","resource":"*"}`))
	must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.InvalidPlaintext, api.Encrypt, api.EncryptRequest{KeyId: key})
	used := uint64(w.clock.Load())
	w.caller = root
	w.advance(time.Hour)
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: key})
	refused(w, api.CmkDisabled, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})

	u := w.usage(key)
	member := fmt.Sprint(user.Principal.Uin)
	if u.Total != 2 || u.LastUsedTime != used || u.LastPrincipal != member || u.LastAction != "Encrypt" || u.LastSourceIP != "127.0.0.1" {
		t.Errorf("last use: %+v", u)
	}
	if u.Refused != 1 || u.LastRefusedTime != used+3600 || u.LastRefusedPrincipal != uin || u.LastRefusedAction != "Encrypt" || u.LastRefusedSourceIP != "127.0.0.1" {
		t.Errorf("last refusal: %+v", u)
	}
	if fmt.Sprint(u.Versions) != fmt.Sprintf("[{2 1 %d} {1 1 %d}]", used, began) {
		t.Errorf("versions: %v", u.Versions)
	}
	if fmt.Sprint(u.Principals) != fmt.Sprintf("[{%s 1 %d 1 %d} {%s 1 %d 0 0}]", uin, began, used+3600, member, used) || u.TotalPrincipals != 2 {
		t.Errorf("callers: %v", u.Principals)
	}
}

// TestDescribeDataKeyUsage: opening a data key is a use of it and of its key, handing
// out its ciphertext one of it alone.
func TestDescribeDataKeyUsage(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	data := must(w, api.GenerateDataKey, api.GenerateDataKeyRequest{KeyId: key, KeySpec: "AES_256", IsHostedByKms: num(1), DataKeyName: "d"}).DataKeyId
	for range 2 {
		must(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: data})
	}
	for name, id := range map[string]string{"data key": data, "key": key} {
		if u := w.usage(id); u.Total != 3 || u.LastAction != "GetDataKeyPlaintext" || len(u.Versions) != 1 || u.Versions[0].Count != 3 {
			t.Errorf("%s: %+v", name, u)
		}
	}
	must(w, api.GetDataKeyCiphertextBlob, api.GetDataKeyCiphertextBlobRequest{DataKeyId: data})
	if u := w.usage(data); u.Total != 4 || u.LastAction != "GetDataKeyCiphertextBlob" || len(u.Versions) != 1 || u.Versions[0].Count != 4 {
		t.Errorf("data key: %+v", u)
	}
	if u := w.usage(key); u.Total != 3 {
		t.Errorf("key: %+v", u)
	}
}

// TestDescribeWhiteBoxKeyUsage: encrypting and handing out what decrypts are uses.
func TestDescribeWhiteBoxKeyUsage(t *testing.T) {
	w := newWorld(t)
	white := must(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: "w", Algorithm: "SM4"}).KeyId
	if u := w.usage(white); u.Total != 0 {
		t.Errorf("a white-box key that was never used: %+v", u)
	}
	must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: white, PlainText: []byte("x")})
	must(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: white})
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: white})
	refused(w, api.KeyDisabled, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: white, PlainText: []byte("x")})
	if u := w.usage(white); u.Total != 2 || u.LastAction != "DescribeWhiteBoxDecryptKey" || u.Refused != 1 || u.LastRefusedAction != "EncryptByWhiteBox" {
		t.Errorf("a white-box key: %+v", u)
	}
}

// TestDescribeKeyUsageAsks: the usage of a key is told to whom a policy lets see
// it, and a key that is forbidden looks like one that is missing.
func TestDescribeKeyUsageAsks(t *testing.T) {
	w := newWorld(t)
	root, mine, other := w.caller, w.newKey(), w.newKey()
	refused(w, api.InvalidKeyId, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: "alias"})
	if _, failure := w.raw("DescribeKeyUsage", "{}"); codeOf(failure) != api.MissingParameter {
		t.Errorf("without a key: %v", failure)
	}
	refused(w, api.CmkNotFound, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: uuid.NewString()})
	w.region = "ap-shanghai"
	refused(w, api.CmkNotFound, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: mine})
	w.region = "ap-guangzhou"
	name := fmt.Sprintf("qcs::kms::uin/%d:key/creatorUin/%d/%s", root.Account.Uin, root.Principal.Uin, mine)
	w.subUser(policyText(`{"effect":"allow","action":["kms:*","cloudaudit:LookUpEvents"],"resource":"*"}`,
		`{"effect":"allow","action":"cloudaudit:DescribeKeyUsage","resource":"`+name+`"}`))
	w.usage(mine)
	_, forbidden := try(w, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: other})
	absent := uuid.NewString()
	_, missing := try(w, api.DescribeKeyUsage, api.DescribeKeyUsageRequest{KeyId: absent})
	if codeOf(forbidden) != api.UnauthorizedOperation || codeOf(missing) != api.UnauthorizedOperation ||
		strings.ReplaceAll(forbidden.Message, other, absent) != missing.Message {
		t.Errorf("forbidden: %v; missing: %v", forbidden, missing)
	}
}
