package interop_test

import (
	"context"
	"crypto/x509"
	"fmt"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
	kms "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/kms/v20190118"
)

// This file makes the calls that the Terraform provider tencentcloud makes for its
// resources and data sources of KMS, through the Go SDK as it does, in its order and
// with its parameters: from each state of a resource to each other, and to its end.

// terraform is the provider.
type terraform struct {
	*player
	tags *tagger
}

func newTerraform(t *testing.T, s *server) terraform {
	t.Helper()
	p := profiles(s)[0]
	return terraform{
		&player{T: t, sdk: goSDK{}, profile: p, stage: newStage(t), run: randomHex(8), succeeded: map[string]bool{}, refusedOnce: map[string]bool{}},
		newTagger(t, p, clientProfile(p)),
	}
}

// What is_enabled and is_archived say, of which one at most is set.
const (
	neither  = "Disabled"
	enabled  = "Enabled"
	archived = "Archived"
)

// keyConfig is a resource tencentcloud_kms_key, or tencentcloud_kms_external_key.
type keyConfig struct {
	alias, description, usage string
	state                     string
	rotation                  bool
	external                  bool
	material                  []byte
	validTo                   int64
	tags                      map[string]string
}

func (c *keyConfig) String() string {
	return fmt.Sprintf("%s, rotation %t, material %t", c.state, c.rotation, c.material != nil)
}

// wantState is the state that the key should have.
func (c *keyConfig) wantState() string {
	if c.external && c.material == nil {
		return "PendingImport"
	}
	return c.state
}

// create makes what a resource says.
func (s terraform) create(c *keyConfig) string {
	s.Helper()
	create := params{"Type": 1, "Alias": c.alias}
	if c.external {
		create["Type"] = 2
	} else {
		create["KeyUsage"] = c.usage
	}
	if c.description != "" {
		create["Description"] = c.description
	}
	id := s.ok("CreateKey", create).text("KeyId")
	if c.material != nil {
		s.ok("ImportKeyMaterial", s.material(id, c))
	}
	if !c.external || c.material != nil {
		if c.state != enabled {
			s.ok("DisableKey", params{"KeyId": id})
		}
		if c.rotation {
			s.ok("EnableKeyRotation", params{"KeyId": id})
		}
		if c.state == archived {
			s.ok("ArchiveKey", params{"KeyId": id})
		}
	}
	s.setTags(id, nil, c.tags)
	s.wantKey(id, c)
	return id
}

// update leads from one resource to another.
func (s terraform) update(id string, from, to *keyConfig) {
	s.Helper()
	if from.description != to.description {
		s.ok("UpdateKeyDescription", params{"KeyId": id, "Description": to.description})
	}
	if from.alias != to.alias {
		s.ok("UpdateAlias", params{"KeyId": id, "Alias": to.alias})
	}
	switch {
	case from.material != nil && to.material == nil:
		s.ok("DeleteImportedKeyMaterial", params{"KeyId": id})
	case string(from.material) != string(to.material), from.validTo != to.validTo:
		s.ok("ImportKeyMaterial", s.material(id, to))
	}
	if slices.Contains([]string{enabled, neither, archived}, s.describe(id).text("KeyState")) {
		action := map[string]string{enabled: "EnableKey", neither: "DisableKey", archived: "ArchiveKey"}[to.state]
		s.ok(action, params{"KeyId": id})
	}
	if from.rotation != to.rotation {
		action := map[bool]string{true: "EnableKeyRotation", false: "DisableKeyRotation"}[to.rotation]
		s.ok(action, params{"KeyId": id})
	}
	s.setTags(id, from.tags, to.tags)
	s.wantKey(id, to)
}

// destroy ends what a resource said.
func (s terraform) destroy(id string, c *keyConfig) {
	s.Helper()
	if c.state == enabled {
		s.ok("DisableKey", params{"KeyId": id})
	}
	s.ok("ScheduleKeyDeletion", params{"KeyId": id, "PendingWindowInDays": 7})
	s.wantState(id, "PendingDelete")
}

// wantKey reads a resource, which must be what was asked for: else every plan would
// want to change it.
func (s terraform) wantKey(id string, c *keyConfig) {
	s.Helper()
	m := s.describe(id)
	equal(s.player, "alias", m.text("Alias"), c.alias)
	equal(s.player, "description", m.text("Description"), c.description)
	equal(s.player, "key_state", m.text("KeyState"), c.wantState())
	if c.external {
		equal(s.player, "valid_to", m.integer("ValidTo"), c.validTo)
	} else {
		equal(s.player, "key_usage", m.text("KeyUsage"), c.usage)
		equal(s.player, "key_rotation_enabled", m.boolean("KeyRotationEnabled"), c.rotation)
	}
	s.tags.want(m.text("ResourceId"), c.tags)
}

func (s terraform) setTags(id string, from, to map[string]string) {
	s.Helper()
	if maps.Equal(from, to) {
		return
	}
	set, removed := map[string]string{}, []string{}
	for name, value := range to {
		if old, ok := from[name]; !ok || old != value {
			set[name] = value
		}
	}
	for name := range from {
		if _, ok := to[name]; !ok {
			removed = append(removed, name)
		}
	}
	if err := s.tags.modify(s.describe(id).text("ResourceId"), set, removed...); err != nil {
		s.Fatal(err)
	}
}

// material is the request that imports a resource's material.
func (s terraform) material(id string, c *keyConfig) params {
	s.Helper()
	w := s.wrapping(id, "RSAES_PKCS1_V1_5")
	request := w.request(s.player, c.material)
	request["ValidTo"] = c.validTo
	return request
}

// TestTerraformKeys leads keys from each configuration to each, and destroys them.
func TestTerraformKeys(t *testing.T) {
	t.Parallel()
	s := newTerraform(t, startServer(t))
	for _, usage := range []string{"ENCRYPT_DECRYPT", "ASYMMETRIC_SIGN_VERIFY_ECC"} {
		var configs []*keyConfig
		for _, state := range []string{enabled, neither, archived} {
			configs = append(configs, &keyConfig{usage: usage, state: state})
			if usage == "ENCRYPT_DECRYPT" {
				configs = append(configs, &keyConfig{usage: usage, state: state, rotation: true})
			}
		}
		s.everyWay(configs)
	}
}

// TestTerraformExternalKeys does so with keys whose material is imported.
func TestTerraformExternalKeys(t *testing.T) {
	t.Parallel()
	s := newTerraform(t, startServer(t))
	var configs []*keyConfig
	for _, state := range []string{enabled, neither, archived} {
		configs = append(configs, &keyConfig{external: true, state: state},
			&keyConfig{external: true, state: state, material: randomBytes(32)})
	}
	for _, c := range configs[2:] { // a key takes one material only
		if c.material != nil {
			c.material = configs[1].material
		}
	}
	s.everyWay(configs)

	// Another end of the material needs an enabled key, as published.
	c := &keyConfig{external: true, alias: s.alias("end"), state: enabled, material: randomBytes(32)}
	id := s.create(c)
	later := *c
	later.validTo = time.Now().Unix() + 86400
	s.update(id, c, &later)
	s.ok("DisableKey", params{"KeyId": id})
	s.refused("ResourceUnavailable.CmkStateNotSupport", "ImportKeyMaterial", s.material(id, c))
	s.ok("EnableKey", params{"KeyId": id})
	s.update(id, &later, c)

	// Material that has gone meanwhile is no obstacle to its removal.
	s.ok("DeleteImportedKeyMaterial", params{"KeyId": id})
	removed := *c
	removed.material = nil
	s.update(id, c, &removed)
	s.destroy(id, &removed)
}

func (s terraform) everyWay(configs []*keyConfig) {
	for _, first := range configs {
		for _, second := range configs {
			from, to := *first, *second
			name := s.alias(randomHex(4))
			from.alias, from.description, from.tags = name+"-from", "made by Terraform", map[string]string{"createdBy": "Terraform", "a": "1"}
			to.alias, to.tags = name+"-to", map[string]string{"a": "2", "团队": "billing"}
			id := s.create(&from)
			s.update(id, &from, &to)
			s.destroy(id, &to)
			if s.Failed() {
				s.Fatalf("from %v to %v", &from, &to)
			}
		}
	}
}

// TestTerraformWhiteBoxKeys: tencentcloud_kms_white_box_key, which names the key by
// its bare id in tags, and tencentcloud_kms_overwrite_white_box_device_fingerprints.
func TestTerraformWhiteBoxKeys(t *testing.T) {
	t.Parallel()
	s := newTerraform(t, startServer(t))
	alias := s.alias("box")
	id := s.ok("CreateWhiteBoxKey", params{"Alias": alias, "Description": "test desc.", "Algorithm": "SM4"}).text("KeyId")
	key := params{"KeyId": id}
	read := func(status string, tags map[string]string) {
		t.Helper()
		k := s.ok("DescribeWhiteBoxKey", key).object("KeyInfo")
		equal(s.player, "alias", k.text("Alias"), alias)
		equal(s.player, "description", k.text("Description"), "test desc.")
		equal(s.player, "algorithm", k.text("Algorithm"), "SM4")
		equal(s.player, "status", k.text("Status"), status)
		s.tags.want(id, tags)
	}
	modify := func(set map[string]string, remove ...string) {
		t.Helper()
		if err := s.tags.modify(id, set, remove...); err != nil {
			t.Fatal(err)
		}
	}
	modify(map[string]string{"createdBy": "terraform"})
	s.ok("DisableWhiteBoxKey", key)
	read("Disabled", map[string]string{"createdBy": "terraform"})
	s.ok("EnableWhiteBoxKey", key)
	modify(map[string]string{"createdByUpdate": "terraformUpdate"}, "createdBy")
	read("Enabled", map[string]string{"createdByUpdate": "terraformUpdate"})

	s.whiteBoxSources(id)
	s.refused("FailedOperation", "DeleteWhiteBoxKey", key) // published: it has to be disabled first
	s.ok("DisableWhiteBoxKey", key)
	s.ok("DeleteWhiteBoxKey", key)
	s.refused("ResourceNotFound", "DescribeWhiteBoxKey", key)
}

// whiteBoxSources reads the data sources of white-box keys, of which there is one,
// and replaces its fingerprints by none: the provider sends no list of them.
func (s terraform) whiteBoxSources(id string) {
	s.Helper()
	key := params{"KeyId": id}
	s.ok("OverwriteWhiteBoxDeviceFingerprints", key)
	s.nothing("DescribeWhiteBoxDeviceFingerprints", key, "DeviceFingerprints")
	s.ok("DescribeWhiteBoxDecryptKey", key).bytes("DecryptKey")
	page := params{"KeyStatus": 1, "Offset": 0, "Limit": 20}
	sameList(s.player, "white-box keys", texts(s.ok("DescribeWhiteBoxKeyDetails", page).objects("KeyInfos"), "KeyId"), id)
	page["KeyStatus"] = 0
	s.nothing("DescribeWhiteBoxKeyDetails", page, "KeyInfos")
}

// nothing calls an action whose answer must have no entries in a list, which the Go
// SDK leaves out then.
func (s terraform) nothing(action string, request params, list string) {
	s.Helper()
	if found := s.ok(action, request).fields[list]; found != nil {
		s.Errorf("%s %v: %s is %v", action, request, list, found)
	}
}

// TestTerraformAttachments: tencentcloud_kms_cloud_resource_attachment keeps the key
// of another resource in use until it is destroyed.
func TestTerraformAttachments(t *testing.T) {
	t.Parallel()
	s := newTerraform(t, startServer(t))
	c := &keyConfig{usage: "ENCRYPT_DECRYPT", alias: s.alias("attached"), state: enabled}
	id := s.create(c)
	attachment := params{"KeyId": id, "ProductId": "ssm", "ResourceId": "ins-123456"}
	s.ok("BindCloudResource", attachment)
	m := s.describe(id)
	equal(s.player, "key_state", m.text("KeyState"), "Enabled")
	equal(s.player, "owner", m.text("Owner"), "user")
	s.refused("FailedOperation.CmkUsedByCloudProduct", "DisableKey", params{"KeyId": id})
	s.ok("UnbindCloudResource", attachment)
	s.destroy(id, c)
}

// TestTerraformDataSources reads what the provider's data sources read, page by page.
func TestTerraformDataSources(t *testing.T) {
	t.Parallel()
	s := newTerraform(t, startServer(t))
	c := &keyConfig{usage: "ENCRYPT_DECRYPT", alias: s.alias("app"), state: enabled, tags: map[string]string{"team": "a"}}
	key := s.create(c)
	other := s.create(&keyConfig{usage: "ASYMMETRIC_SIGN_VERIFY_ECC", alias: s.alias("sign"), state: enabled})
	external := s.create(&keyConfig{external: true, alias: s.alias("own"), state: neither})

	keys := func(filter params) []string { // tencentcloud_kms_keys
		t.Helper()
		filter["Offset"], filter["Limit"] = 0, 200
		return texts(s.ok("ListKeyDetail", filter).objects("KeyMetadatas"), "KeyId")
	}
	sameList(s.player, "keys by default", keys(params{"Origin": "ALL", "KeyUsage": "ENCRYPT_DECRYPT"}), external, key)
	sameList(s.player, "keys of all usages", keys(params{"KeyUsage": "ALL", "OrderType": 1}), key, other, external)
	sameList(s.player, "external keys", keys(params{"Origin": "EXTERNAL", "KeyState": 4}), external)
	sameList(s.player, "keys of the team", keys(params{"SearchKeyAlias": c.alias, "Origin": "TENCENT_KMS",
		"TagFilters": []params{{"TagKey": "team", "TagValue": []string{"a"}}}}), key)
	s.nothing("ListKeyDetail", params{"Role": 1, "Offset": 0, "Limit": 200}, "KeyMetadatas")

	listed := s.ok("ListKeys", params{"Role": 0, "Offset": 0, "Limit": 20}) // tencentcloud_kms_list_keys
	sameList(s.player, "key ids", texts(listed.objects("Keys"), "KeyId"), external, other, key)
	described := s.ok("DescribeKeys", params{"KeyIds": []string{key, external}}) // tencentcloud_kms_describe_keys
	sameList(s.player, "described keys", texts(described.objects("KeyMetadatas"), "KeyId"), key, external)

	public := s.ok("GetPublicKey", params{"KeyId": other}) // tencentcloud_kms_public_key
	if _, err := x509.ParsePKIXPublicKey(public.bytes("PublicKey")); err != nil {
		t.Error(err)
	}
	if !strings.HasPrefix(public.text("PublicKeyPem"), "-----BEGIN PUBLIC KEY-----\n") {
		t.Errorf("PublicKeyPem is %q", public.text("PublicKeyPem"))
	}
	s.wrapping(external, "RSAES_OAEP_SHA_256")                                  // tencentcloud_kms_get_parameters_for_import
	if s.ok("ListAlgorithms", params{}).objects("SymmetricAlgorithms") == nil { // tencentcloud_kms_list_algorithms
		t.Error("there are no symmetric algorithms")
	}
	status := s.ok("GetServiceStatus", params{}) // tencentcloud_kms_service_status
	equal(s.player, "service_enabled", status.boolean("ServiceEnabled"), true)
	equal(s.player, "user_level", status.integer("UserLevel"), 1)
}

// TestTerraformDomain: the provider takes no endpoint but a root domain, to which it
// adds the name of the product: kms.DOMAIN, tag.DOMAIN.
func TestTerraformDomain(t *testing.T) {
	t.Parallel()
	p := profiles(startServer(t))[0]
	cp := clientProfile(p)
	_, port, err := net.SplitHostPort(p.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	cp.HttpProfile.Endpoint, cp.HttpProfile.RootDomain = "", "cloud.example.com:"+port
	s := newTagger(t, p, cp)
	asked := map[string]bool{}
	named := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		asked[strings.TrimSuffix(address, ":"+port)] = true
		return new(net.Dialer).DialContext(ctx, network, p.Endpoint) // in place of entries in DNS
	}}
	t.Cleanup(named.CloseIdleConnections)
	s.kms.WithHttpTransport(named)
	s.tag.WithHttpTransport(named)

	key, resource := s.createKey("terraform")
	if err := s.modify(resource, map[string]string{"createdBy": "Terraform"}); err != nil {
		t.Fatal(err)
	}
	s.want(resource, map[string]string{"createdBy": "Terraform"})
	disable := kms.NewDisableKeyRequest()
	disable.KeyId = common.StringPtr(key)
	if _, err := s.kms.DisableKey(disable); err != nil {
		t.Fatal(err)
	}
	if !maps.Equal(asked, map[string]bool{"kms.cloud.example.com": true, "tag.cloud.example.com": true}) {
		t.Errorf("asked %v", asked)
	}
}
