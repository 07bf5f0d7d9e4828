package interop_test

import "time"

// rotation gives a key new versions, at a date or at once.
func (s *player) rotation() {
	keyID := s.createKey("rotated")
	id := params{"KeyId": keyID}
	enabled := func() bool { return s.ok("GetKeyRotationStatus", id).boolean("KeyRotationEnabled") }
	equal(s, "KeyRotationEnabled", enabled(), false)
	s.ok("EnableKeyRotation", params{"KeyId": keyID, "RotateDays": 30})
	equal(s, "KeyRotationEnabled", enabled(), true)
	m := s.describe(keyID)
	equal(s, "KeyRotationEnabled", m.boolean("KeyRotationEnabled"), true)
	s.wantAbout("NextRotateTime", m.integer("NextRotateTime"), time.Now().AddDate(0, 0, 30))
	if s.has("RotateKey") {
		s.rotateKey(keyID)
	}
	s.ok("DisableKeyRotation", id)
	equal(s, "KeyRotationEnabled", enabled(), false)

	s.refused("InvalidParameterValue", "EnableKeyRotation", params{"KeyId": keyID, "RotateDays": 6})
	s.refused("ResourceUnavailable.CmkNotFound", "DisableKeyRotation", params{"KeyId": noSuchKey})
	s.refused("InvalidParameterValue.InvalidKeyId", "GetKeyRotationStatus", params{"KeyId": "no id"})
	s.ok("DisableKey", id)
	s.ok("ScheduleKeyDeletion", params{"KeyId": keyID, "PendingWindowInDays": 7})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "EnableKeyRotation", id)
}

// rotateKey rotates at once: what was encrypted before still opens, and can be
// moved to the new version.
func (s *player) rotateKey(keyID string) {
	id := params{"KeyId": keyID}
	old := s.encrypt(keyID, []byte("before"), "")
	if task := s.ok("RotateKey", id).text("TaskId"); task == "" {
		s.Error("RotateKey answers no TaskId")
	}
	s.wantAbout("LastRotateTime", s.describe(keyID).integer("LastRotateTime"), time.Now())
	s.wantPlaintext(params{"CiphertextBlob": old}, []byte("before"))
	s.wantPlaintext(params{"CiphertextBlob": s.encrypt(keyID, []byte("after"), "")}, []byte("after"))
	moved := s.ok("ReEncrypt", params{"CiphertextBlob": old})
	equal(s, "ReEncrypted", moved.boolean("ReEncrypted"), true)
	equal(s, "KeyId", moved.text("KeyId"), keyID)
	s.wantPlaintext(params{"CiphertextBlob": moved.text("CiphertextBlob")}, []byte("before"))

	s.refused("RequestLimitExceeded.RotateRateLimited", "RotateKey", id)
	s.refused("UnsupportedOperation.RotateNotSupported", "RotateKey", params{"KeyId": s.createKey("not-rotated")})
}
