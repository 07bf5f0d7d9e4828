package api

// Tags of keys.

var (
	// DescribeResourceTagsByResourceIds returns the tags of several keys; a key that does not
	// exist has none.
	DescribeResourceTagsByResourceIds = declareIn[DescribeResourceTagsByResourceIdsRequest,
		DescribeResourceTagsByResourceIdsResponse](ProductTag, "DescribeResourceTagsByResourceIds", Read)
	// ModifyResourceTags sets and removes tags of a key in any state, all or none.
	ModifyResourceTags = declareIn[ModifyResourceTagsRequest, ModifyResourceTagsResponse](
		ProductTag, "ModifyResourceTags", Change)
)

// DescribeResourceTagsByResourceIdsRequest is the input of [DescribeResourceTagsByResourceIds].
type DescribeResourceTagsByResourceIdsRequest struct {
	// kms, or cam, whose users and roles have no tags.
	ServiceType string `kms:"required"`
	// Only key, of kms.
	ResourcePrefix string `kms:"required"`
	// 1 to 50 resource ids: the ResourceId of a key, creatorUin/<creatorUin>/<keyId>, or its
	// KeyId.
	ResourceIds []string `kms:"required"`
	// Region of the keys.
	ResourceRegion string `kms:"required"`
	// First tag to show, default 0.
	Offset *uint64 `json:",omitzero"`
	// Tags to show, default 15.
	Limit *uint64 `json:",omitzero"`
	// Custom, System or All, default All. Every tag of a key is a Custom one.
	Category string `json:",omitzero"`
}

// DescribeResourceTagsByResourceIdsResponse is the result of [DescribeResourceTagsByResourceIds].
type DescribeResourceTagsByResourceIdsResponse struct {
	// Tags in all.
	TotalCount uint64
	// Offset of the request.
	Offset uint64
	// Limit of the request, or its default.
	Limit uint64
	// Tags in the order of the resource ids, those of one key by TagKey.
	Tags []TagResource
	Meta
}

// ModifyResourceTagsRequest is the input of [ModifyResourceTags].
type ModifyResourceTagsRequest struct {
	// Resource name of a key: qcs::kms:<region>:uin/<uin>:key/<resourceId>. The account may be
	// left empty after uin/; the resource id is as in DescribeResourceTagsByResourceIds.
	Resource string `kms:"required"`
	// Tags to add; the value of one that the key has is replaced.
	ReplaceTags []ResourceTag `json:",omitzero"`
	// Tags to remove; those that the key does not have are ignored. None may stand in
	// ReplaceTags too. One of both lists is needed.
	DeleteTags []TagKeyObject `json:",omitzero"`
}

// ModifyResourceTagsResponse is the result of [ModifyResourceTags].
type ModifyResourceTagsResponse struct {
	Meta
}
