package kms_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/store"
)

// The kinds of key that rows of the table of states are about: usages, and
// external.
var (
	symmetric = []string{alg.EncryptDecrypt, external}
	signing   = []string{alg.SignVerifyRSA2048, alg.SignVerifySM2, alg.SignVerifyECC, alg.SignVerifyECDSA}
	decrypts  = []string{alg.DecryptRSA2048, alg.DecryptSM2}
	quantum   = []string{alg.DecryptKyber, alg.SignVerifyMLDSA}
	public    = slices.Concat(decrypts, signing, quantum)
	everyKind = slices.Concat(symmetric, public)
)

// stateRow is a row of the table of states: what actions answer for a key in
// each state, in the order of states, and the states that they change.
type stateRow struct {
	actions []string
	kinds   []string
	codes   [5]api.Code
	after   steps
	make    func(s *stock, kind, id string) object // where it is not that of requests
}

type steps = map[store.KeyState]store.KeyState

var only = func(kinds ...string) []string { return kinds }

// stateTable is the published table of actions and states. Where an action has
// its key only from a ciphertext or a data key, the state is that of this key.
var stateTable = []stateRow{
	{actions: only("Encrypt", "GenerateDataKey"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, arc}},
	{actions: only("ReEncrypt"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, arc}, make: toKey},
	{actions: only("ImportDataKey"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, arc}},
	{actions: only("PostQuantumCryptoEncrypt"), kinds: only(alg.DecryptKyber), codes: [5]api.Code{ok, dis, kpd, sns, arc}},
	{actions: only("Decrypt"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, ok}},
	{actions: only("ReEncrypt"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, ok}, make: fromKey},
	{actions: only("GetDataKeyPlaintext"), kinds: symmetric, codes: [5]api.Code{ok, dis, kpd, sns, ok}},
	{actions: only("PostQuantumCryptoDecrypt"), kinds: only(alg.DecryptKyber), codes: [5]api.Code{ok, dis, kpd, sns, ok}},

	{actions: only("GetPublicKey"), kinds: public, codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("SignByAsymmetricKey", "VerifyByAsymmetricKey"), kinds: signing, codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("AsymmetricRsaDecrypt"), kinds: only(alg.DecryptRSA2048), codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("AsymmetricSm2Decrypt"), kinds: only(alg.DecryptSM2), codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("PostQuantumCryptoSign", "PostQuantumCryptoVerify"), kinds: only(alg.SignVerifyMLDSA), codes: [5]api.Code{ok, sns, sns, sns, sns}},

	{actions: only("EnableKey", "EnableKeys"), kinds: everyKind, codes: [5]api.Code{ok, ok, sns, sns, ok},
		after: steps{store.Disabled: store.Enabled, store.Archived: store.Enabled}},
	{actions: only("DisableKey", "DisableKeys"), kinds: everyKind, codes: [5]api.Code{ok, ok, sns, ok, ok},
		after: steps{store.Enabled: store.Disabled, store.Archived: store.Disabled}},
	{actions: only("UpdateAlias", "UpdateKeyDescription"), kinds: everyKind, codes: [5]api.Code{ok, ok, sns, ok, ok}},
	{actions: only("DescribeKey", "DescribeKeys"), kinds: everyKind},
	{actions: only("GetKeyRotationStatus"), kinds: everyKind},
	{actions: only("DisableKeyRotation"), kinds: only(alg.EncryptDecrypt)},
	{actions: only("EnableKeyRotation"), kinds: only(alg.EncryptDecrypt), codes: [5]api.Code{ok, ok, sns, sns, ok}},
	{actions: only("RotateKey"), kinds: only(alg.EncryptDecrypt), codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("RotateKey"), kinds: slices.Concat(public, only(external)), codes: [5]api.Code{ok, sns, sns, sns, sns}, make: keyID},
	{actions: only("ScheduleKeyDeletion"), kinds: everyKind, codes: [5]api.Code{sbd, ok, sns, ok, ok}, after: steps{
		store.Disabled: store.PendingDelete, store.PendingImport: store.PendingDelete, store.Archived: store.PendingDelete}},
	{actions: only("CancelKeyDeletion"), kinds: everyKind, codes: [5]api.Code{npd, npd, ok, npd, npd},
		after: steps{store.PendingDelete: store.Disabled}},
	{actions: only("ArchiveKey"), kinds: everyKind, codes: [5]api.Code{ok, ok, sns, sns, ok},
		after: steps{store.Enabled: store.Archived, store.Disabled: store.Archived}},
	{actions: only("CancelKeyArchive"), kinds: everyKind, codes: [5]api.Code{sns, sns, sns, sns, ok},
		after: steps{store.Archived: store.Enabled}},

	{actions: only("GetParametersForImport"), kinds: only(external), codes: [5]api.Code{ok, ok, sns, ok, sns}},
	{actions: only("ImportKeyMaterial"), kinds: only(external), codes: [5]api.Code{ok, sns, sns, ok, sns},
		after: steps{store.PendingImport: store.Enabled}},
	{actions: only("DeleteImportedKeyMaterial"), kinds: only(external), codes: [5]api.Code{ok, ok, sns, ok, ok}, after: steps{
		store.Enabled: store.PendingImport, store.Disabled: store.PendingImport, store.Archived: store.PendingImport}},

	// What is done with a data key, by the state of its key.
	{actions: only("EnableDataKey", "EnableDataKeys", "CancelDataKeyDeletion"), kinds: symmetric,
		codes: [5]api.Code{ok, sns, sns, sns, ok}},
	{actions: only("GetDataKeyCiphertextBlob", "DescribeDataKey", "DescribeDataKeys", "DisableDataKey", "DisableDataKeys",
		"ScheduleDataKeyDeletion", "UpdateDataKeyName", "UpdateDataKeyDescription"), kinds: symmetric},

	// At last, since what is bound stays so.
	{actions: only("BindCloudResource"), kinds: everyKind, codes: [5]api.Code{ok, sns, sns, sns, sns}},
	{actions: only("UnbindCloudResource"), kinds: everyKind},
}

// toKey and fromKey are ReEncrypt with the key as target and as source.
func toKey(s *stock, _, id string) object {
	return object{"CiphertextBlob": s.ciphertext(s.one(alg.EncryptDecrypt)).String(), "DestinationKeyId": id}
}

func fromKey(s *stock, _, id string) object {
	return object{"CiphertextBlob": s.ciphertext(id).String(), "DestinationKeyId": s.one(alg.EncryptDecrypt)}
}

// TestStateTable runs the table, and finds actions on keys that it does not have.
func TestStateTable(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	covered := map[string]bool{}
	for _, row := range stateTable {
		for _, name := range row.actions {
			covered[name] = true
			t.Run(name, func(t *testing.T) {
				s.t = t
				for _, kind := range row.kinds {
					if kind == external || slices.Contains(s.usages(), kind) {
						s.runRow(&row, name, kind)
					}
				}
			})
		}
	}
	for name, r := range requests {
		if r.kind != "" && r.kind != whiteBox && !covered[name] {
			t.Errorf("%s is not in the table", name)
		}
	}
}

func (s *stock) runRow(row *stateRow, action, kind string) {
	s.t.Helper()
	for i, state := range states {
		id := s.likeNew(kind)
		body := s.rowRequest(row, action, kind, id)
		s.setState(id, state)
		failure := s.call(action, body)
		if got := codeOf(failure); got != row.codes[i] || !saysWhatToDo(failure) {
			s.t.Errorf("%s, %s: got %v, want %q", kind, state, failure, row.codes[i])
		}
		want, changes := row.after[state]
		if !changes {
			want = state
		}
		if now := s.state(id); now != want.String() {
			s.t.Errorf("%s, %s: the key is %s afterwards, want %s", kind, state, now, want)
		}
	}
}

func (s *stock) rowRequest(row *stateRow, action, kind, id string) object {
	s.t.Helper()
	usual := requests[action]
	if usual.kind == dataKeys {
		return usual.make(s, dataKeys, s.dataKey(id))
	}
	if row.make != nil {
		return row.make(s, kind, id)
	}
	return usual.make(s, kind, id)
}

// likeNew returns one and the same key of a kind, with the row and the versions
// that it had at first: new ones are slow to make.
func (s *stock) likeNew(kind string) string {
	s.t.Helper()
	id := uuid.MustParse(keep(s, "cell "+kind, func() string { return s.fresh(kind) }))
	first := keep(s, "rows of "+kind, func() keyRows { return s.read(id) })
	err := s.Store.Update(s.t.Context(), func(tx *store.Tx) error {
		if err := tx.DeleteKeyVersions(id); err != nil {
			return err
		}
		for _, v := range first.versions {
			if err := tx.InsertKeyVersion(v); err != nil {
				return err
			}
		}
		return tx.UpdateKey(first.key)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Keyring.Forget(id)
	return id.String()
}

type keyRows struct {
	key      store.Key
	versions []store.KeyVersion
}

func (s *stock) read(id uuid.UUID) (rows keyRows) {
	s.t.Helper()
	err := s.Store.View(s.t.Context(), func(tx *store.Tx) (err error) {
		if rows.key, err = tx.Key(id); err != nil {
			return err
		}
		rows.versions, err = tx.KeyVersions(id)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return rows
}

// call calls an action and returns its error.
func (s *stock) call(action string, body object) *api.Error {
	s.t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	_, failure := s.raw(action, string(text))
	return failure
}

// saysWhatToDo tells whether a refusal because of a state names, in both languages,
// an action that helps.
func saysWhatToDo(failure *api.Error) bool {
	if failure == nil || failure.Code != sns && failure.Code != dks {
		return true
	}
	return slices.ContainsFunc(api.Actions(), func(action *api.Info) bool {
		return action.Kind == api.Change && strings.Contains(failure.Message, action.Name) && strings.Contains(failure.MessageZH, action.Name)
	})
}

// TestBoundKeysStay: keys that a cloud resource depends on refuse what would take
// them away, in the states that allow it.
func TestBoundKeysStay(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	bound := map[string]store.KeyState{
		"DisableKey": store.Enabled, "DisableKeys": store.Enabled, "ArchiveKey": store.Enabled,
		"ScheduleKeyDeletion": store.Disabled, "DeleteImportedKeyMaterial": store.Enabled,
	}
	for name, state := range bound {
		id := s.fresh(requests[name].kind)
		body := requests[name].make(s, requests[name].kind, id)
		s.setState(id, store.Enabled)
		must(w, api.BindCloudResource, api.BindCloudResourceRequest{KeyId: id, ProductId: "ssm", ResourceId: "x"})
		s.setState(id, state)
		if failure := s.call(name, body); codeOf(failure) != api.CmkUsedByCloudProduct || s.state(id) != state.String() {
			t.Errorf("%s of a bound key: %v; it is %s", name, failure, s.state(id))
		}
	}
}

// TestKeysOfProducts: keys that a cloud product made refuse changes by users, in the
// states that allow them.
func TestKeysOfProducts(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	for name, state := range map[string]store.KeyState{
		"ArchiveKey": store.Enabled, "CancelKeyArchive": store.Archived, "EnableKey": store.Disabled, "DisableKey": store.Enabled,
		"UpdateAlias": store.Enabled, "UpdateKeyDescription": store.Enabled, "ScheduleKeyDeletion": store.Disabled,
		"CancelKeyDeletion": store.PendingDelete, "EnableKeyRotation": store.Enabled, "DisableKeyRotation": store.Enabled,
		"RotateKey": store.Enabled, "GetParametersForImport": store.Enabled, "ImportKeyMaterial": store.Enabled,
		"DeleteImportedKeyMaterial": store.Enabled,
	} {
		r := requests[name]
		body := r.make(s, r.kind, s.fresh(r.kind))
		id := s.productKey(r.kind, state)
		body["KeyId"] = id
		if failure := s.call(name, body); codeOf(failure) != api.NotUserCreatedCmk || s.state(id) != state.String() {
			t.Errorf("%s of a product's key: %v; it is %s", name, failure, s.state(id))
		}
	}
}

// productKey makes a key as a cloud product would; no action does.
func (s *stock) productKey(kind string, state store.KeyState) string {
	s.t.Helper()
	id, origin := uuid.New(), store.OriginKMS
	if kind == external {
		origin = store.OriginExternal
	}
	err := s.Store.Update(s.t.Context(), func(tx *store.Tx) error {
		return tx.InsertKey(store.Key{
			ID: id, Account: s.caller.Account.Uin, Region: s.region, Alias: s.newName(), Usage: alg.EncryptDecrypt,
			Algorithm: uint8(alg.AES256), State: state, Origin: origin, Owner: "cos", Creator: s.caller.Account.Uin, Version: 1,
			DeletionDate: s.clock.Load() + 7*86400, RotationEnabled: true,
		}, nil, nil)
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return id.String()
}

// ownStateRow is a row of the table of states of data keys, or of white-box keys,
// which have the first two.
type ownStateRow struct {
	actions []string
	codes   [3]api.Code
	after   steps
}

const (
	dks = api.DataKeyStateNotSupport
	dkn = api.DataKeyNotPendingDelete
)

var dataKeyTable = []ownStateRow{
	{only("GetDataKeyPlaintext"), [3]api.Code{ok, api.DataKeyDisabled, api.DataKeyPendingDelete}, nil},
	{only("GetDataKeyCiphertextBlob"), [3]api.Code{ok, ok, dks}, nil},
	{only("DescribeDataKey", "DescribeDataKeys"), [3]api.Code{}, nil},
	{only("EnableDataKey", "EnableDataKeys"), [3]api.Code{ok, ok, dks}, steps{store.Disabled: store.Enabled}},
	{only("DisableDataKey", "DisableDataKeys"), [3]api.Code{ok, ok, dks}, steps{store.Enabled: store.Disabled}},
	{only("ScheduleDataKeyDeletion"), [3]api.Code{dks, ok, dks}, steps{store.Disabled: store.PendingDelete}},
	{only("CancelDataKeyDeletion"), [3]api.Code{dkn, dkn, ok}, steps{store.PendingDelete: store.Disabled}},
	{only("UpdateDataKeyName", "UpdateDataKeyDescription"), [3]api.Code{ok, ok, dks}, nil},
}

var whiteBoxTable = []ownStateRow{
	{only("EncryptByWhiteBox"), [3]api.Code{ok, api.KeyDisabled}, nil},
	{only("DescribeWhiteBoxKey", "DescribeWhiteBoxDecryptKey", "DescribeWhiteBoxDeviceFingerprints",
		"OverwriteWhiteBoxDeviceFingerprints"), [3]api.Code{}, nil},
	{only("EnableWhiteBoxKey", "EnableWhiteBoxKeys"), [3]api.Code{}, steps{store.Disabled: store.Enabled}},
	{only("DisableWhiteBoxKey", "DisableWhiteBoxKeys"), [3]api.Code{}, steps{store.Enabled: store.Disabled}},
	{only("DeleteWhiteBoxKey"), [3]api.Code{api.FailedOperation, ok}, steps{store.Disabled: gone}},
}

// gone is the state of what was deleted.
const gone store.KeyState = 0

// TestOwnStates runs the tables of what has states of its own, and finds actions
// that they do not have.
func TestOwnStates(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	for kind, table := range map[string]struct {
		rows   []ownStateRow
		states []store.KeyState
	}{
		dataKeys: {dataKeyTable, []store.KeyState{store.Enabled, store.Disabled, store.PendingDelete}},
		whiteBox: {whiteBoxTable, []store.KeyState{store.Enabled, store.Disabled}},
	} {
		missing := maps.Clone(requests)
		maps.DeleteFunc(missing, func(_ string, r request) bool { return r.kind != kind })
		for _, row := range table.rows {
			for _, name := range row.actions {
				delete(missing, name)
				for i, state := range table.states {
					t.Run(name+"/"+state.String(), func(t *testing.T) {
						s.t = t
						s.runOwn(&row, name, kind, i, state)
					})
				}
			}
		}
		for name := range missing {
			t.Errorf("%s is not in the table of the %s", name, kind)
		}
	}
}

func (s *stock) runOwn(row *ownStateRow, action, kind string, i int, state store.KeyState) {
	s.t.Helper()
	id := s.fresh(kind)
	body := requests[action].make(s, kind, id)
	s.forceOwn(kind, id, state)
	failure := s.call(action, body)
	if got := codeOf(failure); got != row.codes[i] || !saysWhatToDo(failure) {
		s.t.Errorf("got %v, want %q", failure, row.codes[i])
	}
	want, changes := row.after[state]
	if !changes {
		want = state
	}
	if now := s.ownState(kind, id); now != want {
		s.t.Errorf("it is %s afterwards, want %s", now, want)
	}
}

func (s *stock) forceOwn(kind, id string, state store.KeyState) {
	s.t.Helper()
	err := s.Store.Update(s.t.Context(), func(tx *store.Tx) error {
		if kind == whiteBox {
			return tx.SetWhiteBoxState(uuid.MustParse(id), state)
		}
		k, err := tx.DataKey(uuid.MustParse(id))
		if err != nil {
			return err
		}
		k.State, k.DeletionDate = state, 0
		if state == store.PendingDelete {
			k.DeletionDate = s.clock.Load() + 7*86400
		}
		return tx.UpdateDataKey(k)
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *stock) ownState(kind, id string) store.KeyState {
	s.t.Helper()
	var text string
	if kind == dataKeys {
		text = must(s.world, api.DescribeDataKey, api.DescribeDataKeyRequest{DataKeyId: id}).DataKeyMetadata.KeyState
	} else {
		describe := api.DescribeWhiteBoxKeyRequest{KeyId: id}
		if codeOf(errorOf(try(s.world, api.DescribeWhiteBoxKey, describe))) == api.ResourceNotFound {
			return gone
		}
		text = must(s.world, api.DescribeWhiteBoxKey, describe).KeyInfo.Status
	}
	return states[slices.IndexFunc(states, func(state store.KeyState) bool { return state.String() == text })]
}
