package kms_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/ciphertext"
	"miyao/internal/node"
	"miyao/internal/store"
)

const day = 24 * time.Hour

// rotated makes a key with automatic rotation.
func (w *world) rotated(days uint64) string {
	w.t.Helper()
	id := w.newKey()
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id, RotateDays: &days})
	return id
}

func (w *world) describe(id string) api.KeyMetadata {
	w.t.Helper()
	return must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id}).KeyMetadata
}

// row is what the store holds of a key.
func (w *world) row(id string) (k store.Key) {
	w.t.Helper()
	err := w.Store.View(w.t.Context(), func(tx *store.Tx) (err error) {
		k, err = tx.Key(uuid.MustParse(id))
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return k
}

func (w *world) encrypt(id string) api.Base64 {
	w.t.Helper()
	return must(w, api.Encrypt, api.EncryptRequest{KeyId: id, Plaintext: []byte("x")}).CiphertextBlob
}

func (w *world) decrypts(blob api.Base64) {
	w.t.Helper()
	if got := must(w, api.Decrypt, api.DecryptRequest{CiphertextBlob: blob}).Plaintext; string(got) != "x" {
		w.t.Error("another plaintext came back")
	}
}

// versionOf reads the key version from a ciphertext blob.
func versionOf(t *testing.T, blob api.Base64) uint32 {
	t.Helper()
	header, _, err := ciphertext.Parse(blob)
	if err != nil {
		t.Fatal(err)
	}
	return header.KeyVersion
}

func (w *world) restart() {
	w.t.Helper()
	if err := w.Close(); err != nil {
		w.t.Fatal(err)
	}
	w.open()
}

// rotates runs one round of the worker, which must rotate so many keys.
func (w *world) rotates(want int) {
	w.t.Helper()
	if n, err := w.Service.RotateDue(w.t.Context()); n != want || err != nil {
		w.t.Fatalf("rotated %d keys (%v), want %d", n, err, want)
	}
}

// entries lists what the audit log holds of an action: phase, code, message
// and version, and who did it.
func (w *world) entries(action string) (list []string) {
	w.t.Helper()
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		if e := r.Entry; e.Action == action {
			list = append(list, fmt.Sprintf("%s %q version %d by %q on %d", e.Phase, e.Code, e.KeyVersion, e.SecretID, len(e.Resources)))
		}
		return nil
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return list
}

// TestRotateKey: the new version encrypts at once, the old one still decrypts,
// and ReEncrypt moves what it encrypted; also after a restart.
func TestRotateKey(t *testing.T) {
	w := newWorld(t)
	id := w.rotated(30)
	old := w.encrypt(id)
	task := must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id}).TaskId
	if _, err := uuid.Parse(task); err != nil {
		t.Errorf("task id %q", task)
	}
	now := uint64(w.clock.Load())
	if m := w.describe(id); m.LastRotateTime != now || m.NextRotateTime != now+30*86400 || !m.KeyRotationEnabled {
		t.Errorf("metadata %+v", m)
	}
	fresh := w.encrypt(id)
	if a, b := versionOf(t, old), versionOf(t, fresh); a != 1 || b != 2 {
		t.Errorf("versions %d and %d, want 1 and 2", a, b)
	}
	for range 2 {
		w.decrypts(old)
		w.decrypts(fresh)
		w.restart()
	}
	moved := must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: old})
	if !moved.ReEncrypted || versionOf(t, moved.CiphertextBlob) != 2 {
		t.Error("ReEncrypt did not move the text to the new version")
	}
	if again := must(w, api.ReEncrypt, api.ReEncryptRequest{CiphertextBlob: moved.CiphertextBlob}); again.ReEncrypted {
		t.Error("ReEncrypt moved a text of the current version")
	}
	w.advance(day - time.Second)
	refused(w, api.RotateRateLimited, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.advance(time.Second)
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	w.decrypts(old)
	if got := w.row(id).Version; got != 3 {
		t.Errorf("version %d, want 3", got)
	}
}

func TestRotationRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	days := func(n uint64) *uint64 { return &n }
	enable := func(code api.Code, r api.EnableKeyRotationRequest) {
		t.Helper()
		refused(w, code, api.EnableKeyRotation, r)
	}
	refused(w, api.RotateNotSupported, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	for _, n := range []uint64{0, 6, 366, 1 << 63} {
		enable(api.InvalidParameterValue, api.EnableKeyRotationRequest{KeyId: id, RotateDays: days(n)})
	}
	foreign := &api.MemberAccount{MemberUin: days(1)}
	enable(api.NotRoleOperation, api.EnableKeyRotationRequest{KeyId: id, MemberAccount: foreign})
	refused(w, api.NotRoleOperation, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: id, MemberAccount: foreign})
	refused(w, api.NotRoleOperation, api.GetKeyRotationStatus, api.GetKeyRotationStatusRequest{KeyId: id, MemberAccount: foreign})
	refused(w, api.NotRoleOperation, api.RotateKey, api.RotateKeyRequest{KeyId: id, MemberAccount: foreign})
	for bad, code := range map[string]api.Code{"x": api.InvalidKeyId, uuid.NewString(): api.CmkNotFound} {
		enable(code, api.EnableKeyRotationRequest{KeyId: bad})
		refused(w, code, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: bad})
		refused(w, code, api.GetKeyRotationStatus, api.GetKeyRotationStatusRequest{KeyId: bad})
		refused(w, code, api.RotateKey, api.RotateKeyRequest{KeyId: bad})
	}
	external := w.imported(newMaterial(32))
	enable(api.ExternalCmkCanNotRotate, api.EnableKeyRotationRequest{KeyId: external})
	signing := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "sign", KeyUsage: "ASYMMETRIC_SIGN_VERIFY_ECC"}).KeyId
	enable(api.RotateNotSupported, api.EnableKeyRotationRequest{KeyId: signing})
	for _, id := range []string{id, external, signing} {
		if w.describe(id).KeyRotationEnabled || w.row(id).LastRotated != 0 || w.row(id).Version != 1 {
			t.Errorf("a refused call changed %+v", w.row(id))
		}
	}
	stranger := *w.caller
	stranger.Principal = store.Principal{Uin: 5, Account: stranger.Account.Uin, Kind: store.PrincipalUser}
	w.caller = &stranger
	enable(api.UnauthorizedOperation, api.EnableKeyRotationRequest{KeyId: id})
	refused(w, api.UnauthorizedOperation, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: id})
	refused(w, api.UnauthorizedOperation, api.GetKeyRotationStatus, api.GetKeyRotationStatusRequest{KeyId: id})
	refused(w, api.UnauthorizedOperation, api.RotateKey, api.RotateKeyRequest{KeyId: id})
}

// TestRotationStates runs the table of states for the actions of this topic.
func TestRotationStates(t *testing.T) {
	w := newWorld(t)
	for i, want := range [][2]api.Code{{ok, ok}, {sns, ok}, {sns, sns}, {sns, sns}, {sns, ok}} {
		id := w.rotated(7)
		w.setState(id, states[i])
		ten := uint64(10)
		_, rotating := try(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
		_, enabling := try(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id, RotateDays: &ten})
		if got := [2]api.Code{codeOf(rotating), codeOf(enabling)}; got != want {
			t.Errorf("%s: got %q, want %q", states[i], got, want)
		}
		must(w, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: id})
		if must(w, api.GetKeyRotationStatus, api.GetKeyRotationStatusRequest{KeyId: id}).KeyRotationEnabled {
			t.Errorf("%s: rotation is still on", states[i])
		}
	}
}

func codeOf(failure *api.Error) api.Code {
	if failure == nil {
		return ok
	}
	return failure.Code
}

// TestRotationDates: dates count from the call that changes something.
func TestRotationDates(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	created := uint64(w.clock.Load())
	next := func(want uint64, enabled bool, days uint64) {
		t.Helper()
		if m := w.describe(id); m.NextRotateTime != want || m.KeyRotationEnabled != enabled || m.RotateDays != days {
			t.Errorf("next %d, enabled %t, days %d; want %d, %t, %d", m.NextRotateTime, m.KeyRotationEnabled, m.RotateDays, want, enabled, days)
		}
		if got := must(w, api.GetKeyRotationStatus, api.GetKeyRotationStatusRequest{KeyId: id}).KeyRotationEnabled; got != enabled {
			t.Errorf("GetKeyRotationStatus says %t", got)
		}
	}
	next(created+365*86400, false, 365)
	w.advance(day)
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id})
	next(created+366*86400, true, 365)
	w.advance(day)
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id})
	next(created+366*86400, true, 365)
	seven := uint64(7)
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id, RotateDays: &seven})
	next(created+9*86400, true, 7)
	w.advance(10 * day) // due, but switched off before the worker comes
	must(w, api.DisableKeyRotation, api.DisableKeyRotationRequest{KeyId: id})
	next(created+9*86400, false, 7)
	w.rotates(0)
	must(w, api.EnableKeyRotation, api.EnableKeyRotationRequest{KeyId: id, RotateDays: &seven})
	next(created+19*86400, true, 7)
}

// TestRotationAfterAClockThatWasAhead: a rotation that a wrong clock put into the
// future does not keep the key from being rotated until then.
func TestRotationAfterAClockThatWasAhead(t *testing.T) {
	w := newWorld(t)
	id := w.rotated(30)
	w.advance(3650 * day)
	w.rotates(1)
	w.advance(-3650 * day)
	w.rotates(0)
	must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	if m, now := w.describe(id), uint64(w.clock.Load()); m.LastRotateTime != now || m.NextRotateTime != now+30*86400 {
		t.Errorf("rotated at %d, next %d; it is %d", m.LastRotateTime, m.NextRotateTime, now)
	}
	w.advance(-time.Second) // as a clock is kept right
	refused(w, api.RotateRateLimited, api.RotateKey, api.RotateKeyRequest{KeyId: id})
}

// TestRotateOtherKeys: keys that do not encrypt are rotated by hand, with
// nothing to switch on.
func TestRotateOtherKeys(t *testing.T) {
	w := newWorld(t)
	for i, usage := range []string{"ASYMMETRIC_SIGN_VERIFY_ECC", "ASYMMETRIC_DECRYPT_RSA_2048", "ASYMMETRIC_DECRYPT_SM2"} {
		id := must(w, api.CreateKey, api.CreateKeyRequest{Alias: fmt.Sprintf("other-%d", i), KeyUsage: usage}).KeyId
		must(w, api.RotateKey, api.RotateKeyRequest{KeyId: id})
		refused(w, api.RotateRateLimited, api.RotateKey, api.RotateKeyRequest{KeyId: id})
		k, err := w.Keyring.Key(t.Context(), uuid.MustParse(id))
		if err != nil || k.Version != 2 {
			t.Fatalf("version %d (%v), want 2", k.Version, err)
		}
		for n := range uint32(2) {
			if _, err := k.Open(n + 1); err != nil {
				t.Errorf("%s version %d: %v", usage, n+1, err)
			}
		}
		if got := w.describe(id).LastRotateTime; got != uint64(w.clock.Load()) {
			t.Errorf("last rotated %d", got)
		}
	}
	w.advance(1000 * day)
	w.rotates(0)
}

// TestRotateDue: on the date and not before, once after a long downtime, only
// while Enabled.
func TestRotateDue(t *testing.T) {
	w := newWorld(t)
	id, disabled := w.rotated(7), w.rotated(7)
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: disabled})
	old := w.encrypt(id)
	w.advance(7*day - time.Second)
	w.rotates(0)
	w.advance(time.Second)
	w.rotates(1)
	w.rotates(0)
	if got := versionOf(t, w.encrypt(id)); got != 2 {
		t.Errorf("version %d encrypts, want 2", got)
	}
	w.decrypts(old)
	refused(w, api.RotateRateLimited, api.RotateKey, api.RotateKeyRequest{KeyId: id})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.advance(70 * day) // down for many periods
	w.open()
	w.rotates(1)
	w.rotates(0)
	now := uint64(w.clock.Load())
	if m := w.describe(id); m.LastRotateTime != now || m.NextRotateTime != now+7*86400 || w.row(id).Version != 3 {
		t.Errorf("metadata %+v", m)
	}
	w.decrypts(old)
	must(w, api.EnableKey, api.EnableKeyRequest{KeyId: disabled})
	w.rotates(1)
	if got := w.row(disabled).Version; got != 2 {
		t.Errorf("version %d, want 2", got)
	}
	want := []string{
		`intent "" version 2 by "" on 1`, `result "" version 2 by "" on 1`,
		fmt.Sprintf(`call "RequestLimitExceeded.RotateRateLimited" version 0 by %q on 1`, w.caller.SecretID),
		`intent "" version 3 by "" on 1`, `result "" version 3 by "" on 1`,
		`intent "" version 2 by "" on 1`, `result "" version 2 by "" on 1`,
	}
	if got := w.entries("RotateKey"); !slices.Equal(got, want) {
		t.Errorf("audit log: %q\nwant %q", got, want)
	}
}

// TestRotateDueFailure: a key that cannot be rotated is on record, and does not
// hold up the others.
func TestRotateDueFailure(t *testing.T) {
	w := newWorld(t)
	bad := w.rotated(7)
	w.advance(time.Second) // the bad one is due first
	good := w.rotated(7)
	err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertKeyVersion(store.KeyVersion{Key: uuid.MustParse(bad), Version: 2, Wrapped: []byte("in the way")})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.advance(7 * day)
	for i, want := range []int{1, 0} {
		if n, err := w.Service.RotateDue(t.Context()); n != want || err == nil {
			t.Errorf("round %d: rotated %d (%v), want %d and an error", i, n, err, want)
		}
	}
	if a, b := w.row(bad).Version, w.row(good).Version; a != 1 || b != 2 {
		t.Errorf("versions %d and %d, want 1 and 2", a, b)
	}
	if got := w.entries("RotateKey"); !slices.Contains(got, `result "InternalError" version 2 by "" on 1`) {
		t.Errorf("audit log: %q", got)
	}
}

// TestRoundIsBounded: many keys that are due together take several rounds.
func TestRoundIsBounded(t *testing.T) {
	w := newWorld(t)
	k := w.row(w.rotated(7))
	err := w.Store.Update(t.Context(), func(tx *store.Tx) error {
		for n := range 1000 {
			k.ID, k.Alias = uuid.New(), fmt.Sprintf("many-%d", n)
			if err := tx.InsertKey(k, nil, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.advance(7 * day)
	w.rotates(1000)
	w.rotates(1)
	w.rotates(0)
}

// TestConcurrentRotation: of many calls at once, one rotates.
func TestConcurrentRotation(t *testing.T) {
	w := newWorld(t)
	id := w.rotated(7)
	failures := make([]*api.Error, 8)
	var wait sync.WaitGroup
	for i := range failures {
		wait.Go(func() {
			_, failures[i] = w.raw("RotateKey", fmt.Sprintf(`{"KeyId":%q}`, id))
			w.encrypt(id)
		})
	}
	wait.Wait()
	succeeded := 0
	for _, failure := range failures {
		switch codeOf(failure) {
		case ok:
			succeeded++
		case api.RotateTaskRunning, api.RotateRateLimited:
		default:
			t.Error(failure)
		}
	}
	if got := w.row(id).Version; succeeded != 1 || got != 2 {
		t.Errorf("%d calls succeeded, version %d; want 1 and 2", succeeded, got)
	}
	w.advance(7 * day)
	for range 4 {
		wait.Go(func() {
			if _, err := w.Service.RotateDue(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if got := w.row(id).Version; got != 3 {
		t.Errorf("version %d after the worker, want 3", got)
	}
}
