package interop_test

import (
	"bytes"
	"crypto/cipher"
	"fmt"
	"strings"
)

// whiteBox covers the white-box keys: one of each algorithm, from the first table
// to the last trace.
func (s *player) whiteBox() {
	equal(s, "ServiceEnabled", s.ok("DescribeWhiteBoxServiceStatus", params{}).boolean("ServiceEnabled"), true)
	s.in("ap-nowhere").refused("UnsupportedRegion", "DescribeWhiteBoxServiceStatus", params{})

	aesID, sm4ID := s.createWhiteBox("AES_256"), s.createWhiteBox("SM4")
	s.refusedWhiteBox(aesID)
	s.describeWhiteBox(aesID, sm4ID)
	s.bindDevices(aesID)
	s.switchWhiteBox(aesID, sm4ID)
	s.deleteWhiteBox(aesID)
	s.deleteWhiteBox(sm4ID)
}

// createWhiteBox makes a white-box key whose tables must do what the server does.
func (s *player) createWhiteBox(algorithm string) string {
	s.Helper()
	created := s.ok("CreateWhiteBoxKey", params{
		"Alias": s.alias(algorithm), "Algorithm": algorithm, "Description": awkward,
		"Tags": []params{{"TagKey": "run", "TagValue": s.run}},
	})
	keyID := created.text("KeyId")
	equal(s, "TagCode", created.integer("TagCode"), 0)
	encryptKey := openWhiteBox(s.T, created.bytes("EncryptKey"), "")
	decryptKey := openWhiteBox(s.T, created.bytes("DecryptKey"), "")
	for _, k := range []*whiteBoxKey{encryptKey, decryptKey} {
		equal(s, "key id in the tables", fmt.Sprintf("%x", k.id), strings.ReplaceAll(keyID, "-", ""))
		equal(s, "algorithm of the tables is SM4", k.sm4, algorithm == "SM4")
		equal(s, "direction of the tables is decryption", k.decrypt, k == decryptKey)
	}
	s.wantDecrypted(keyID, decryptKey)

	// Whoever has the EncryptKey makes the same ciphertext.
	iv, plaintext := randomBytes(16), randomBytes(32)
	own := append(bytes.Clone(plaintext), bytes.Repeat([]byte{16}, 16)...) // padded (PKCS #7)
	cipher.NewCBCEncrypter(encryptKey, iv).CryptBlocks(own, own)
	a := s.ok("EncryptByWhiteBox", params{
		"KeyId": keyID, "PlainText": encoded(plaintext), "InitializationVector": encoded(iv),
	})
	equal(s, "InitializationVector", a.text("InitializationVector"), encoded(iv))
	equal(s, "CipherText", a.text("CipherText"), encoded(own))
	return keyID
}

// wantDecrypted has the server encrypt and decrypts with the tables of a client.
func (s *player) wantDecrypted(keyID string, decryptKey *whiteBoxKey) {
	s.Helper()
	plaintext := randomBytes(4096)
	a := s.ok("EncryptByWhiteBox", params{"KeyId": keyID, "PlainText": encoded(plaintext)})
	data, iv := a.bytes("CipherText"), a.bytes("InitializationVector")
	if len(data) != 4096+16 || len(iv) != 16 {
		s.Fatalf("EncryptByWhiteBox answers %d bytes and an initialisation vector of %d", len(data), len(iv))
	}
	cipher.NewCBCDecrypter(decryptKey, iv).CryptBlocks(data, data)
	if padding := bytes.Repeat([]byte{16}, 16); !bytes.Equal(data, append(plaintext, padding...)) {
		s.Errorf("the tables of white-box key %s decrypt to something else", keyID)
	}
}

func (s *player) refusedWhiteBox(keyID string) {
	s.refused("InvalidParameterValue.AliasAlreadyExists", "CreateWhiteBoxKey",
		params{"Alias": s.alias("AES_256"), "Algorithm": "AES_256"})
	s.refused("InvalidParameterValue", "CreateWhiteBoxKey", params{"Alias": s.alias("bad"), "Algorithm": "DES"})
	plaintext := encoded([]byte("x"))
	for code, request := range map[string]params{
		"InvalidParameterValue":              {"KeyId": keyID, "PlainText": plaintext, "InitializationVector": encoded(randomBytes(15))},
		"InvalidParameterValue.InvalidKeyId": {"KeyId": "no id", "PlainText": plaintext},
		"ResourceNotFound":                   {"KeyId": noSuchKey, "PlainText": plaintext},
	} {
		s.refused(code, "EncryptByWhiteBox", request)
	}
}

// describeWhiteBox reads two keys, one by one and in lists.
func (s *player) describeWhiteBox(older, newer string) {
	k := s.ok("DescribeWhiteBoxKey", params{"KeyId": older}).object("KeyInfo")
	equal(s, "KeyId", k.text("KeyId"), older)
	equal(s, "Alias", k.text("Alias"), s.alias("AES_256"))
	equal(s, "Algorithm", k.text("Algorithm"), "AES_256")
	equal(s, "Description", k.text("Description"), awkward)
	equal(s, "Status", k.text("Status"), "Enabled")
	equal(s, "DeviceFingerprintBind", k.boolean("DeviceFingerprintBind"), false)
	s.wantDecrypted(older, openWhiteBox(s.T, k.bytes("DecryptKey"), ""))
	shown := s.ok("DescribeWhiteBoxDecryptKey", params{"KeyId": newer}).bytes("DecryptKey")
	s.wantDecrypted(newer, openWhiteBox(s.T, shown, ""))
	for _, action := range []string{"DescribeWhiteBoxKey", "DescribeWhiteBoxDecryptKey"} {
		s.refused("ResourceNotFound", action, params{"KeyId": noSuchKey})
	}

	tagged := []params{{"TagKey": "run", "TagValue": []string{s.run}}}
	all := s.ok("DescribeWhiteBoxKeyDetails", params{"TagFilters": tagged})
	equal(s, "TotalCount", all.integer("TotalCount"), 2)
	sameList(s, "key ids", texts(all.objects("KeyInfos"), "KeyId"), newer, older)
	page := s.ok("DescribeWhiteBoxKeyDetails", params{"TagFilters": tagged, "KeyStatus": 1, "Offset": 1, "Limit": 1})
	equal(s, "TotalCount", page.integer("TotalCount"), 2)
	sameList(s, "key ids", texts(page.objects("KeyInfos"), "KeyId"), older)
	s.refused("InvalidParameterValue", "DescribeWhiteBoxKeyDetails", params{"KeyStatus": 2})
}

// bindDevices makes the tables of a key useless elsewhere than on two devices.
func (s *player) bindDevices(keyID string) {
	id := params{"KeyId": keyID}
	identity := func(n int) string { return fmt.Sprintf("%08x-%014x-%014x-%014x-%016x", n, n, n, n, n) }
	devices := func(count int) params {
		list := make([]params, count)
		for i := range list {
			list[i] = params{"Identity": identity(i), "Description": fmt.Sprint("device ", i)}
		}
		return params{"KeyId": keyID, "DeviceFingerprints": list}
	}
	s.ok("OverwriteWhiteBoxDeviceFingerprints", devices(2))
	bound := s.ok("DescribeWhiteBoxDeviceFingerprints", id).objects("DeviceFingerprints")
	sameList(s, "fingerprints", texts(bound, "Identity"), identity(0), identity(1))
	sameList(s, "descriptions", texts(bound, "Description"), "device 0", "device 1")
	info := s.ok("DescribeWhiteBoxKey", id).object("KeyInfo")
	equal(s, "DeviceFingerprintBind", info.boolean("DeviceFingerprintBind"), true)
	sealed := s.ok("DescribeWhiteBoxDecryptKey", id).bytes("DecryptKey")
	if openWhiteBox(s.T, sealed, identity(2)) != nil {
		s.Error("the tables open with the fingerprint of another device")
	}
	s.wantDecrypted(keyID, openWhiteBox(s.T, sealed, identity(1)))

	s.refused("LimitExceeded.FingerprintsLimitExceeded", "OverwriteWhiteBoxDeviceFingerprints", devices(201))
	s.refused("InvalidParameterValue", "OverwriteWhiteBoxDeviceFingerprints",
		params{"KeyId": keyID, "DeviceFingerprints": []params{{"Identity": keyID}}})
	s.refused("ResourceNotFound", "DescribeWhiteBoxDeviceFingerprints", params{"KeyId": noSuchKey})
	s.ok("OverwriteWhiteBoxDeviceFingerprints", id) // none
	info = s.ok("DescribeWhiteBoxKey", id).object("KeyInfo")
	equal(s, "DeviceFingerprintBind", info.boolean("DeviceFingerprintBind"), false)
}

func (s *player) wantWhiteBoxStatus(keyID, status string) {
	s.Helper()
	equal(s, "Status", s.ok("DescribeWhiteBoxKey", params{"KeyId": keyID}).object("KeyInfo").text("Status"), status)
}

// switchWhiteBox disables and enables two keys, one by one and together.
func (s *player) switchWhiteBox(a, b string) {
	both, twice := params{"KeyIds": []string{a, b}}, params{"KeyIds": []string{a, a}}
	encrypt := params{"KeyId": a, "PlainText": encoded([]byte("x"))}
	s.ok("DisableWhiteBoxKey", params{"KeyId": a})
	s.wantWhiteBoxStatus(a, "Disabled")
	s.refused("ResourceUnavailable.KeyDisabled", "EncryptByWhiteBox", encrypt)
	s.ok("EnableWhiteBoxKey", params{"KeyId": a})
	s.wantWhiteBoxStatus(a, "Enabled")
	s.ok("EncryptByWhiteBox", encrypt)
	s.refused("ResourceNotFound", "DisableWhiteBoxKey", params{"KeyId": noSuchKey})
	s.refused("ResourceNotFound", "EnableWhiteBoxKey", params{"KeyId": noSuchKey})

	s.ok("DisableWhiteBoxKeys", both)
	s.wantWhiteBoxStatus(b, "Disabled")
	s.refused("InvalidParameterValue.DuplicatedKeyId", "DisableWhiteBoxKeys", twice)
	s.ok("EnableWhiteBoxKeys", both)
	s.wantWhiteBoxStatus(b, "Enabled")
	s.refused("InvalidParameterValue.DuplicatedKeyId", "EnableWhiteBoxKeys", twice)
	s.refused("ResourceNotFound", "DisableWhiteBoxKeys", params{"KeyIds": []string{a, noSuchKey}})
	s.wantWhiteBoxStatus(a, "Enabled") // all or nothing
}

// deleteWhiteBox removes a key, which takes effect at once.
func (s *player) deleteWhiteBox(keyID string) {
	id := params{"KeyId": keyID}
	s.refused("FailedOperation", "DeleteWhiteBoxKey", id)
	s.ok("DisableWhiteBoxKey", id)
	s.ok("DeleteWhiteBoxKey", id)
	s.refused("ResourceNotFound", "DescribeWhiteBoxKey", id)
	s.refused("ResourceNotFound", "DeleteWhiteBoxKey", id)
}
