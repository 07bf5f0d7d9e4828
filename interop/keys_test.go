package interop_test

import (
	"slices"
	"strconv"
	"strings"
)

const (
	noSuchKey = "00000000-0000-4000-8000-000000000000"
	// awkward is text that every way to send a parameter has to escape somewhere.
	awkward = `主密钥 + & = % %2B ? # / \ "double" 'single' (round) [square] * ~ ! ; , : @ $ < > _ end`
)

// alias is an alias that begins with the player's own run.
func (s *player) alias(name string) string { return s.run + "-" + name }

// createKey makes a key and returns its id.
func (s *player) createKey(name string) string {
	s.Helper()
	return s.ok("CreateKey", params{"Alias": s.alias(name)}).text("KeyId")
}

// describe returns the attributes of a key.
func (s *player) describe(keyID string) answer {
	s.Helper()
	return s.ok("DescribeKey", params{"KeyId": keyID}).object("KeyMetadata")
}

func (s *player) wantState(keyID, state string) {
	s.Helper()
	equal(s, "KeyState", s.describe(keyID).text("KeyState"), state)
}

// service covers the actions that need no key.
func (s *player) service() {
	status := s.ok("GetServiceStatus", params{})
	equal(s, "ServiceEnabled", status.boolean("ServiceEnabled"), true)
	equal(s, "InvalidType", status.integer("InvalidType"), 1)
	wrongSecret := s.with(func(p *profile) { p.SecretKey = "not" + p.SecretKey })
	wrongSecret.refused("AuthFailure.SignatureFailure", "GetServiceStatus", params{})

	regions := field[[]any](s.ok("GetRegions", params{}), "Regions")
	for _, region := range []string{s.profile.Region, otherRegion, smRegion} {
		if !slices.Contains(regions, any(region)) {
			s.Errorf("GetRegions answers %v without %s", regions, region)
		}
	}
	unknownID := s.with(func(p *profile) { p.SecretID += "x" })
	unknownID.refused("AuthFailure.SecretIdNotFound", "GetRegions", params{})

	usages := texts(s.ok("ListAlgorithms", params{}).objects("SymmetricAlgorithms"), "KeyUsage")
	if !slices.Contains(usages, "ENCRYPT_DECRYPT") {
		s.Errorf("ListAlgorithms answers the symmetric usages %v", usages)
	}
	s.in("ap-nowhere").refused("UnsupportedRegion", "ListAlgorithms", params{})
}

// lifecycle makes a key and changes it.
func (s *player) lifecycle() {
	created := s.ok("CreateKey", params{
		"Alias": s.alias("life"), "Description": "first", "KeyUsage": "ENCRYPT_DECRYPT", "Type": 1,
		"Tags": []params{{"TagKey": "team", "TagValue": "red"}, {"TagKey": "run", "TagValue": s.run}},
	})
	keyID := created.text("KeyId")
	equal(s, "KeyState", created.text("KeyState"), "Enabled")
	equal(s, "TagCode", created.integer("TagCode"), 0)
	s.refusedCreations()
	s.described(keyID)

	s.ok("UpdateAlias", params{"KeyId": keyID, "Alias": s.alias("renamed")})
	s.ok("UpdateKeyDescription", params{"KeyId": keyID, "Description": awkward})
	updated := s.describe(keyID)
	equal(s, "Alias", updated.text("Alias"), s.alias("renamed"))
	equal(s, "Description", updated.text("Description"), awkward)
	other := s.createKey("life") // the alias is free again
	s.refused("InvalidParameterValue.AliasAlreadyExists", "UpdateAlias",
		params{"KeyId": keyID, "Alias": s.alias("life")})
	s.refused("InvalidParameter", "UpdateKeyDescription",
		params{"KeyId": keyID, "Description": strings.Repeat("d", 1025)})

	s.switches(keyID, other)
}

func (s *player) refusedCreations() {
	for _, c := range []struct {
		code    string
		request params
	}{
		{"InvalidParameterValue.AliasAlreadyExists", params{"Alias": s.alias("life")}},
		{"InvalidParameterValue.InvalidAlias", params{"Alias": "-" + s.alias("bad")}},
		{"InvalidParameterValue.InvalidKeyUsage", params{"Alias": s.alias("bad"), "KeyUsage": "DANCE"}},
		{"InvalidParameterValue.InvalidType", params{"Alias": s.alias("bad"), "Type": 3}},
		{"InvalidParameterValue.TagKeysDuplicated", params{"Alias": s.alias("bad"), "Tags": []params{
			{"TagKey": "team", "TagValue": "red"}, {"TagKey": "team", "TagValue": "blue"},
		}}},
	} {
		s.refused(c.code, "CreateKey", c.request)
	}
}

// described checks the attributes of the new key and where they are seen.
func (s *player) described(keyID string) {
	m := s.describe(keyID)
	equal(s, "KeyId", m.text("KeyId"), keyID)
	equal(s, "Alias", m.text("Alias"), s.alias("life"))
	equal(s, "Description", m.text("Description"), "first")
	equal(s, "KeyState", m.text("KeyState"), "Enabled")
	equal(s, "KeyUsage", m.text("KeyUsage"), "ENCRYPT_DECRYPT")
	equal(s, "Type", m.integer("Type"), 2)
	equal(s, "Origin", m.text("Origin"), "TENCENT_KMS")
	equal(s, "Owner", m.text("Owner"), "user")
	equal(s, "KeyRotationEnabled", m.boolean("KeyRotationEnabled"), false)
	uin := strconv.FormatInt(m.integer("CreatorUin"), 10)
	equal(s, "ResourceId", m.text("ResourceId"), "creatorUin/"+uin+"/"+keyID)

	s.refused("InvalidParameterValue.InvalidKeyId", "DescribeKey", params{"KeyId": "no id"})
	s.refused("ResourceUnavailable.CmkNotFound", "DescribeKey", params{"KeyId": noSuchKey})
	s.in(otherRegion).refused("ResourceUnavailable.CmkNotFound", "DescribeKey", params{"KeyId": keyID})
}

// lists finds the keys that lifecycle left.
func (s *player) lists() {
	oldestFirst := params{"SearchKeyAlias": s.run, "OrderType": 1, "Limit": 200, "Origin": "ALL", "KeyUsage": "ALL"}
	found := s.ok("ListKeyDetail", oldestFirst)
	equal(s, "TotalCount", found.integer("TotalCount"), 2)
	sameList(s, "aliases", texts(found.objects("KeyMetadatas"), "Alias"), s.alias("renamed"), s.alias("life"))

	page := s.ok("ListKeyDetail", params{"SearchKeyAlias": s.run, "Offset": 1, "Limit": 1})
	equal(s, "TotalCount", page.integer("TotalCount"), 2)
	sameList(s, "aliases", texts(page.objects("KeyMetadatas"), "Alias"), s.alias("renamed"))

	tagged := s.ok("ListKeyDetail", params{"TagFilters": []params{{"TagKey": "run", "TagValue": []string{"x", s.run}}}})
	sameList(s, "aliases", texts(tagged.objects("KeyMetadatas"), "Alias"), s.alias("renamed"))

	disabled := s.ok("ListKeyDetail", params{"SearchKeyAlias": s.run, "KeyState": 2})
	equal(s, "TotalCount", disabled.integer("TotalCount"), 0)
	s.refused("InvalidParameter", "ListKeyDetail", params{"Limit": 201})

	newest := s.ok("ListKeys", params{"Limit": 1})
	id := texts(newest.objects("Keys"), "KeyId")
	if len(id) != 1 || newest.integer("TotalCount") < 2 {
		s.Fatalf("ListKeys answers %v of %d keys", id, newest.integer("TotalCount"))
	}
	s.refused("InvalidParameter", "ListKeys", params{"Limit": 201})

	ids := texts(found.objects("KeyMetadatas"), "KeyId")
	described := s.ok("DescribeKeys", params{"KeyIds": ids})
	sameList(s, "key ids", texts(described.objects("KeyMetadatas"), "KeyId"), ids...)
	s.refused("InvalidParameterValue.DuplicatedKeyId", "DescribeKeys", params{"KeyIds": []string{ids[0], ids[0]}})
	s.refused("ResourceUnavailable.CmkNotFound", "DescribeKeys", params{"KeyIds": []string{ids[0], noSuchKey}})
}
