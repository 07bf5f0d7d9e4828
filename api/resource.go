package api

// Binding of keys to cloud resources.

var (
	// BindCloudResource records that a resource depends on a key, which protects the key from
	// being taken out of use.
	BindCloudResource = declare[BindCloudResourceRequest, BindCloudResourceResponse]("BindCloudResource", Change)
	// UnbindCloudResource removes the record that a resource depends on a key.
	UnbindCloudResource = declare[UnbindCloudResourceRequest, UnbindCloudResourceResponse]("UnbindCloudResource", Change)
)

// BindCloudResourceRequest is the input of [BindCloudResource].
type BindCloudResourceRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Identifier of the cloud product, for example ssm.
	ProductId string `kms:"required"`
	// Resource or instance id chosen by the calling product; stored as text.
	ResourceId string `kms:"required"`
}

// BindCloudResourceResponse is the result of [BindCloudResource].
type BindCloudResourceResponse struct {
	Meta
}

// UnbindCloudResourceRequest is the input of [UnbindCloudResource].
type UnbindCloudResourceRequest struct {
	// Key id, a lower-case UUID.
	KeyId string `kms:"required"`
	// Identifier of the cloud product, for example ssm.
	ProductId string `kms:"required"`
	// Resource or instance id chosen by the calling product; stored as text.
	ResourceId string `kms:"required"`
}

// UnbindCloudResourceResponse is the result of [UnbindCloudResource].
type UnbindCloudResourceResponse struct {
	Meta
}
