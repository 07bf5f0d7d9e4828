package kms_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/keyring"
	"miyao/internal/node"
	"miyao/internal/store"
)

// whiteBoxRows reads a white-box key as it is stored.
func (w *world) whiteBoxRows(id string) (k store.WhiteBoxKey, tables store.WhiteBoxTables) {
	w.t.Helper()
	err := w.Store.View(w.t.Context(), func(tx *store.Tx) (err error) {
		if k, err = tx.WhiteBoxKey(uuid.MustParse(id)); err != nil {
			return err
		}
		tables, err = tx.WhiteBoxTables(k.ID)
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return k, tables
}

// TestWhiteBoxSecrecy: neither the audit log nor the database holds the raw key
// or a table, and the log names the key, whatever became of the call.
func TestWhiteBoxSecrecy(t *testing.T) {
	w := newWorld(t)
	made := w.newWhiteBox("box", "AES_256")
	row, _ := w.whiteBoxRows(made.KeyId)
	raw, err := w.Keyring.Unwrap(keyring.ForWhiteBoxKey, row.ID.String(), row.Wrapped)
	if err != nil || raw.Len() != 32 {
		t.Fatalf("the raw key has %d bytes (%v)", raw.Len(), err)
	}
	const plaintext = "a text that nobody may see"
	must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte(plaintext)})
	must(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: made.KeyId})
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: made.KeyId})
	refused(w, api.KeyDisabled, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte(plaintext)})
	must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: made.KeyId})

	secrets := [][]byte{raw.Expose(), []byte(plaintext)}
	for _, table := range [][]byte{made.EncryptKey, made.DecryptKey} {
		for at := 300; at < len(table); at += 100_000 {
			secrets = append(secrets, table[at:at+30])
		}
	}
	for _, s := range secrets {
		secrets = append(secrets, []byte(base64.StdEncoding.EncodeToString(s)))
	}
	full := fmt.Sprintf("qcs::kms:ap-guangzhou:uin/%d:key/creatorUin/%[1]d/%s", w.caller.Account.Uin, made.KeyId)
	var got []string
	err = audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		e := r.Entry
		got = append(got, strings.ReplaceAll(fmt.Sprintf("%s %s %s %s", e.Phase, e.Action, e.Code, e.Resources), full, "W"))
		for _, s := range secrets {
			if bytes.Contains(r.Raw, s) {
				t.Errorf("an entry of %s holds a secret", e.Action)
			}
		}
		return nil
	})
	want := []string{
		"intent CreateWhiteBoxKey  [W]", "result CreateWhiteBoxKey  [W]", "call EncryptByWhiteBox  [W]", "call DescribeWhiteBoxKey  [W]",
		"intent DisableWhiteBoxKey  [W]", "result DisableWhiteBoxKey  [W]", "call EncryptByWhiteBox ResourceUnavailable.KeyDisabled [W]",
		"intent DeleteWhiteBoxKey  [W]", "result DeleteWhiteBoxKey  [W]",
	}
	if err != nil || strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, s := range secrets {
		w.searchFiles(s)
	}
}

// TestWhiteBoxDeletion: what is wrapped is gone from the files too, after the
// worker's next round, even when the process ended before it.
func TestWhiteBoxDeletion(t *testing.T) {
	w := newWorld(t)
	doomed, kept := w.newWhiteBox("doomed", "SM4"), w.newWhiteBox("kept", "SM4")
	row, tables := w.whiteBoxRows(doomed.KeyId)
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: doomed.KeyId})
	must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: doomed.KeyId})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	if n, err := w.Service.DestroyDue(t.Context()); n != 0 || err != nil {
		t.Fatalf("destroyed %d (%v)", n, err)
	}
	for _, wrapped := range [][]byte{row.Wrapped, tables.Encrypt, tables.Decrypt} {
		for at := 0; at+40 <= len(wrapped); at += 8000 {
			w.searchFiles(wrapped[at : at+40])
		}
	}
	info := must(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: kept.KeyId}).KeyInfo
	if !bytes.Equal(info.EncryptKey, kept.EncryptKey) || !bytes.Equal(info.DecryptKey, kept.DecryptKey) {
		t.Error("the other key has other tables")
	}
}

// TestWhiteBoxDeletedMeanwhile: whoever asks for tables while the key is deleted
// gets them or learns that there is no such key.
func TestWhiteBoxDeletedMeanwhile(t *testing.T) {
	w := newWorld(t)
	for round := range 8 {
		id := w.newWhiteBox(fmt.Sprint("box-", round), "SM4").KeyId
		must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: id})
		var callers sync.WaitGroup
		for range 3 {
			callers.Go(func() {
				for {
					_, failure := try(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: id})
					if failure != nil {
						if failure.Code != api.ResourceNotFound {
							t.Errorf("got %v", failure)
						}
						return
					}
				}
			})
		}
		must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: id})
		callers.Wait()
	}
}

// fillWhiteBoxes adds n rows like that of a key, without tables, which take long
// to make.
func (w *world) fillWhiteBoxes(like string, n int) {
	w.t.Helper()
	row, tables := w.whiteBoxRows(like)
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		for i := range n {
			row.ID, row.Alias = uuid.New(), fmt.Sprint("filler-", i)
			if err := tx.InsertWhiteBoxKey(row, store.WhiteBoxTables{Encrypt: tables.Encrypt[:1], Decrypt: tables.Decrypt[:1]}, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
}

// TestWhiteBoxQuotaAtOnce: two cannot both be the last, and a name has one
// owner.
func TestWhiteBoxQuotaAtOnce(t *testing.T) {
	w := newWorld(t)
	w.fillWhiteBoxes(w.newWhiteBox("box", "SM4").KeyId, 47)
	compete := func(alias func(int) string, loser api.Code) {
		t.Helper()
		var winners atomic.Int64
		var callers sync.WaitGroup
		for n := range 4 {
			callers.Go(func() {
				_, failure := try(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: alias(n), Algorithm: "SM4"})
				switch {
				case failure == nil:
					winners.Add(1)
				case failure.Code != loser:
					t.Errorf("got %v, want %s", failure, loser)
				}
			})
		}
		callers.Wait()
		if n := winners.Load(); n != 1 {
			t.Errorf("%d calls made a key, want 1", n)
		}
	}
	compete(func(int) string { return "same" }, api.AliasAlreadyExists)
	compete(func(n int) string { return fmt.Sprint("last-", n) }, api.KeyLimitExceeded)
	w.region = "ap-shanghai" // has room of its own
	w.newWhiteBox("box", "SM4")
}

// whiteBoxCalls call the actions on one white-box key.
var whiteBoxCalls = map[string]func(*world, string) *api.Error{
	"DescribeWhiteBoxKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: id}))
	},
	"DescribeWhiteBoxDecryptKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: id}))
	},
	"DescribeWhiteBoxDeviceFingerprints": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DescribeWhiteBoxDeviceFingerprints, api.DescribeWhiteBoxDeviceFingerprintsRequest{KeyId: id}))
	},
	"EncryptByWhiteBox": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: id, PlainText: []byte("x")}))
	},
	"OverwriteWhiteBoxDeviceFingerprints": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.OverwriteWhiteBoxDeviceFingerprints, api.OverwriteWhiteBoxDeviceFingerprintsRequest{KeyId: id}))
	},
	"EnableWhiteBoxKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableWhiteBoxKey, api.EnableWhiteBoxKeyRequest{KeyId: id}))
	},
	"EnableWhiteBoxKeys": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableWhiteBoxKeys, api.EnableWhiteBoxKeysRequest{KeyIds: []string{id}}))
	},
	"DisableWhiteBoxKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: id}))
	},
	"DisableWhiteBoxKeys": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DisableWhiteBoxKeys, api.DisableWhiteBoxKeysRequest{KeyIds: []string{id}}))
	},
	"DeleteWhiteBoxKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: id}))
	},
}

// TestWhiteBoxPolicies: each action on a key asks for that key, by the
// resource name that it has, and tells nothing about others.
func TestWhiteBoxPolicies(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	mine, foreign := w.newWhiteBox("mine", "SM4").KeyId, w.newWhiteBox("foreign", "SM4").KeyId
	name := fmt.Sprintf("qcs::kms::uin/%d:key/creatorUin/%d/%s", root.Account.Uin, root.Principal.Uin, mine)
	w.subUser(policyText(`{"effect":"allow","action":["kms:*","tag:*"],"resource":"` + name + `"}`))
	for action, call := range whiteBoxCalls {
		for _, id := range []string{foreign, uuid.NewString()} {
			if failure := call(w, id); failure == nil || failure.Code != api.UnauthorizedOperation {
				t.Errorf("%s on one that is not the user's: %v", action, failure)
			}
		}
		if action == "DeleteWhiteBoxKey" {
			continue
		}
		if failure := call(w, mine); failure != nil && failure.Code != api.KeyDisabled {
			t.Errorf("%s: %v", action, failure)
		}
	}
	refused(w, api.UnauthorizedOperation, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: "another", Algorithm: "SM4"})
	refused(w, api.UnauthorizedOperation, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{})
	w.caller = root
	w.subUser(policyText(fmt.Sprintf(`{"effect":"allow","action":"kms:*","resource":"qcs::kms::uin/%d:key/*"}`, root.Account.Uin)))
	if n := must(w, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{}).TotalCount; n != 2 {
		t.Errorf("who may use all keys lists %d white-box keys", n)
	}
	refused(w, api.ResourceNotFound, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: uuid.NewString()})
}

// TestTagsOfAll: the tag API reads and sets the tags of keys, data keys and
// white-box keys alike, also for who may act on that one only.
func TestTagsOfAll(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	key := w.newKey()
	ids := map[string]string{"key": key, "data key": w.hosted(key, "d").DataKeyId, "white-box key": w.newWhiteBox("w", "SM4").KeyId}
	for what, id := range ids {
		w.caller = root
		path := fmt.Sprintf("creatorUin/%d/%s", root.Principal.Uin, id)
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: tagList("a=1")})
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(path), ReplaceTags: tagList("b=2")})
		if got := w.tags(id) + " " + w.tags(path); got != "a=1 b=2 a=1 b=2" {
			t.Errorf("%s: tags %q", what, got)
		}
		refused(w, api.ResourceDescriptionError, api.ModifyResourceTags,
			api.ModifyResourceTagsRequest{Resource: w.resource("creatorUin/1/" + id), ReplaceTags: tagList("a=3")})
		if got := w.tags("creatorUin/1/" + id); got != "" {
			t.Errorf("%s of another creator has tags %q", what, got)
		}
		w.subUser(policyText(`{"effect":"allow","action":"tag:*","resource":"` +
			fmt.Sprintf("qcs::kms::uin/%d:key/%s", root.Account.Uin, path) + `"}`))
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: tagList("a=4")})
		if got := w.tags(id); got != "a=4 b=2" {
			t.Errorf("%s: the user sees the tags %q", what, got)
		}
		for _, other := range append(slices.Collect(maps.Values(ids)), uuid.NewString()) {
			if other != id {
				refused(w, api.UnauthorizedOperation, api.DescribeResourceTagsByResourceIds, w.query(other))
			}
		}
	}
}

// TestTagsOfTheGone: a data key whose date has come and a white-box key that is
// deleted have no tags and take none.
func TestTagsOfTheGone(t *testing.T) {
	w := newWorld(t)
	box, data := w.newWhiteBox("w", "SM4").KeyId, w.hosted(w.newKey(), "d").DataKeyId
	for _, id := range []string{box, data} {
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: tagList("a=1")})
	}
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: box})
	must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: box})
	must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: data})
	must(w, api.ScheduleDataKeyDeletion, api.ScheduleDataKeyDeletionRequest{DataKeyId: data, PendingWindowInDays: 7})
	w.advance(7 * 24 * time.Hour)
	for _, id := range []string{box, data} {
		refused(w, api.ResourceDescriptionError, api.ModifyResourceTags,
			api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: tagList("a=2")})
		if got := w.tags(id); got != "" {
			t.Errorf("tags %q are left", got)
		}
	}
}
