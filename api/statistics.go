package api

// What an overview shows. Additions of miyao.

var (
	// DescribeCallStatistics counts the calls of the caller's account in the audit log.
	// An addition of miyao.
	DescribeCallStatistics = declareIn[DescribeCallStatisticsRequest, DescribeCallStatisticsResponse](ProductAudit, "DescribeCallStatistics", Read)
	// DescribeKeyStatistics counts the keys of the caller's account in the region of the
	// request, and tells what will happen to them next. An addition of miyao.
	DescribeKeyStatistics = declareIn[DescribeKeyStatisticsRequest, DescribeKeyStatisticsResponse](ProductAudit, "DescribeKeyStatistics", Read)
	// DescribeLogStatus tells how far the audit log goes and is signed, and whether its chain
	// was found whole. It is one log for all accounts of the server. An addition of miyao.
	DescribeLogStatus = declareIn[DescribeLogStatusRequest, DescribeLogStatusResponse](ProductAudit, "DescribeLogStatus", Read)
)

// DescribeCallStatisticsRequest is the input of [DescribeCallStatistics].
type DescribeCallStatisticsRequest struct {
	// Begin of the time that is counted, in Unix seconds, included. It is rounded down to a whole
	// interval.
	StartTime uint64 `kms:"required"`
	// End of the time that is counted, in Unix seconds, not included.
	EndTime uint64 `kms:"required"`
	// Read, Change or UseKey: only calls of actions of that kind in Points, Calls and Errors.
	// Empty: all.
	Kind string `json:",omitzero"`
}

// DescribeCallStatisticsResponse is the result of [DescribeCallStatistics].
type DescribeCallStatisticsResponse struct {
	// Begin of the time that was counted. Later than in the request if there are too many calls
	// to count at once.
	StartTime uint64
	// Seconds of an interval.
	Interval uint64
	// Calls of the kind in all.
	Calls uint64
	// How many of them were refused.
	Errors uint64
	// Calls of the kind by interval, the earliest first; intervals without calls are left out.
	Points []CallPoint
	// Keys that calls of any kind named, those with the most calls first; at most 10.
	Keys []KeyCalls
	// Who made these calls, those with the most first; at most 10.
	Principals []PrincipalCalls
	// Codes that calls of any kind were refused with, the most frequent first; at most 10.
	Codes []CodeCalls
	Meta
}

// DescribeKeyStatisticsRequest is the input of [DescribeKeyStatistics].
type DescribeKeyStatisticsRequest struct{}

// DescribeKeyStatisticsResponse is the result of [DescribeKeyStatistics].
type DescribeKeyStatisticsResponse struct {
	// Keys in all, of any state.
	Total uint64
	// Keys by state and usage, those with no keys left out.
	Counts []KeyCount
	// What will happen to keys next, the earliest first; at most 20.
	Due []KeyDue
	// How much of that there is.
	TotalDue uint64
	Meta
}

// DescribeLogStatusRequest is the input of [DescribeLogStatus].
type DescribeLogStatusRequest struct {
	// 1 = read the whole log and check its chain and signatures, in the background, unless that
	// is being done or ended less than nine times as long ago as it took; ask again for its
	// result. 0 = only tell (default).
	Verify *uint64 `json:",omitzero"`
}

// DescribeLogStatusResponse is the result of [DescribeLogStatus].
type DescribeLogStatusResponse struct {
	// Number of the last entry.
	LastEntry uint64
	// Its hash, in hexadecimal, to which all before contribute.
	LastHash string
	// Unix seconds of the first entry that is there; 0: there is none.
	FirstTime uint64
	// Number of the last entry that is signed; those after it are chained.
	SignedEntry uint64
	// Hash of that entry.
	SignedHash string
	// Unix seconds of its signature; 0: there is none.
	SignedTime uint64
	// The check of the chain: none since the server started, running, whole or broken.
	Check string
	// Unix seconds when that check ended; 0: it did not.
	CheckTime uint64
	// Number of the last entry up to which the chain was found whole.
	CheckedEntry uint64
	// What is broken; empty: nothing.
	Fault string
	Meta
}

// CallPoint counts the calls of an interval.
type CallPoint struct {
	// Unix seconds of its beginning.
	Time uint64
	// Calls in it.
	Calls uint64
	// How many of them were refused.
	Errors uint64
}

// KeyCalls counts the calls that named a key.
type KeyCalls struct {
	// Id of a key, a hosted data key or a white-box key.
	KeyId string
	// Key, DataKey or WhiteBoxKey; empty if it is gone or is no key.
	Kind string
	// Name of the key; empty if it is gone or is no key.
	Alias string
	// Calls that named it.
	Calls uint64
	// How many of them were refused.
	Errors uint64
}

// PrincipalCalls counts the calls of a caller.
type PrincipalCalls struct {
	// Uin of a user or root, or id of a role.
	Principal string
	// Calls that named a key.
	Calls uint64
	// How many of them were refused.
	Errors uint64
}

// CodeCalls counts the calls that were refused with a code.
type CodeCalls struct {
	// The code.
	Code string
	// Calls.
	Calls uint64
}

// KeyCount counts keys.
type KeyCount struct {
	// State of the keys.
	KeyState string
	// Usage of the keys.
	KeyUsage string
	// How many there are.
	Count uint64
}

// KeyDue is what will happen to a key.
type KeyDue struct {
	// Key id.
	KeyId string
	// Name of the key.
	Alias string
	// Rotation, Expiry (of imported material) or Deletion.
	Event string
	// Unix seconds when it will.
	Time uint64
}
