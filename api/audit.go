package api

// Audit log.

var (
	// DescribeKeyUsage tells how a key was used, as far as the audit log goes back: look
	// before you delete one. An addition of miyao. Policies grant it on the key, as kms
	// actions.
	DescribeKeyUsage = declareIn[DescribeKeyUsageRequest, DescribeKeyUsageResponse](ProductAudit, "DescribeKeyUsage", Read)
	// LookUpEvents finds the calls of the caller's account in the audit log, newest first.
	LookUpEvents = declareIn[LookUpEventsRequest, LookUpEventsResponse](ProductAudit, "LookUpEvents", Read)
)

// LookUpEventsRequest is the input of [LookUpEvents].
type LookUpEventsRequest struct {
	// Unix seconds of the earliest event.
	StartTime uint64 `kms:"required"`
	// Unix seconds of the latest event.
	EndTime uint64 `kms:"required"`
	// Conditions that an event must all fit; of several with one AttributeKey, any.
	LookupAttributes []LookupAttribute `json:",omitzero"`
	// NextToken of the page before.
	NextToken string `json:",omitzero"`
	// Events on a page, 1 to 50, default 10.
	MaxResults *uint64 `json:",omitzero"`
	// standard or quick, which are the same here.
	Mode string `json:",omitzero"`
}

// LookUpEventsResponse is the result of [LookUpEvents].
type LookUpEventsResponse struct {
	// NextToken for the next page; empty if ListOver.
	NextToken string
	// A page, newest event first. It may be short, even empty, before the list is over: a page
	// ends when so much of the log was read.
	Events []Event
	// There are no more events.
	ListOver bool
	Meta
}

// DescribeKeyUsageRequest is the input of [DescribeKeyUsage].
type DescribeKeyUsageRequest struct {
	// Id of a key, a hosted data key or a white-box key.
	KeyId string `kms:"required"`
}

// DescribeKeyUsageResponse is the result of [DescribeKeyUsage].
type DescribeKeyUsageResponse struct {
	// As in the request.
	KeyId string
	// Calls that used the key.
	Total uint64
	// Unix seconds of the last of them; 0: there was none.
	LastUsedTime uint64
	// Uin of who made the last of them, or id of the role; empty if there was none.
	LastPrincipal string
	// Action of the last of them.
	LastAction string
	// Address from which the last of them came.
	LastSourceIP string
	// Calls that would have used the key and were refused because of its state, such as
	// Disabled or PendingDelete: somebody still needs it.
	Refused uint64
	// Unix seconds of the last of these; 0: there was none.
	LastRefusedTime uint64
	// Uin of who made the last of these, or id of the role; empty if there was none.
	LastRefusedPrincipal string
	// Action of the last of these.
	LastRefusedAction string
	// Address from which the last of these came.
	LastRefusedSourceIP string
	// Unix seconds of the first entry of the audit log: of uses before it nothing is known.
	Since uint64
	// Uses by key version, the newest version first.
	Versions []KeyVersionUsage
	// Uses by caller, the last one first; at most 100.
	Principals []PrincipalUsage
	// Callers in all.
	TotalPrincipals uint64
	Meta
}
