package kms

import (
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/store"
)

// Tags by the tag API. It names a key by a resource id or a resource name, and
// says itself in which region the key is.

const (
	tagService      = "kms"
	tagPrefix       = "key"
	maxResourceIDs  = 50 // published: ResourceIds
	defaultTagLimit = 15
	customTag       = "Custom" // category of the tags that users set
	systemTag       = "System" // category of the tags that cloud products set
)

// camService is the service whose objects have no tags. Terraform asks for them
// whenever it reads a user or role.
const camService = "cam"

func describeResourceTagsByResourceIds(c *call, r *api.DescribeResourceTagsByResourceIdsRequest) (*api.DescribeResourceTagsByResourceIdsResponse, error) {
	if r.ServiceType == camService {
		return &api.DescribeResourceTagsByResourceIdsResponse{Limit: defaultTagLimit}, c.permit(target{shown: "*"})
	}
	if err := c.checkTagQuery(r); err != nil {
		return nil, err
	}
	tags, err := c.tagsOf(r.ResourceIds)
	if err != nil {
		return nil, err
	}
	if r.Category == systemTag {
		tags = tags[:0]
	}
	answer := &api.DescribeResourceTagsByResourceIdsResponse{TotalCount: uint64(len(tags)), Limit: defaultTagLimit}
	if r.Offset != nil {
		answer.Offset = *r.Offset
	}
	if r.Limit != nil && *r.Limit != 0 {
		answer.Limit = *r.Limit
	}
	tags = tags[min(answer.Offset, uint64(len(tags))):]
	answer.Tags = tags[:min(answer.Limit, uint64(len(tags)))]
	return answer, nil
}

// checkTagQuery checks all parameters but the form of the ids, and enters the
// region of the keys.
func (c *call) checkTagQuery(r *api.DescribeResourceTagsByResourceIdsRequest) error {
	switch {
	case r.ServiceType != tagService:
		return api.Errorf(api.ServiceTypeInvalid, "ServiceType must be %s; no other resources have tags here.",
			"ServiceType 必须为 %s，本服务没有其他资源的标签。", tagService)
	case r.ResourcePrefix != tagPrefix:
		return api.Errorf(api.ResourcePrefixInvalid, "ResourcePrefix must be %s.", "ResourcePrefix 必须为 %s。", tagPrefix)
	case len(r.ResourceIds) == 0 || len(r.ResourceIds) > maxResourceIDs:
		return api.Errorf(api.ResourceIdInvalid, "ResourceIds must have 1 to %d entries; it has %d.",
			"ResourceIds 必须有 1 到 %d 个元素，当前为 %d 个。", maxResourceIDs, len(r.ResourceIds))
	case !slices.Contains([]string{"", "All", customTag, systemTag}, r.Category):
		return api.Errorf(api.InvalidParameter, "Category must be %s, %s or All.", "Category 必须为 %s、%s 或 All。", customTag, systemTag)
	case !c.enter(r.ResourceRegion):
		return api.Errorf(api.RegionInvalid, "ResourceRegion %q is not offered by this server; GetRegions lists those that are.",
			"本服务未提供地域 %q（ResourceRegion），可用 GetRegions 查询可用地域。", api.Shown(r.ResourceRegion))
	}
	return nil
}

// tagsOf returns the tags of keys in the order of their resource ids. To the
// tag API a key that does not exist is one without tags.
func (c *call) tagsOf(resources []string) ([]api.TagResource, error) {
	keys := make([]uuid.UUID, len(resources)) // the zero one does not exist
	for i, resource := range resources {
		k, err := c.tagged(resource)
		switch {
		case err == nil:
			keys[i] = k.id
		case asKeyNotFound(err) == nil:
			return nil, err
		}
	}
	var found map[uuid.UUID][]store.Tag
	err := c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		found, err = tx.TagsOf(keys)
		return err
	})
	tags := []api.TagResource{}
	for i, resource := range resources {
		for _, tag := range found[keys[i]] {
			tags = append(tags, api.TagResource{TagKey: tag.Key, TagValue: tag.Value,
				ResourceId: resource, ServiceType: tagService, Category: customTag})
		}
	}
	return tags, err
}

func modifyResourceTags(c *call, r *api.ModifyResourceTagsRequest) (*api.ModifyResourceTagsResponse, error) {
	set, err := c.checkTagChange(r)
	if err != nil {
		return nil, err
	}
	resource, err := c.taggedResource(r.Resource)
	if err != nil {
		return nil, err
	}
	k, err := c.tagged(resource)
	if err != nil {
		return nil, noResource(err)
	}
	err = c.change(func(tx *store.Tx) error {
		if _, err := c.taggedIn(tx, k.id); err != nil { // it may have gone since
			return err
		}
		return changeTags(tx, k.id, set, r.DeleteTags)
	}, k.id)
	return &api.ModifyResourceTagsResponse{}, noResource(err)
}

// checkTagChange returns the tags to set, as they are stored.
func (c *call) checkTagChange(r *api.ModifyResourceTagsRequest) ([]store.Tag, error) {
	if len(r.ReplaceTags) == 0 && len(r.DeleteTags) == 0 {
		return nil, api.Errorf(api.InvalidParameter, "ReplaceTags or DeleteTags must have an entry.",
			"ReplaceTags 和 DeleteTags 不能同时为空。")
	}
	tags := make([]api.Tag, len(r.ReplaceTags))
	for i, tag := range r.ReplaceTags {
		if tag.Category != "" && tag.Category != customTag {
			return nil, api.Errorf(api.InvalidParameter, "ReplaceTags.%d.Category must be %s.", "ReplaceTags.%d.Category 必须为 %s。",
				i, customTag)
		}
		tags[i] = api.Tag{TagKey: tag.TagKey, TagValue: tag.TagValue}
	}
	c.tagging(tags)
	for i, removed := range r.DeleteTags {
		if slices.ContainsFunc(tags, func(t api.Tag) bool { return t.TagKey == removed.TagKey }) {
			return nil, api.Errorf(api.DeleteTagsParamError, "The TagKey of DeleteTags.%d stands in ReplaceTags too.",
				"DeleteTags.%d 的 TagKey 同时出现在 ReplaceTags 中。", i)
		}
	}
	return checkTagList("ReplaceTags", tags, tagCodes{api.ResourceAttachedTags, api.TagKeyEmpty, api.TagKeyLengthExceeded,
		api.TagKeyCharacterIllegal, api.TagValueLengthExceeded, api.TagValueCharacterIllegal, api.TagKeyDuplicate})
}

func changeTags(tx *store.Tx, id uuid.UUID, set []store.Tag, remove []api.TagKeyObject) error {
	tags, err := tx.Tags(id)
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for _, tag := range set {
		gone[tag.Key] = true
	}
	for _, tag := range remove {
		gone[tag.TagKey] = true
	}
	tags = append(slices.DeleteFunc(tags, func(t store.Tag) bool { return gone[t.Key] }), set...)
	if len(tags) > maxTags {
		return api.Errorf(api.ResourceAttachedTags, "A key may have %d tags; this change would make it %d.",
			"一个密钥最多 %d 个标签，此变更后将有 %d 个。", maxTags, len(tags))
	}
	return tx.SetTags(id, tags)
}

// taggedResource reads the six-segment name of a key, of which the account may be
// left out, enters its region and returns its resource id.
func (c *call) taggedResource(name string) (string, error) {
	malformed := api.Errorf(api.ResourceDescriptionError,
		"Resource must be qcs::kms:<region>:uin/<uin>:key/<resourceId>, with the ResourceId that DescribeKey shows.",
		"Resource 必须形如 qcs::kms:<地域>:uin/<uin>:key/<资源 ID>，资源 ID 即 DescribeKey 返回的 ResourceId。")
	segments := strings.Split(name, ":")
	if len(segments) != 6 || segments[0] != "qcs" || segments[1] != "" || segments[2] != tagService {
		return "", malformed
	}
	id, ok := strings.CutPrefix(segments[5], tagPrefix+"/")
	if !ok || !resourceIDForm.MatchString(id) {
		return "", malformed
	}
	own := accountSegment(c.account())
	if account := segments[4]; account != "" && account != "uin/" && account != own {
		return "", api.Errorf(api.ResourceDescriptionError, "Resource names an account that is not the caller's; use %s.",
			"Resource 中的账号不是调用者的账号，请使用 %s。", own)
	}
	if !c.enter(segments[3]) {
		return "", api.Errorf(api.ResourceDescriptionError, "Resource names the region %q, which this server does not offer; GetRegions lists those that it does.",
			"Resource 中的地域 %q 不是本服务提供的地域，可用 GetRegions 查询可用地域。", api.Shown(segments[3]))
	}
	return id, nil
}

// resourceIDForm is the resource id of a key, as DescribeKey shows it, or the
// id of a key alone.
var resourceIDForm = regexp.MustCompile(`^(?:creatorUin/[0-9]{1,20}/)?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)

// tagged finds what has a resource id, records it in the audit entry, and
// returns it only if the caller may do this action on it.
func (c *call) tagged(path string) (resource, error) {
	form := resourceIDForm.FindStringSubmatch(path)
	if form == nil {
		return resource{}, api.Errorf(api.ResourceIdInvalid, "%q is not the resource id of a key; use the ResourceId that DescribeKey shows.",
			"%q 不是密钥的资源 ID，请使用 DescribeKey 返回的 ResourceId。", api.Shown(path))
	}
	var found resource
	err := c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		found, err = c.taggedIn(tx, uuid.MustParse(form[1]))
		if err == nil && path != form[1] && path != found.path() {
			err = keyNotFound(found.id, c.region) // another creator's key would be another key
		}
		return err
	})
	return found, c.permitFound(found, form[1], err)
}

// taggedIn reads the key, data key or white-box key with an id inside a
// transaction. They are looked for before anything is permitted: who may tag
// one of them need not be allowed to know what there is else.
func (c *call) taggedIn(tx *store.Tx, id uuid.UUID) (resource, error) {
	k, err := c.keyInState(tx, id, nil)
	if !isPublished(err) {
		return keyResource(&k), err
	}
	d, err := c.dataKeyInState(tx, id, nil)
	if !isPublished(err) {
		return dataKeyResource(&d), err
	}
	w, err := c.whiteBoxKeyIn(tx, id)
	if !isPublished(err) {
		return whiteBoxResource(&w), err
	}
	return resource{}, keyNotFound(id, c.region)
}

// asKeyNotFound returns the refusal of an unknown key, or nil for any other
// error.
func asKeyNotFound(err error) *api.Error {
	if refusal, ok := errors.AsType[*api.Error](err); ok && refusal.Code == api.CmkNotFound {
		return refusal
	}
	return nil
}

// noResource gives the refusal of an unknown key the code that the tag API has
// for it.
func noResource(err error) error {
	refusal := asKeyNotFound(err)
	if refusal == nil {
		return err
	}
	return &api.Error{Code: api.ResourceDescriptionError, Message: refusal.Message, MessageZH: refusal.MessageZH}
}
