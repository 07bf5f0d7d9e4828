package interop_test

import (
	"bytes"
	"time"
)

// hostedDataKeys covers the data keys that the server keeps: one that it makes,
// and two that are imported, in plaintext and in ciphertext.
func (s *player) hostedDataKeys() {
	keyID := s.createKey("parent")
	made := s.hostDataKey(keyID)
	plain, sealed := s.importDataKeys(keyID)
	s.readDataKeys(keyID, made, plain, sealed)
	s.listDataKeys(keyID, made, plain, sealed)
	s.updateDataKey(made, plain)
	s.switchDataKeys(made, plain)
	s.deleteDataKey(sealed)
}

// hostDataKey has the server make a data key and keep it, and checks both ways to
// get it again.
func (s *player) hostDataKey(keyID string) string {
	request := params{
		"KeyId": keyID, "KeySpec": "AES_256", "IsHostedByKms": 1, "DataKeyName": s.alias("made"), "Description": "first",
		"EncryptionContext": `{"use":"hosted"}`, "Tags": []params{{"TagKey": "run", "TagValue": s.run}},
	}
	a := s.ok("GenerateDataKey", request)
	equal(s, "TagCode", a.integer("TagCode"), 0)
	id := params{"DataKeyId": a.text("DataKeyId")}
	plaintext := a.bytes("Plaintext")
	equal(s, "length of the data key", len(plaintext), 32)
	if got := s.ok("GetDataKeyPlaintext", id).bytes("Plaintext"); !bytes.Equal(got, plaintext) {
		s.Error("GetDataKeyPlaintext answers another data key than GenerateDataKey did")
	}
	blob := s.ok("GetDataKeyCiphertextBlob", id).text("CiphertextBlob")
	s.wantPlaintext(params{"CiphertextBlob": blob, "EncryptionContext": `{"use":"hosted"}`}, plaintext)

	s.refused("InvalidParameterValue.DataKeyNameAlreadyExists", "GenerateDataKey", request)
	request["DataKeyName"] = "-" + s.alias("bad")
	s.refused("InvalidParameterValue.InvalidDataKeyName", "GenerateDataKey", request)
	return a.text("DataKeyId")
}

// importDataKeys has the server keep data keys that exist already.
func (s *player) importDataKeys(keyID string) (plain, sealed string) {
	const asCiphertext, asPlaintext = 1, 2
	material := randomBytes(48)
	request := params{
		"DataKeyName": s.alias("plain"), "ImportKeyMaterial": encoded(material), "ImportType": asPlaintext, "KeyId": keyID,
	}
	a := s.ok("ImportDataKey", request)
	equal(s, "KeyId", a.text("KeyId"), keyID)
	plain = a.text("DataKeyId")
	r := s.stage.readers[2]
	shown := s.ok("GetDataKeyPlaintext",
		params{"DataKeyId": plain, "EncryptionPublicKey": r.publicKey, "EncryptionAlgorithm": r.algorithm})
	if got, err := r.open(shown.bytes("Plaintext")); err != nil || !bytes.Equal(got, material) {
		s.Errorf("GetDataKeyPlaintext under a public key: %x, %v; want %x", got, err, material)
	}
	s.refused("FailedOperation.EncryptionError", "GetDataKeyPlaintext",
		params{"DataKeyId": plain, "EncryptionPublicKey": r.publicKey})

	generated := s.ok("GenerateDataKey", params{"KeyId": keyID, "NumberOfBytes": 64})
	sealed = s.ok("ImportDataKey", params{
		"DataKeyName": s.alias("sealed"), "ImportKeyMaterial": generated.text("CiphertextBlob"), "ImportType": asCiphertext,
	}).text("DataKeyId")
	got := s.ok("GetDataKeyPlaintext", params{"DataKeyId": sealed}).bytes("Plaintext")
	if !bytes.Equal(got, generated.bytes("Plaintext")) {
		s.Error("an imported ciphertext holds another data key than it did before")
	}

	s.refused("InvalidParameterValue.DataKeyNameAlreadyExists", "ImportDataKey", request)
	request["DataKeyName"] = s.alias("more")
	request["ImportType"] = asCiphertext
	s.refused("InvalidParameterValue.InvalidImportKeyMaterial", "ImportDataKey", request)
	request["ImportType"] = 3
	s.refused("InvalidParameterValue.InvalidType", "ImportDataKey", request)
	return plain, sealed
}

// describeDataKey returns the attributes of a data key.
func (s *player) describeDataKey(id string) answer {
	s.Helper()
	return s.ok("DescribeDataKey", params{"DataKeyId": id}).object("DataKeyMetadata")
}

func (s *player) wantDataKeyState(id, state string) {
	s.Helper()
	equal(s, "KeyState", s.describeDataKey(id).text("KeyState"), state)
}

// readDataKeys checks the attributes of the new data keys.
func (s *player) readDataKeys(keyID, made, plain, sealed string) {
	m := s.describeDataKey(made)
	equal(s, "DataKeyId", m.text("DataKeyId"), made)
	equal(s, "KeyId", m.text("KeyId"), keyID)
	equal(s, "KeyName", m.text("KeyName"), s.alias("parent"))
	equal(s, "DataKeyName", m.text("DataKeyName"), s.alias("made"))
	equal(s, "NumberOfBytes", m.integer("NumberOfBytes"), 32)
	equal(s, "Description", m.text("Description"), "first")
	equal(s, "KeyState", m.text("KeyState"), "Enabled")
	equal(s, "Origin", m.text("Origin"), "TENCENT_KMS")
	equal(s, "Owner", m.text("Owner"), "user")
	s.refused("InvalidParameterValue.InvalidDataKeyId", "DescribeDataKey", params{"DataKeyId": "no id"})
	for _, action := range []string{"DescribeDataKey", "GetDataKeyPlaintext", "GetDataKeyCiphertextBlob"} {
		s.refused("ResourceUnavailable.DataKeyNotFound", action, params{"DataKeyId": noSuchKey})
	}
	s.in(otherRegion).refused("ResourceUnavailable.DataKeyNotFound", "DescribeDataKey", params{"DataKeyId": made})

	several := s.ok("DescribeDataKeys", params{"DataKeyIds": []string{sealed, plain}}).objects("DataKeyMetadatas")
	sameList(s, "data key ids", texts(several, "DataKeyId"), sealed, plain)
	sameList(s, "origins", texts(several, "Origin"), "EXTERNAL", "EXTERNAL")
	equal(s, "NumberOfBytes", several[0].integer("NumberOfBytes"), 64)
	equal(s, "NumberOfBytes", several[1].integer("NumberOfBytes"), 48)
	s.refused("InvalidParameterValue.DuplicatedDataKeyId", "DescribeDataKeys", params{"DataKeyIds": []string{plain, plain}})
}

// listDataKeys finds the data keys, given from the oldest to the newest.
func (s *player) listDataKeys(keyID string, oldestFirst ...string) {
	of := func(request params) []string {
		request["SearchKeyAlias"] = s.run
		return texts(s.ok("ListDataKeyDetail", request).objects("DataKeyMetadatas"), "DataKeyId")
	}
	sameList(s, "data keys", of(params{"OrderType": 1, "KeyId": keyID}), oldestFirst...)
	sameList(s, "data keys of the second page", of(params{"OrderType": 1, "Offset": 1, "Limit": 1}), oldestFirst[1])
	sameList(s, "data keys of 48 bytes", of(params{"DataKeyLen": 48}), oldestFirst[1])
	sameList(s, "data keys made here", of(params{"Origin": "TENCENT_KMS"}), oldestFirst[0])
	tagged := []params{{"TagKey": "run", "TagValue": []string{s.run}}}
	sameList(s, "data keys with a tag", of(params{"TagFilters": tagged}), oldestFirst[0])
	sameList(s, "disabled data keys", of(params{"KeyState": 2}))
	s.refused("InvalidParameter", "ListDataKeyDetail", params{"Limit": 201})

	listed := s.ok("ListDataKeys", params{"Limit": 3})
	sameList(s, "data keys", texts(listed.objects("DataKeys"), "DataKeyId"), oldestFirst[2], oldestFirst[1], oldestFirst[0])
	if total := listed.integer("TotalCount"); total < 3 {
		s.Errorf("ListDataKeys counts %d", total)
	}
	s.refused("InvalidParameterValue", "ListDataKeys", params{"Limit": 201})
}

// updateDataKey renames and describes a data key; other is one with another name.
func (s *player) updateDataKey(id, other string) {
	s.ok("UpdateDataKeyName", params{"DataKeyId": id, "DataKeyName": s.alias("renamed")})
	s.ok("UpdateDataKeyDescription", params{"DataKeyId": id, "Description": "值 + & = % \"second\""})
	m := s.describeDataKey(id)
	equal(s, "DataKeyName", m.text("DataKeyName"), s.alias("renamed"))
	equal(s, "Description", m.text("Description"), "值 + & = % \"second\"")
	s.refused("InvalidParameterValue.DataKeyNameAlreadyExists", "UpdateDataKeyName",
		params{"DataKeyId": other, "DataKeyName": s.alias("renamed")})
	s.refused("ResourceUnavailable.DataKeyNotFound", "UpdateDataKeyDescription",
		params{"DataKeyId": noSuchKey, "Description": "x"})
}

// switchDataKeys disables and enables two data keys, one by one and together.
func (s *player) switchDataKeys(a, b string) {
	id := params{"DataKeyId": a}
	both, twice := params{"DataKeyIds": []string{a, b}}, params{"DataKeyIds": []string{a, a}}
	s.ok("DisableDataKey", id)
	s.wantDataKeyState(a, "Disabled")
	s.refused("ResourceUnavailable.DataKeyDisabled", "GetDataKeyPlaintext", id)
	s.ok("EnableDataKey", id)
	s.wantDataKeyState(a, "Enabled")
	s.ok("GetDataKeyPlaintext", id)
	s.refused("ResourceUnavailable.DataKeyNotFound", "DisableDataKey", params{"DataKeyId": noSuchKey})
	s.refused("ResourceUnavailable.DataKeyNotFound", "EnableDataKey", params{"DataKeyId": noSuchKey})

	s.ok("DisableDataKeys", both)
	s.wantDataKeyState(b, "Disabled")
	s.refused("InvalidParameterValue.DuplicatedDataKeyId", "DisableDataKeys", twice)
	s.ok("EnableDataKeys", both)
	s.wantDataKeyState(b, "Enabled")
	s.refused("InvalidParameterValue.DuplicatedDataKeyId", "EnableDataKeys", twice)

	s.refused("ResourceUnavailable.DataKeyNotFound", "DisableDataKeys", params{"DataKeyIds": []string{a, noSuchKey}})
	s.wantDataKeyState(a, "Enabled") // all or nothing
}

// deleteDataKey schedules the end of a data key and calls it off.
func (s *player) deleteDataKey(dataKeyID string) {
	id := params{"DataKeyId": dataKeyID}
	week := params{"DataKeyId": dataKeyID, "PendingWindowInDays": 7}
	s.refused("ResourceUnavailable.DataKeyStateNotSupport", "ScheduleDataKeyDeletion", week)
	s.ok("DisableDataKey", id)
	s.refused("InvalidParameter.InvalidPendingWindowInDays", "ScheduleDataKeyDeletion",
		params{"DataKeyId": dataKeyID, "PendingWindowInDays": 31})

	scheduled := s.ok("ScheduleDataKeyDeletion", week)
	s.wantAbout("DeletionDate", scheduled.integer("DeletionDate"), time.Now().AddDate(0, 0, 7))
	m := s.describeDataKey(dataKeyID)
	equal(s, "KeyState", m.text("KeyState"), "PendingDelete")
	equal(s, "DeletionDate", m.integer("DeletionDate"), scheduled.integer("DeletionDate"))
	s.refused("ResourceUnavailable.DataKeyPendingDelete", "GetDataKeyPlaintext", id)
	s.refused("ResourceUnavailable.DataKeyStateNotSupport", "GetDataKeyCiphertextBlob", id)

	equal(s, "DataKeyId", s.ok("CancelDataKeyDeletion", id).text("DataKeyId"), dataKeyID)
	s.wantDataKeyState(dataKeyID, "Disabled")
	s.refused("ResourceUnavailable.DataKeyNotPendingDelete", "CancelDataKeyDeletion", id)
}
