package kms

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/keyring"
	"miyao/internal/policy"
	"miyao/internal/store"
)

// target is what a caller wants to act on.
type target struct {
	// name is the resource name that policies match; empty for an action that
	// acts on no resource.
	name string
	// every says that name ends in * and stands for a resource that does not
	// exist: who may know that is who may do the action on all that could.
	every bool
	// alias is another name of the same resource; empty: it has none.
	alias string
	// shown is how a refusal names it: only by what the caller gave, since a
	// resource that is forbidden must look like one that does not exist.
	shown string
	// tags returns the resource's tags, as conditions compare them; nil: none.
	tags func() ([]string, error)
}

// keyless are the actions that act on no resource. Those with true the cloud's
// policies may also grant on all keys, by the resource key/*.
var keyless = map[string]bool{
	api.CreateKey.Name: true, api.ListKeys.Name: true, api.ListKeyDetail.Name: true, api.GetServiceStatus.Name: true,
	api.DescribeWhiteBoxKeyDetails.Name: true,

	api.CreateWhiteBoxKey.Name: false, api.DescribeWhiteBoxServiceStatus.Name: false, api.GenerateRandom.Name: false, api.GetRegions.Name: false,
	api.ListAlgorithms.Name: false, api.ListDataKeyDetail.Name: false, api.ListDataKeys.Name: false,
	api.DescribeCallStatistics.Name: false, api.DescribeKeyStatistics.Name: false, api.DescribeLogStatus.Name: false, api.LookUpEvents.Name: false,
	api.AddUser.Name: false, api.CreateGroup.Name: false, api.CreatePolicy.Name: false, api.DescribeRoleList.Name: false,
	api.DescribeSubAccounts.Name: false, api.GetSecurityLastUsed.Name: false, api.GetUserAppId.Name: false, api.ListGroups.Name: false,
	api.ListPolicies.Name: false, api.ListPrincipalsForResource.Name: false, api.ListUsers.Name: false,
	api.GetFederationToken.Name: false,
}

// allow asks whether the caller may do this action, which has to be keyless. tags
// are those that the request gives to what it makes.
func (c *call) allow(tags ...api.Tag) error {
	if _, ok := keyless[c.action.Name]; !ok {
		return fmt.Errorf("%s is not among the actions without a resource", c.action.Name)
	}
	c.tagging(tags)
	return c.permit(c.keylessTarget())
}

// keylessTarget is what a keyless action acts on.
func (c *call) keylessTarget() target {
	if keyless[c.action.Name] {
		return target{name: c.allKeys(), shown: "*"}
	}
	return target{shown: "*"}
}

// tagging says what the request tags. It comes before permission is asked for.
func (c *call) tagging(tags []api.Tag) {
	for _, tag := range tags {
		c.requestTags = append(c.requestTags, policy.Tag(tag.TagKey, tag.TagValue))
	}
}

// allKeys is the resource name that stands for every key of the account and
// region.
func (c *call) allKeys() string {
	return "qcs::kms:" + c.region + ":uin/" + strconv.FormatUint(c.account(), 10) + ":key/*"
}

// permit refuses what the caller may not do on a target.
func (c *call) permit(t target) error {
	c.checked = true
	caller := c.req.Caller
	if caller.Root() {
		return nil
	}
	_, decision, err := c.decide(t)
	if err != nil {
		return err
	}
	if decision.Outcome == policy.Allowed {
		return nil
	}
	return api.Errorf(api.UnauthorizedOperation,
		"%s (%d) may not do %s:%s on %s, or there is no such resource; who administers the account can attach a policy that allows it.",
		"%s（%d）无权对 %[5]s 执行 %[3]s:%[4]s，或该资源不存在；请联系账号管理员关联允许此操作的策略。",
		caller.Principal.Name, caller.Principal.Uin, c.action.Product.Service, c.action.Name, t.shown)
}

// decide asks the caller's policies whether it may do this action on a target.
func (c *call) decide(t target) (*identity.Grants, policy.Decision, error) {
	caller := c.req.Caller
	grants, err := caller.Grants(c.ctx)
	if err != nil {
		return nil, policy.Decision{}, err
	}
	request := policy.Request{
		Service: c.action.Product.Service, Action: c.action.Name, Resource: t.name, Every: t.every,
		Account: caller.Account.Uin, AppID: caller.Account.AppID, Principal: caller.Principal.Uin, Time: c.s.now(), RequestTags: c.requestTags,
	}
	request.SourceIP, _ = netip.ParseAddr(c.req.SourceIP) // the zero one if it is not known
	if t.tags != nil && grants.NeedsResourceTags() {
		if request.ResourceTags, err = t.tags(); err != nil {
			return nil, policy.Decision{}, err
		}
	}
	decision := grants.Decide(&request)
	if t.alias != "" {
		request.Resource = t.alias
		other := grants.Decide(&request)
		if decision.Outcome.Or(other.Outcome) != decision.Outcome {
			decision = other
		}
	}
	return grants, decision, nil
}

// roleTarget finds a role, and what a call asks about it. AssumeRole asks for both of
// its names, and the actions of CAM for that by its name. Where there is no such
// role, the error is store.ErrNotFound, and the answer must not tell.
func (c *call) roleTarget(name identity.RoleName, shown string) (role store.Role, t target, err error) {
	err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
		role, err = name.Role(tx)
		return err
	})
	absent := errors.Is(err, store.ErrNotFound)
	names := identity.RoleNames(role.Account, role.Name, role.ID)
	switch assumed := c.action == api.AssumeRole.Info; {
	case assumed && absent:
		t = target{name: name.EveryOther(), every: true, alias: shown}
	case assumed:
		t = target{name: names[0], alias: names[1]}
	case absent && name.ByID():
		t = target{name: name.EveryOther(), every: true}
	case absent:
		t = target{name: shown}
	default:
		t = target{name: names[0]}
	}
	t.shown = shown
	return role, t, err
}

// key finds a key of the caller's account and region, records it in the audit
// entry, and returns it only if the caller may do this action on it.
func (c *call) key(id string) (*keyring.Key, error) { return c.keyIn("KeyId", id) }

// keyIn is key for an id that stands in a parameter of another name.
func (c *call) keyIn(parameter, id string) (*keyring.Key, error) {
	parsed, err := parseKeyID(parameter, id)
	if err != nil {
		return nil, err
	}
	return c.keyByID(parsed)
}

func (c *call) keyByID(id uuid.UUID) (*keyring.Key, error) {
	k, err := c.keyAsOfNow(id)
	if asKeyNotFound(err) != nil {
		if err := c.permit(target{name: c.allKeys(), every: true, shown: id.String()}); err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	name := keyResource(&k.Key).name()
	c.entry.Resources = append(c.entry.Resources, name)
	shown := name[strings.LastIndexByte(name, '/')+1:] // the id
	if err := c.permit(target{name: name, shown: shown, tags: func() ([]string, error) { return k.Tags, nil }}); err != nil {
		return nil, err
	}
	return k, nil
}

// keyAsOfNow finds a key of the caller's account and region, as it is at this
// moment, whatever the caller may do. The refusal of an unknown one is not for
// everybody.
func (c *call) keyAsOfNow(id uuid.UUID) (*keyring.Key, error) {
	k, err := c.s.keyring.Key(c.ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.exists(&k.Key) {
		return nil, keyNotFound(id, c.region)
	}
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", id, err)
	}
	if c.s.expired(&k.Key) {
		waiting := *k // the snapshot itself is shared
		waiting.Key = *c.s.asOfNow(&k.Key)
		k = &waiting
	}
	return k, nil
}

// resourceTags reads the tags of a resource that is not held in memory.
func (c *call) resourceTags(id uuid.UUID) func() ([]string, error) {
	return func() (texts []string, err error) {
		err = c.s.db.View(c.ctx, func(tx *store.Tx) error {
			tags, err := tx.Tags(id)
			for _, tag := range tags {
				texts = append(texts, policy.Tag(tag.Key, tag.Value))
			}
			return err
		})
		return texts, err
	}
}

// exists tells whether there is such a key for this call.
func (c *call) exists(k *store.Key) bool {
	return c.owns(keyResource(k)) && !c.due(k.State, k.DeletionDate)
}

// use gives the capability P of a key version: it is the only way to key
// material. rule says in which states of the key the action is allowed.
func use[P any](c *call, k *keyring.Key, version uint32, rule stateRule) (P, error) {
	var none P
	c.watch(k.ID, k.State, k.DeletionDate)
	opened, err := k.Open(version)
	if missing, ok := errors.AsType[keyring.NoVersionError](err); ok {
		if err := rule.check(&k.Key); err != nil {
			return none, err
		}
		if missing.Erased {
			return none, api.Errorf(api.CmkStateNotSupport, "The material of version %d of key %s is erased; import it again with ImportKeyMaterial.",
				"密钥 %[2]s 的版本 %[1]d 的密钥材料已被擦除，请用 ImportKeyMaterial 重新导入。", version, k.ID)
		}
	}
	if err != nil {
		return none, err
	}
	capability, ok := opened.(P)
	if !ok {
		return none, api.Errorf(api.InvalidKeyUsage, "Key %s has the usage %s, which %s cannot use.",
			"密钥 %s 的用途为 %s，不能用于 %s。", k.ID, k.Usage, c.req.Action)
	}
	if err := rule.check(&k.Key); err != nil {
		return none, err
	}
	c.noteVersion(version)
	return capability, nil
}

// stateRule holds, for each state of a key, the code that refuses an action in
// it; the empty code allows.
type stateRule map[store.KeyState]api.Code

// The rules of the actions. Where the cloud's documents leave a state open, the
// calls of its Terraform provider decide: it disables a key before it archives it
// or plans its rotation, archives an archived key again, takes it back by EnableKey
// or DisableKey, destroys it as it is, and disables what waits for material before
// it destroys that.
var (
	encrypting = stateRule{
		store.Disabled: api.CmkDisabled, store.PendingDelete: api.KeyPendingDelete,
		store.PendingImport: api.CmkStateNotSupport, store.Archived: api.CmkArchived,
	}
	decrypting = stateRule{
		store.Disabled: api.CmkDisabled, store.PendingDelete: api.KeyPendingDelete,
		store.PendingImport: api.CmkStateNotSupport,
	}
	onlyEnabled = stateRule{ // the asymmetric actions, BindCloudResource
		store.Disabled: api.CmkStateNotSupport, store.PendingDelete: api.CmkStateNotSupport,
		store.PendingImport: api.CmkStateNotSupport, store.Archived: api.CmkStateNotSupport,
	}
	enabling = stateRule{ // EnableKey
		store.PendingDelete: api.CmkStateNotSupport, store.PendingImport: api.CmkStateNotSupport,
	}
	notPendingDelete = stateRule{ // DisableKey, UpdateAlias, UpdateKeyDescription, DeleteImportedKeyMaterial
		store.PendingDelete: api.CmkStateNotSupport,
	}
	scheduling = stateRule{ // ScheduleKeyDeletion
		store.Enabled: api.CmkShouldBeDisabled, store.PendingDelete: api.CmkStateNotSupport,
	}
	unscheduling = stateRule{ // CancelKeyDeletion
		store.Enabled: api.CmkNotPendingDelete, store.Disabled: api.CmkNotPendingDelete,
		store.PendingImport: api.CmkNotPendingDelete, store.Archived: api.CmkNotPendingDelete,
	}
	planningRotation = stateRule{ // EnableKeyRotation: the date waits until the key is enabled
		store.PendingDelete: api.CmkStateNotSupport, store.PendingImport: api.CmkStateNotSupport,
	}
	rotating = stateRule{ // RotateKey
		store.Disabled: api.CmkStateNotSupport, store.PendingDelete: api.CmkStateNotSupport,
		store.PendingImport: api.CmkStateNotSupport, store.Archived: api.CmkStateNotSupport,
	}
	anyState  = stateRule{} // DisableKeyRotation
	preparing = stateRule{  // GetParametersForImport
		store.PendingDelete: api.CmkStateNotSupport, store.Archived: api.CmkStateNotSupport,
	}
	importing = stateRule{ // ImportKeyMaterial
		store.Disabled: api.CmkStateNotSupport, store.PendingDelete: api.CmkStateNotSupport,
		store.Archived: api.CmkStateNotSupport,
	}
	archiving = stateRule{ // ArchiveKey
		store.PendingDelete: api.CmkStateNotSupport, store.PendingImport: api.CmkStateNotSupport,
	}
	unarchiving = stateRule{ // CancelKeyArchive
		store.Enabled: api.CmkStateNotSupport, store.Disabled: api.CmkStateNotSupport,
		store.PendingDelete: api.CmkStateNotSupport, store.PendingImport: api.CmkStateNotSupport,
	}
	backing = stateRule{ // the key of a data key that is put into use or taken back
		store.Disabled: api.CmkStateNotSupport, store.PendingDelete: api.CmkStateNotSupport,
		store.PendingImport: api.CmkStateNotSupport,
	}
)

// The rules of data keys, by their own states.
var (
	showingDataKey = stateRule{ // GetDataKeyPlaintext
		store.Disabled: api.DataKeyDisabled, store.PendingDelete: api.DataKeyPendingDelete,
	}
	editingDataKey = stateRule{ // GetDataKeyCiphertextBlob and most changes
		store.PendingDelete: api.DataKeyStateNotSupport,
	}
	schedulingDataKey = stateRule{ // ScheduleDataKeyDeletion
		store.Enabled: api.DataKeyStateNotSupport, store.PendingDelete: api.DataKeyStateNotSupport,
	}
	unschedulingDataKey = stateRule{ // CancelDataKeyDeletion
		store.Enabled: api.DataKeyNotPendingDelete, store.Disabled: api.DataKeyNotPendingDelete,
	}
)

// remedies say what to do about a key in a state that refuses an action.
var remedies = map[api.Code][2]string{
	api.CmkDisabled:         {"Enable it with EnableKey.", "请先用 EnableKey 启用。"},
	api.KeyPendingDelete:    {"Take it back with CancelKeyDeletion and enable it.", "请先用 CancelKeyDeletion 取消删除，再启用。"},
	api.CmkArchived:         {"Make it usable again with CancelKeyArchive.", "请先用 CancelKeyArchive 取消归档。"},
	api.CmkShouldBeDisabled: {"Disable it with DisableKey first.", "请先用 DisableKey 禁用。"},
	api.CmkNotPendingDelete: {"Only a key that is pending deletion can be taken back.", "只有待删除状态的密钥才能取消删除。"},

	api.DataKeyDisabled:         {"Enable it with EnableDataKey.", "请先用 EnableDataKey 启用。"},
	api.DataKeyPendingDelete:    {"Take it back with CancelDataKeyDeletion and enable it.", "请先用 CancelDataKeyDeletion 取消删除，再启用。"},
	api.DataKeyNotPendingDelete: {"Only a data key that is pending deletion can be taken back.", "只有待删除状态的数据密钥才能取消删除。"},
}

// stateRemedies are those for the codes that do not say which state it is.
var stateRemedies = map[api.Code]map[store.KeyState][2]string{
	api.CmkStateNotSupport: {
		store.Enabled:       {"CancelKeyArchive is for archived keys.", "CancelKeyArchive 仅适用于已归档的密钥。"},
		store.Disabled:      remedies[api.CmkDisabled],
		store.PendingDelete: {"Take it back with CancelKeyDeletion first.", "请先用 CancelKeyDeletion 取消删除。"},
		store.PendingImport: {"Import its material with GetParametersForImport and ImportKeyMaterial first.",
			"请先用 GetParametersForImport 和 ImportKeyMaterial 导入密钥材料。"},
		store.Archived: remedies[api.CmkArchived],
	},
	api.DataKeyStateNotSupport: {
		store.Enabled:       {"Disable it with DisableDataKey first.", "请先用 DisableDataKey 禁用。"},
		store.PendingDelete: {"Take it back with CancelDataKeyDeletion first.", "请先用 CancelDataKeyDeletion 取消删除。"},
	},
}

func (r stateRule) check(k *store.Key) error { return r.refuse("Key", "密钥", k.ID, k.State) }

func (r stateRule) checkDataKey(k *store.DataKey) error {
	return r.refuse("Data key", "数据密钥", k.ID, k.State)
}

func (r stateRule) refuse(en, zh string, id uuid.UUID, state store.KeyState) error {
	code, refused := r[state]
	if !refused {
		return nil
	}
	remedy, ok := remedies[code]
	if !ok {
		remedy = stateRemedies[code][state]
	}
	return &api.Error{Code: code,
		Message:   fmt.Sprintf("%s %s is in the state %s. %s", en, id, state, remedy[0]),
		MessageZH: fmt.Sprintf("%s %s 当前状态为 %s。%s", zh, id, state, remedy[1])}
}

// parseKeyID accepts the one form that the API prints: a lower-case UUID.
func parseKeyID(parameter, id string) (uuid.UUID, error) {
	parsed, ok := parseUUID(id)
	if !ok {
		return uuid.UUID{}, api.Errorf(api.InvalidKeyId,
			"%s is not a lower-case UUID of 36 characters; an alias is not accepted here.",
			"%s 不是 36 位小写 UUID；此处不能使用别名。", parameter)
	}
	return parsed, nil
}

// parseUUID reads the form that UUID.String writes; uuid.Parse takes others too.
func parseUUID(text string) (uuid.UUID, bool) {
	parsed, err := uuid.Parse(text)
	return parsed, err == nil && len(text) == len("00000000-0000-0000-0000-000000000000") && text == strings.ToLower(text)
}

func keyNotFound(id uuid.UUID, region string) error {
	return api.Errorf(api.CmkNotFound, "There is no key %s in region %s of this account.",
		"当前账号在地域 %[2]s 中没有密钥 %[1]s。", id, region)
}
