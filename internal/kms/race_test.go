package kms_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// rounds is how often each of the callers below acts. MIYAO_RACE_ROUNDS makes it
// longer, to be left alone with the race detector.
func rounds(t *testing.T) int {
	if text := os.Getenv("MIYAO_RACE_ROUNDS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 25
}

// TestWritersKeepEachOthersChanges: each of several callers changes another thing
// of one key, and sees at once and at the end what it wrote itself.
func TestWritersKeepEachOthersChanges(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	w.lookAtEach(map[string]func(n int) bool{
		"alias": func(n int) bool {
			alias := fmt.Sprint("alias-", n)
			must(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: key, Alias: alias})
			return w.describe(key).Alias == alias
		},
		"description": func(n int) bool {
			must(w, api.UpdateKeyDescription, api.UpdateKeyDescriptionRequest{KeyId: key, Description: fmt.Sprint(n)})
			return w.describe(key).Description == fmt.Sprint(n)
		},
		"rotation": func(n int) bool {
			if n%2 == 0 {
				must(w, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: key})
				return !w.describe(key).KeyRotationEnabled
			}
			days := uint64(7 + n%300)
			must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: key, RotateDays: &days})
			m := w.describe(key)
			return m.KeyRotationEnabled && m.RotateDays == days
		},
		"state": func(n int) bool {
			must(w, api.DisableKey, api.DisableKeyRequest{KeyId: key})
			_, failure := try(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
			must(w, api.EnableKey, api.EnableKeyRequest{KeyId: key})
			_, again := try(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
			return codeOf(failure) == api.CmkDisabled && again == nil
		},
		"tags": func(n int) bool {
			must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(key),
				ReplaceTags: []api.ResourceTag{{TagKey: "n", TagValue: fmt.Sprint(n)}}})
			filter := []api.TagFilter{{TagKey: "n", TagValue: []string{fmt.Sprint(n)}}}
			return must(w, api.ListKeyDetail, api.ListKeyDetailRequest{TagFilters: filter}).TotalCount == 1
		},
	})
}

// TestWritersOfDataKeys is the same for a data key.
func TestWritersOfDataKeys(t *testing.T) {
	w := newWorld(t)
	id := newStock(w).dataKey(w.newKey())
	w.lookAtEach(map[string]func(n int) bool{
		"name": func(n int) bool {
			name := fmt.Sprint("name-", n)
			must(w, api.UpdateDataKeyName, api.UpdateDataKeyNameRequest{DataKeyId: id, DataKeyName: name})
			return w.describeDataKey(id).DataKeyName == name
		},
		"description": func(n int) bool {
			must(w, api.UpdateDataKeyDescription, api.UpdateDataKeyDescriptionRequest{DataKeyId: id, Description: fmt.Sprint(n)})
			return w.describeDataKey(id).Description == fmt.Sprint(n)
		},
		"state": func(n int) bool {
			must(w, api.DisableDataKey, api.DisableDataKeyRequest{DataKeyId: id})
			_, failure := try(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
			must(w, api.EnableDataKey, api.EnableDataKeyRequest{DataKeyId: id})
			_, again := try(w, api.GetDataKeyPlaintext, api.GetDataKeyPlaintextRequest{DataKeyId: id})
			return codeOf(failure) == api.DataKeyDisabled && again == nil
		},
	})
}

// lookAtEach lets callers act at the same time; each tells whether it sees its own
// change.
func (w *world) lookAtEach(writers map[string]func(n int) bool) {
	var group sync.WaitGroup
	for name, write := range writers {
		group.Go(func() {
			for n := range rounds(w.t) {
				if !write(n) {
					w.t.Errorf("%s: change %d was undone", name, n)
					return
				}
			}
		})
	}
	group.Wait()
}

// racers are the calls that are made at the same time on a few keys. Whether one
// succeeds depends on the others; what it may answer else is a code of states.
var racers = map[string]func(w *world, id string) *api.Error{
	"EnableKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableKey, api.EnableKeyRequest{KeyId: id}))
	},
	"DisableKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DisableKey, api.DisableKeyRequest{KeyId: id}))
	},
	"ArchiveKey": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.ArchiveKey, api.ArchiveKeyRequest{KeyId: id}))
	},
	"CancelArchive": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.CancelKeyArchive, api.CancelKeyArchiveRequest{KeyId: id}))
	},
	"Schedule": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.ScheduleKeyDeletion, api.ScheduleKeyDeletionRequest{KeyId: id, PendingWindowInDays: 30}))
	},
	"CancelDeletion": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.CancelKeyDeletion, api.CancelKeyDeletionRequest{KeyId: id}))
	},
	"EnableRotation": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id}))
	},
	"RotateKey": func(w *world, id string) *api.Error {
		w.advance(20 * day / time.Duration(rounds(w.t))) // no deletion falls due
		return errorOf(try(w, api.RotateKey, api.RotateKeyRequest{KeyId: id}))
	},
	"RotateDue": func(w *world, _ string) *api.Error {
		if _, err := w.Service.RotateDue(w.t.Context()); err != nil {
			w.t.Error(err)
		}
		return nil
	},
	"UpdateAlias": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.UpdateAlias, api.UpdateAliasRequest{KeyId: id, Alias: fmt.Sprint("shared-", rand.IntN(4))}))
	},
	"Bind": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.BindCloudResource, api.BindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "x"}))
	},
	"Unbind": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.UnbindCloudResource, api.UnbindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "x"}))
	},
	"DeleteMaterial": func(w *world, id string) *api.Error {
		return errorOf(try(w, api.DeleteImportedKeyMaterial, api.DeleteImportedKeyMaterialRequest{KeyId: id}))
	},
	"Import": func(w *world, id string) *api.Error {
		p, failure := try(w, api.GetParametersForImport, api.GetParametersForImportRequest{KeyId: id, WrappingAlgorithm: oaep256, WrappingKeySpec: "RSA_2048"})
		if failure != nil {
			return failure
		}
		return errorOf(try(w, api.ImportKeyMaterial, api.ImportKeyMaterialRequest{KeyId: id, ImportToken: p.ImportToken,
			EncryptedKeyMaterial: encryptMaterial(w.t, p.PublicKey, oaep256, []byte("0123456789abcdef0123456789abcdef"))}))
	},
	"ReEncrypt": func(w *world, id string) *api.Error {
		sealed, failure := try(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte(id)})
		if failure != nil {
			return failure
		}
		moved, failure := try(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: sealed.CiphertextBlob})
		if failure != nil {
			return failure
		}
		opened, failure := try(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: moved.CiphertextBlob})
		if failure == nil && string(opened.Plaintext) != id {
			w.t.Errorf("%s opened to %q", id, opened.Plaintext)
		}
		return failure
	},
}

// racing are the codes that tell of another call's change.
var racing = map[api.Code]bool{
	dis: true, sns: true, kpd: true, arc: true, sbd: true, npd: true, cup: true, cnf: true,
	api.AliasAlreadyExists: true, api.RotateNotSupported: true, api.RotateRateLimited: true, api.RotateTaskRunning: true,
	api.ExternalCmkCanNotRotate: true, api.NotExternalCmk: true, api.TokenExpired: true,
}

// TestRacingActions makes all of these calls at once. Afterwards each key is whole: its
// versions are those that were counted, memory and store agree, and what was encrypted
// before the race opens.
func TestRacingActions(t *testing.T) {
	w := newWorld(t)
	external := w.imported([]byte("0123456789abcdef0123456789abcdef"))
	keys := []string{w.newKey(), w.newKey(), external}
	blobs := map[string]api.Base64{}
	for _, id := range keys {
		blobs[id] = w.encrypt(id)
	}
	var group sync.WaitGroup
	for name, race := range racers {
		group.Go(func() {
			for range rounds(t) {
				failure := race(w, keys[rand.IntN(len(keys))])
				if failure != nil && !racing[failure.Code] {
					t.Errorf("%s: %v", name, failure)
				}
			}
		})
	}
	group.Wait()
	for _, id := range keys {
		w.wantWhole(id, blobs[id])
	}
}

// wantWhole brings a key back into use and looks at what it is made of.
func (w *world) wantWhole(id string, blob api.Base64) {
	w.t.Helper()
	shown := w.describe(id).KeyState
	if row := w.row(id); row.State.String() != shown {
		w.t.Errorf("%s is %s, in the store %s", id, shown, row.State)
	}
	racers["CancelDeletion"](w, id)
	racers["Unbind"](w, id)
	racers["Import"](w, id)
	racers["EnableKey"](w, id)
	w.decrypts(blob)
	w.decrypts(w.encrypt(id))
	err := w.Store.View(w.t.Context(), func(tx *store.Tx) error {
		k, err := tx.Key(uuid.MustParse(id))
		if err != nil {
			return err
		}
		versions, err := tx.KeyVersions(k.ID)
		for i, v := range versions {
			if v.Version != uint32(i+1) {
				w.t.Errorf("%s: version %d stands in place %d", id, v.Version, i+1)
			}
		}
		if len(versions) != int(k.Version) {
			w.t.Errorf("%s: %d versions, the newest is %d", id, len(versions), k.Version)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
}
