package api

// The service itself: regions, status, algorithms.

var (
	// GetRegions lists the regions this server offers.
	GetRegions = declare[GetRegionsRequest, GetRegionsResponse]("GetRegions", Read)
	// GetServiceStatus tells the state of the service and its quotas.
	GetServiceStatus = declare[GetServiceStatusRequest, GetServiceStatusResponse]("GetServiceStatus", Read)
	// ListAlgorithms lists the key usages and algorithms on offer.
	ListAlgorithms = declare[ListAlgorithmsRequest, ListAlgorithmsResponse]("ListAlgorithms", Read)
)

// GetRegionsRequest is the input of [GetRegions].
type GetRegionsRequest struct{}

// GetRegionsResponse is the result of [GetRegions].
type GetRegionsResponse struct {
	// Region ids, for example ap-guangzhou.
	Regions []string
	Meta
}

// GetServiceStatusRequest is the input of [GetServiceStatus].
type GetServiceStatusRequest struct{}

// GetServiceStatusResponse is the result of [GetServiceStatus].
type GetServiceStatusResponse struct {
	// true = service bought and usable.
	ServiceEnabled bool
	// 0 not purchased, 1 normal, 2 stopped for arrears, 3 resources released.
	InvalidType int64
	// 0 basic edition, 1 ultimate edition.
	UserLevel uint64
	// Unix seconds when the ultimate edition ends.
	ProExpireTime uint64
	// 0 no automatic renewal, 1 automatic renewal.
	ProRenewFlag uint64
	// Purchase id of the ultimate edition, empty if none.
	ProResourceId string
	// Managed edition on.
	ExclusiveVSMEnabled bool
	// Exclusive edition on.
	ExclusiveHSMEnabled bool
	// Subscription text.
	SubscriptionInfo string
	// User keys in use.
	CmkUserCount uint64
	// Key quota.
	CmkLimit uint64
	// Exclusive clusters.
	ExclusiveHSMList []ExclusiveHSM
	// Hosted data keys available.
	IsAllowedDataKeyHosted bool
	// Bought quota of hosted data keys.
	DataKeyLimit uint64
	// Free quota of hosted data keys.
	FreeDataKeyLimit uint64
	// Hosted data keys in use.
	DataKeyUsedCount uint64
	// Cross-region synchronisation targets.
	SyncTaskList []DestinationSyncConfig
	// Synchronisation available.
	IsAllowedSync bool
	// Requests a second of all actions together, in this region; 2147483647 = unlimited.
	QpsLimit uint64
	// The same in all regions together.
	QpsTotalLimit uint64
	// QpsLimit of each region; empty = unlimited.
	RegionsQps []RegionQps
	// Numeric zone of the resource.
	ResourceZone uint64
	// Numeric region of the resource.
	ResourceRegion uint64
	Meta
}

// ListAlgorithmsRequest is the input of [ListAlgorithms].
type ListAlgorithmsRequest struct{}

// ListAlgorithmsResponse is the result of [ListAlgorithms].
type ListAlgorithmsResponse struct {
	// Symmetric entries.
	SymmetricAlgorithms []AlgorithmInfo
	// Asymmetric decryption entries.
	AsymmetricAlgorithms []AlgorithmInfo
	// Signing entries.
	AsymmetricSignVerifyAlgorithms []AlgorithmInfo
	Meta
}
