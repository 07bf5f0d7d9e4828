package kms_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/whitebox"
)

// newWhiteBox makes a white-box key.
func (w *world) newWhiteBox(alias, algorithm string) *api.CreateWhiteBoxKeyResponse {
	w.t.Helper()
	return must(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: alias, Algorithm: algorithm})
}

// openBox decrypts with the tables alone.
func openBox(t *testing.T, decryptKey []byte, fingerprint string, m *api.EncryptByWhiteBoxResponse) ([]byte, error) {
	t.Helper()
	file, err := whitebox.Parse(decryptKey)
	if err != nil {
		t.Fatal(err)
	}
	key, err := file.Open(fingerprint)
	if err != nil {
		return nil, err
	}
	return key.Decrypt(m.InitializationVector, m.CipherText)
}

func TestWhiteBox(t *testing.T) {
	w := newWorld(t)
	for _, algorithm := range []string{"AES_256", "SM4"} {
		made := w.newWhiteBox("box-"+algorithm, algorithm)
		iv := bytes.Repeat([]byte{7}, 16)
		for _, plaintext := range [][]byte{[]byte("x"), bytes.Repeat([]byte("密"), 1365), make([]byte, 4096)} {
			sealed := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: plaintext, InitializationVector: iv})
			if !bytes.Equal(sealed.InitializationVector, iv) || len(sealed.CipherText) != len(plaintext)/16*16+16 {
				t.Errorf("%s: %d bytes became %d", algorithm, len(plaintext), len(sealed.CipherText))
			}
			if got, err := openBox(t, made.DecryptKey, "", sealed); err != nil || !bytes.Equal(got, plaintext) {
				t.Errorf("%s: opened %d bytes, %v", algorithm, len(got), err)
			}
		}
		// What the client encrypts with its tables is the server's ciphertext.
		file, err := whitebox.Parse(made.EncryptKey)
		if err != nil {
			t.Fatal(err)
		}
		key, err := file.Open("")
		if err != nil {
			t.Fatal(err)
		}
		own, err := key.Encrypt(iv, []byte("one message"))
		theirs := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte("one message"), InitializationVector: iv})
		if err != nil || !bytes.Equal(own, theirs.CipherText) {
			t.Errorf("%s: the tables encrypt otherwise, %v", algorithm, err)
		}
		one := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte("x")})
		two := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte("x")})
		if bytes.Equal(one.InitializationVector, two.InitializationVector) {
			t.Error("two random vectors are equal")
		}
	}
}

func TestWhiteBoxDevices(t *testing.T) {
	w := newWorld(t)
	made := w.newWhiteBox("box", "SM4")
	sealed := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte("secret")})
	device := func(n int) string { return fmt.Sprintf("%08x-%014x-%014x-%014x-%016x", n, n, n, n, n) }
	set := func(devices ...api.DeviceFingerprint) api.OverwriteWhiteBoxDeviceFingerprintsRequest {
		return api.OverwriteWhiteBoxDeviceFingerprintsRequest{KeyId: made.KeyId, DeviceFingerprints: devices}
	}
	must(w, api.OverwriteWhiteBoxDeviceFingerprints, set(
		api.DeviceFingerprint{Identity: device(2), Description: "till 2"}, api.DeviceFingerprint{Identity: device(1)}))
	listed := must(w, api.DescribeWhiteBoxDeviceFingerprints, api.DescribeWhiteBoxDeviceFingerprintsRequest{KeyId: made.KeyId}).DeviceFingerprints
	if fmt.Sprint(listed) != fmt.Sprint(set(api.DeviceFingerprint{Identity: device(2), Description: "till 2"}, api.DeviceFingerprint{Identity: device(1)}).DeviceFingerprints) {
		t.Errorf("listed %v", listed)
	}
	bound := must(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: made.KeyId}).DecryptKey
	for fingerprint, opens := range map[string]bool{device(1): true, device(2): true, device(3): false, "": false} {
		got, err := openBox(t, bound, fingerprint, sealed)
		if opens != (err == nil && string(got) == "secret") {
			t.Errorf("%q: %q, %v", fingerprint, got, err)
		}
	}
	if info := must(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: made.KeyId}).KeyInfo; !info.DeviceFingerprintBind {
		t.Error("the key is not shown as bound")
	}

	var many []api.DeviceFingerprint
	for n := range 201 {
		many = append(many, api.DeviceFingerprint{Identity: device(n)})
	}
	refused(w, api.FingerprintsLimitExceeded, api.OverwriteWhiteBoxDeviceFingerprints, set(many...))
	must(w, api.OverwriteWhiteBoxDeviceFingerprints, set(many[:200]...))
	for _, wrong := range []string{"", "x", strings.ToUpper(device(10)), device(1)[1:], uuid.NewString()} {
		refused(w, api.InvalidParameterValue, api.OverwriteWhiteBoxDeviceFingerprints, set(api.DeviceFingerprint{Identity: wrong}))
	}
	refused(w, api.InvalidParameterValue, api.OverwriteWhiteBoxDeviceFingerprints, set(many[0], many[0]))
	refused(w, api.InvalidParameterValue, api.OverwriteWhiteBoxDeviceFingerprints,
		set(api.DeviceFingerprint{Identity: device(1), Description: strings.Repeat("x", 1025)}))

	must(w, api.OverwriteWhiteBoxDeviceFingerprints, set())
	free := must(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: made.KeyId}).DecryptKey
	if got, err := openBox(t, free, "", sealed); err != nil || string(got) != "secret" {
		t.Errorf("after the devices are gone: %q, %v", got, err)
	}
}

func TestWhiteBoxStates(t *testing.T) {
	w := newWorld(t)
	id := w.newWhiteBox("box", "SM4").KeyId
	encrypt := api.EncryptByWhiteBoxRequest{KeyId: id, PlainText: []byte("x")}
	status := func(want string) {
		t.Helper()
		if got := must(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: id}).KeyInfo.Status; got != want {
			t.Errorf("status %s, want %s", got, want)
		}
	}
	status("Enabled")
	must(w, api.EnableWhiteBoxKey, api.EnableWhiteBoxKeyRequest{KeyId: id})
	refused(w, api.FailedOperation, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: id})
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: id})
	status("Disabled")
	must(w, api.DisableWhiteBoxKeys, api.DisableWhiteBoxKeysRequest{KeyIds: []string{id}})
	refused(w, api.KeyDisabled, api.EncryptByWhiteBox, encrypt)
	must(w, api.DescribeWhiteBoxDecryptKey, api.DescribeWhiteBoxDecryptKeyRequest{KeyId: id})
	must(w, api.EnableWhiteBoxKeys, api.EnableWhiteBoxKeysRequest{KeyIds: []string{id}})
	must(w, api.EncryptByWhiteBox, encrypt)

	// Several at once: all or none.
	unknown := uuid.NewString()
	refused(w, api.ResourceNotFound, api.DisableWhiteBoxKeys, api.DisableWhiteBoxKeysRequest{KeyIds: []string{id, unknown}})
	refused(w, api.DuplicatedKeyId, api.DisableWhiteBoxKeys, api.DisableWhiteBoxKeysRequest{KeyIds: []string{id, id}})
	refused(w, api.InvalidParameter, api.EnableWhiteBoxKeys, api.EnableWhiteBoxKeysRequest{KeyIds: make([]string, 51)})
	status("Enabled")

	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: id})
	must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: id})
	refused(w, api.ResourceNotFound, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: id})
	refused(w, api.ResourceNotFound, api.EncryptByWhiteBox, encrypt)
	w.newWhiteBox("box", "SM4") // its alias is free
}

func TestWhiteBoxRefusals(t *testing.T) {
	w := newWorld(t)
	made := w.newWhiteBox("box", "SM4")
	create := func(alias, algorithm, description string, tags ...api.Tag) api.CreateWhiteBoxKeyRequest {
		return api.CreateWhiteBoxKeyRequest{Alias: alias, Algorithm: algorithm, Description: description, Tags: tags}
	}
	refused(w, api.AliasAlreadyExists, api.CreateWhiteBoxKey, create("box", "SM4", ""))
	refused(w, api.InvalidAlias, api.CreateWhiteBoxKey, create("kms-box", "SM4", ""))
	refused(w, api.InvalidParameterValue, api.CreateWhiteBoxKey, create("b", "RSA_2048", ""))
	refused(w, api.InvalidParameterValue, api.CreateWhiteBoxKey, create("b", "SM4", strings.Repeat("x", 1025)))
	refused(w, api.TagKeysDuplicated, api.CreateWhiteBoxKey, create("b", "SM4", "", api.Tag{TagKey: "a", TagValue: "1"}, api.Tag{TagKey: "a", TagValue: "2"}))
	encrypt := func(change func(*api.EncryptByWhiteBoxRequest)) api.EncryptByWhiteBoxRequest {
		r := api.EncryptByWhiteBoxRequest{KeyId: made.KeyId, PlainText: []byte("x")}
		change(&r)
		return r
	}
	refused(w, api.InvalidParameterValue, api.EncryptByWhiteBox, encrypt(func(r *api.EncryptByWhiteBoxRequest) { r.PlainText = []byte{} }))
	refused(w, api.InvalidParameterValue, api.EncryptByWhiteBox, encrypt(func(r *api.EncryptByWhiteBoxRequest) { r.PlainText = make([]byte, 4097) }))
	refused(w, api.InvalidParameterValue, api.EncryptByWhiteBox, encrypt(func(r *api.EncryptByWhiteBoxRequest) { r.InitializationVector = make([]byte, 15) }))
	refused(w, api.InvalidKeyId, api.EncryptByWhiteBox, encrypt(func(r *api.EncryptByWhiteBoxRequest) { r.KeyId = "box" }))
	refused(w, api.ResourceNotFound, api.EncryptByWhiteBox, encrypt(func(r *api.EncryptByWhiteBoxRequest) { r.KeyId = w.newKey() }))
	refused(w, api.CmkNotFound, api.DescribeKey, api.DescribeKeyRequest{KeyId: made.KeyId})
	w.region = "ap-shanghai"
	refused(w, api.ResourceNotFound, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: made.KeyId})
}

func TestWhiteBoxList(t *testing.T) {
	w := newWorld(t)
	var ids []string
	for i := range 12 {
		w.advance(1e9)
		ids = append(ids, must(w, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: fmt.Sprint("box-", i), Algorithm: "SM4",
			Tags: []api.Tag{{TagKey: "n", TagValue: fmt.Sprint(i % 2)}}}).KeyId)
	}
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: ids[0]})
	list := func(r api.DescribeWhiteBoxKeyDetailsRequest, total uint64, shown ...string) {
		t.Helper()
		answer := must(w, api.DescribeWhiteBoxKeyDetails, r)
		var got []string
		for _, info := range answer.KeyInfos {
			if got = append(got, info.KeyId); len(info.EncryptKey)+len(info.DecryptKey) > 0 {
				t.Error("the list holds tables")
			}
		}
		if answer.TotalCount != total || fmt.Sprint(got) != fmt.Sprint(shown) {
			t.Errorf("%+v: %d, %v; want %d, %v", r, answer.TotalCount, got, total, shown)
		}
	}
	newest := func(from, to int) (some []string) {
		for i := from; i > to; i-- {
			some = append(some, ids[i])
		}
		return some
	}
	list(api.DescribeWhiteBoxKeyDetailsRequest{}, 12, newest(11, -1)...)
	list(api.DescribeWhiteBoxKeyDetailsRequest{Offset: new(uint64(2)), Limit: new(uint64(3))}, 12, newest(9, 6)...)
	list(api.DescribeWhiteBoxKeyDetailsRequest{KeyStatus: new(int64(0))}, 1, ids[0])
	list(api.DescribeWhiteBoxKeyDetailsRequest{KeyStatus: new(int64(1)), Limit: new(uint64(1))}, 11, ids[11])
	list(api.DescribeWhiteBoxKeyDetailsRequest{TagFilters: []api.TagFilter{{TagKey: "n", TagValue: []string{"1"}}}, Limit: new(uint64(2))}, 6, ids[11], ids[9])
	refused(w, api.InvalidParameterValue, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{KeyStatus: new(int64(2))})
	if !must(w, api.DescribeWhiteBoxServiceStatus, api.DescribeWhiteBoxServiceStatusRequest{}).ServiceEnabled {
		t.Error("the service is off")
	}
}

func TestWhiteBoxQuotaAndRestart(t *testing.T) {
	w := newWorld(t)
	first, second := w.newWhiteBox("box-0", "SM4"), w.newWhiteBox("box-1", "SM4")
	w.fillWhiteBoxes(first.KeyId, 48)
	refusedAtOnce(w, api.KeyLimitExceeded, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: "one-more", Algorithm: "SM4"})
	must(w, api.DisableWhiteBoxKey, api.DisableWhiteBoxKeyRequest{KeyId: second.KeyId})
	must(w, api.DeleteWhiteBoxKey, api.DeleteWhiteBoxKeyRequest{KeyId: second.KeyId})
	refusedAtOnce(w, api.AliasAlreadyExists, api.CreateWhiteBoxKey, api.CreateWhiteBoxKeyRequest{Alias: "box-0", Algorithm: "SM4"})
	sealed := must(w, api.EncryptByWhiteBox, api.EncryptByWhiteBoxRequest{KeyId: first.KeyId, PlainText: []byte("kept")})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.open()
	again := must(w, api.DescribeWhiteBoxKey, api.DescribeWhiteBoxKeyRequest{KeyId: first.KeyId}).KeyInfo
	if !bytes.Equal(again.DecryptKey, first.DecryptKey) || !bytes.Equal(again.EncryptKey, first.EncryptKey) {
		t.Error("the tables are others after a restart")
	}
	if got, err := openBox(t, again.DecryptKey, "", sealed); err != nil || string(got) != "kept" {
		t.Errorf("after a restart: %q, %v", got, err)
	}
	// Neither tables nor their base64 stand in a file.
	part := first.DecryptKey[1000:1100]
	texts := [][]byte{part, []byte(base64.StdEncoding.EncodeToString(part)[4:100])}
	err := filepath.WalkDir(w.dir, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, text := range texts {
			if bytes.Contains(content, text) {
				t.Errorf("%s holds a table", path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestWhiteBoxTags: the tag API finds white-box keys by their id, as the
// Terraform provider names them.
func TestWhiteBoxTags(t *testing.T) {
	w := newWorld(t)
	id := w.newWhiteBox("box", "SM4").KeyId
	name := "qcs::kms:ap-guangzhou:uin/:key/" + id
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: name, ReplaceTags: []api.ResourceTag{{TagKey: "env", TagValue: "prod"}}})
	tags := must(w, api.DescribeResourceTagsByResourceIds, api.DescribeResourceTagsByResourceIdsRequest{
		ServiceType: "kms", ResourcePrefix: "key", ResourceIds: []string{id}, ResourceRegion: "ap-guangzhou"}).Tags
	if len(tags) != 1 || tags[0].TagValue != "prod" || tags[0].ResourceId != id {
		t.Errorf("tags %+v", tags)
	}
	listed := must(w, api.DescribeWhiteBoxKeyDetails, api.DescribeWhiteBoxKeyDetailsRequest{TagFilters: []api.TagFilter{{TagKey: "env"}}})
	if listed.TotalCount != 1 {
		t.Errorf("%d keys have the tag", listed.TotalCount)
	}
}
