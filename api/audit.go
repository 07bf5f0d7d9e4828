package api

// Audit log.

var (
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
