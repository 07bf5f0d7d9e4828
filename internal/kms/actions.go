package kms

import "miyao/api"

// bindings is the table of actions: what this service answers, one line each.
// An action without a line is refused with UnsupportedOperation.
func bindings() []binding {
	return []binding{
		// Keys: key.go, list.go, state.go
		bind(api.CreateKey, createKey),
		bind(api.DescribeKey, describeKey),
		bind(api.DescribeKeys, describeKeys),
		bind(api.ListKeys, listKeys),
		bind(api.ListKeyDetail, listKeyDetail),
		bind(api.UpdateAlias, updateAlias),
		bind(api.UpdateKeyDescription, updateKeyDescription),
		bind(api.EnableKey, enableKey),
		bind(api.EnableKeys, enableKeys),
		bind(api.DisableKey, disableKey),
		bind(api.DisableKeys, disableKeys),
		bind(api.ScheduleKeyDeletion, scheduleKeyDeletion),
		bind(api.CancelKeyDeletion, cancelKeyDeletion),

		// symmetric.go
		bind(api.Encrypt, encrypt),
		bind(api.Decrypt, decrypt),
		bind(api.ReEncrypt, reEncrypt),
		bind(api.GenerateDataKey, generateDataKey),
		bind(api.GenerateRandom, generateRandom),

		// service.go
		bind(api.GetServiceStatus, getServiceStatus),
		bind(api.GetRegions, getRegions),
		bind(api.ListAlgorithms, listAlgorithms),

		// tag.go
		bind(api.DescribeResourceTagsByResourceIds, describeResourceTagsByResourceIds),
		bind(api.ModifyResourceTags, modifyResourceTags),

		// events.go
		bind(api.LookUpEvents, lookUpEvents),
	}
}
