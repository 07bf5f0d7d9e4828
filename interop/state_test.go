package interop_test

import "time"

// switches disables and enables two keys, one by one and together.
func (s *player) switches(a, b string) {
	both, twice := params{"KeyIds": []string{a, b}}, params{"KeyIds": []string{a, a}}
	s.ok("DisableKey", params{"KeyId": a})
	s.wantState(a, "Disabled")
	s.ok("EnableKey", params{"KeyId": a})
	s.ok("EnableKey", params{"KeyId": a}) // no change, no complaint
	s.wantState(a, "Enabled")
	s.refused("ResourceUnavailable.CmkNotFound", "DisableKey", params{"KeyId": noSuchKey})
	s.refused("ResourceUnavailable.CmkNotFound", "EnableKey", params{"KeyId": noSuchKey})

	s.ok("DisableKeys", both)
	s.wantState(b, "Disabled")
	s.refused("InvalidParameterValue.DuplicatedKeyId", "DisableKeys", twice)
	s.ok("EnableKeys", both)
	s.wantState(b, "Enabled")
	s.refused("InvalidParameterValue.DuplicatedKeyId", "EnableKeys", twice)

	s.refused("ResourceUnavailable.CmkNotFound", "DisableKeys", params{"KeyIds": []string{a, noSuchKey}})
	s.wantState(a, "Enabled") // all or nothing
}

// deletion schedules the end of a key and calls it off.
func (s *player) deletion() {
	keyID := s.createKey("doomed")
	week := params{"KeyId": keyID, "PendingWindowInDays": 7}
	s.refused("ResourceUnavailable.CmkShouldBeDisabled", "ScheduleKeyDeletion", week)
	s.ok("DisableKey", params{"KeyId": keyID})
	s.refused("InvalidParameter.InvalidPendingWindowInDays", "ScheduleKeyDeletion",
		params{"KeyId": keyID, "PendingWindowInDays": 6})

	scheduled := s.ok("ScheduleKeyDeletion", week)
	s.wantAbout("DeletionDate", scheduled.integer("DeletionDate"), time.Now().AddDate(0, 0, 7))
	m := s.describe(keyID)
	equal(s, "KeyState", m.text("KeyState"), "PendingDelete")
	equal(s, "DeletionDate", m.integer("DeletionDate"), scheduled.integer("DeletionDate"))
	s.refused("ResourceUnavailable.CmkStateNotSupport", "EnableKey", params{"KeyId": keyID})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "UpdateAlias", params{"KeyId": keyID, "Alias": s.alias("late")})

	s.ok("CancelKeyDeletion", params{"KeyId": keyID})
	s.wantState(keyID, "Disabled")
	s.refused("ResourceUnavailable.CmkNotPendingDelete", "CancelKeyDeletion", params{"KeyId": keyID})
}

// archive stops a key from encrypting and takes it back.
func (s *player) archive() {
	keyID := s.createKey("archived")
	id := params{"KeyId": keyID}
	blob := s.encrypt(keyID, []byte("kept"), "")
	s.refused("ResourceUnavailable.CmkStateNotSupport", "CancelKeyArchive", id)

	s.ok("ArchiveKey", id)
	s.wantState(keyID, "Archived")
	found := s.ok("ListKeyDetail", params{"SearchKeyAlias": s.alias("archived"), "KeyState": 5})
	sameList(s, "key ids", texts(found.objects("KeyMetadatas"), "KeyId"), keyID)
	s.wantPlaintext(params{"CiphertextBlob": blob}, []byte("kept"))
	s.refused("ResourceUnavailable.CmkArchived", "Encrypt", params{"KeyId": keyID, "Plaintext": encoded([]byte("new"))})

	s.ok("CancelKeyArchive", id)
	s.wantState(keyID, "Enabled")
	s.wantPlaintext(params{"CiphertextBlob": s.encrypt(keyID, []byte("new"), "")}, []byte("new"))
	s.ok("DisableKey", id)
	s.ok("ArchiveKey", id)
	s.ok("ScheduleKeyDeletion", params{"KeyId": keyID, "PendingWindowInDays": 7})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "ArchiveKey", id)
}

// cloudResources binds a key to a resource, which keeps it in use.
func (s *player) cloudResources() {
	keyID := s.createKey("depended-on")
	id := params{"KeyId": keyID}
	binding := params{"KeyId": keyID, "ProductId": "ssm", "ResourceId": "disk/1 + & = %2B"}
	s.ok("BindCloudResource", binding)
	s.ok("BindCloudResource", binding) // no change, no complaint
	for _, action := range []string{"ArchiveKey", "DisableKey"} {
		s.refused("FailedOperation.CmkUsedByCloudProduct", action, id)
	}
	s.refused("FailedOperation.CmkUsedByCloudProduct", "DisableKeys", params{"KeyIds": []string{keyID}})
	s.wantState(keyID, "Enabled")

	s.ok("UnbindCloudResource", binding)
	s.refused("ResourceUnavailable.CloudResourceBindingNotFound", "UnbindCloudResource", binding)
	s.ok("DisableKey", id)
	s.wantState(keyID, "Disabled")
	s.refused("ResourceUnavailable.CmkStateNotSupport", "BindCloudResource", binding)
}
