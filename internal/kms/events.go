package kms

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
)

// The CloudAudit API: a caller looks up what was called in its account. Requests
// that were not authenticated belong to no account and are not among it.

const (
	maxEvents     = 50 // published: MaxResults
	defaultEvents = 10
	// A page reads so many segments of the log at most, which takes well under a
	// second.
	maxEventSegments = 16
	rootName         = "root" // published: Username of the account itself
)

func lookUpEvents(c *call, r *api.LookUpEventsRequest) (*api.LookUpEventsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	q := audit.Query{Limit: defaultEvents, Segments: maxEventSegments}
	if err := checkEventPage(r, &q); err != nil {
		return nil, err
	}
	q.Since, q.Until = unixTime(r.StartTime), unixTime(r.EndTime).Add(time.Second)
	one, err := c.attributes(r.LookupAttributes, &q)
	if err != nil {
		return nil, err
	}
	page, err := c.s.audit.Search(c.ctx, q)
	if err != nil {
		return nil, err
	}
	answer := &api.LookUpEventsResponse{Events: []api.Event{}, ListOver: page.Next == 0}
	if page.Next > 0 {
		answer.NextToken = strconv.FormatUint(page.Next, 10)
	}
	for i := range page.Records {
		if one == 0 || page.Records[i].Seq == one {
			answer.Events = append(answer.Events, c.s.event(&page.Records[i]))
		}
	}
	if one > 0 { // what else the search found is before it
		answer.NextToken, answer.ListOver = "", true
	}
	return answer, nil
}

// unixTime is the time of Unix seconds, those that no entry can have as the
// latest that one can.
func unixTime(seconds uint64) time.Time {
	const latest = 253402300799 // the last second of 9999
	return time.Unix(int64(min(seconds, latest)), 0)
}

// checkEventPage checks all parameters but the attributes.
func checkEventPage(r *api.LookUpEventsRequest, q *audit.Query) error {
	if r.StartTime > r.EndTime {
		return api.Errorf(api.TimeInvalid, "StartTime must not be after EndTime.", "StartTime 不能晚于 EndTime。")
	}
	if r.MaxResults != nil {
		if *r.MaxResults < 1 || *r.MaxResults > maxEvents {
			return api.Errorf(api.MaxResultInvalid, "MaxResults must be 1 to %d.", "MaxResults 必须为 1 到 %d。", maxEvents)
		}
		q.Limit = int(*r.MaxResults)
	}
	if r.NextToken != "" {
		before, err := strconv.ParseUint(r.NextToken, 10, 64)
		if err != nil || before == 0 {
			return api.Errorf(api.InvalidParameter, "NextToken must be the one of the page before.", "NextToken 必须是上一页返回的值。")
		}
		q.Before = before
	}
	if !slices.Contains([]string{"", "standard", "quick"}, r.Mode) {
		return api.Errorf(api.InvalidParameter, "Mode must be standard or quick.", "Mode 必须为 standard 或 quick。")
	}
	return nil
}

// attributes adds the conditions to the query, for events of the caller's
// account only. one is the number of the only event that may be shown; 0 is any.
func (c *call) attributes(list []api.LookupAttribute, q *audit.Query) (one uint64, err error) {
	conditions := map[string][]string{} // by attribute
	for i, a := range list {
		if _, ok := eventFields[a.AttributeKey]; !ok && a.AttributeKey != eventID {
			return 0, api.Errorf(api.AttributeKeyInvalid, "LookupAttributes.%d.AttributeKey is not one that events can be looked up by here; %s are.",
				"此处不支持 LookupAttributes.%d.AttributeKey 的取值，可用的取值为 %s。", i, strings.Join(eventKeys(), ", "))
		}
		conditions[a.AttributeKey] = append(conditions[a.AttributeKey], a.AttributeValue)
	}
	q.Where = map[audit.Field][]string{
		audit.ByAccount: {strconv.FormatUint(c.account(), 10)},
		audit.ByPhase:   {string(audit.PhaseCall), string(audit.PhaseResult)}, // a change has its intent on record too
	}
	for key, values := range conditions {
		if key == eventID {
			if one, err = strconv.ParseUint(values[0], 10, 64); err != nil || len(values) > 1 {
				one = 1<<64 - 1 // there is none
			}
			q.Before, q.Limit = min(one, 1<<63)+1, 1
			continue
		}
		narrow(q.Where, eventFields[key].field, c.eventValues(key, values))
	}
	return one, nil
}

// narrow adds a condition to those on the same field.
func narrow(where map[audit.Field][]string, field audit.Field, values []string) {
	before, narrowed := where[field]
	if narrowed {
		values = slices.DeleteFunc(values, func(v string) bool { return !slices.Contains(before, v) })
	}
	where[field] = values
}

const eventID = "EventId"

// eventField is how an attribute is looked up: the field of the log, and what
// its value stands for there if it is not itself.
type eventField struct {
	field  audit.Field
	values func(c *call, value string) []string
}

// eventFields are the attributes on offer but EventId (published:
// LookupAttribute).
var eventFields = map[string]eventField{
	"RequestId":       {audit.ByRequest, nil},
	"EventName":       {audit.ByAction, nil},
	"ReadOnly":        {audit.ByAction, func(_ *call, v string) []string { return actionsOf(isChange(v, "true", "false")) }},
	"ActionType":      {audit.ByAction, func(_ *call, v string) []string { return actionsOf(isChange(v, readAction, writeAction)) }},
	"ResourceType":    {audit.ByAction, func(_ *call, v string) []string { return actionsOf(isOfService(v)) }},
	"Username":        {audit.ByPrincipal, (*call).uinOf},
	"PrincipalId":     {audit.ByPrincipal, nil},
	"AccessKeyId":     {audit.BySecretID, nil},
	"ResourceName":    {audit.ByKey, nil},
	"ResourceId":      {audit.ByKey, nil},
	"ApiErrorCode":    {audit.ByCode, func(_ *call, v string) []string { return []string{codeOf(v)} }},
	"SourceIPAddress": {audit.BySource, nil},
}

func eventKeys() []string {
	keys := []string{eventID}
	for key := range eventFields {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func (c *call) eventValues(key string, values []string) []string {
	convert := eventFields[key].values
	if convert == nil {
		return values
	}
	var converted []string
	for _, v := range values {
		converted = append(converted, convert(c, v)...)
	}
	return converted
}

// The published values of ActionType.
const (
	readAction  = "Read"
	writeAction = "Write"
)

// isChange picks the actions of one kind by its name; another name picks none.
func isChange(kind, read, write string) func(*api.Info) bool {
	return func(a *api.Info) bool {
		if a.Kind == api.Change {
			return kind == write
		}
		return kind == read
	}
}

func isOfService(name string) func(*api.Info) bool {
	return func(a *api.Info) bool { return a.Product.Service == name }
}

// ownActions are those in the log that the API does not have: of the console, of the
// operator's commands, and of the server itself.
var ownActions = []*api.Info{
	own("ConsoleSignIn", api.Read), own("ConsoleSignOut", api.Read),
	own("ConsoleSetPassword", api.Change), own("ConsoleEnableTOTP", api.Change), own("ConsoleDisableTOTP", api.Change),
	own("CreateConsoleLink", api.Change), own("CreateCredential", api.Change), own("EnableCredential", api.Change),
	own("DisableCredential", api.Change), own("DeleteCredential", api.Change),
	own("DestroyKey", api.Change), own("DestroyDataKey", api.Change), own("ExpireKeyMaterial", api.Change),
}

func own(name string, kind api.Kind) *api.Info {
	return &api.Info{Name: name, Kind: kind, Product: api.ProductKMS}
}

// ownAction is the own action of a name. One that does not exist, which a caller asked
// for, counts as one that reads.
func ownAction(name string) *api.Info {
	if i := slices.IndexFunc(ownActions, func(a *api.Info) bool { return a.Name == name }); i >= 0 {
		return ownActions[i]
	}
	return own(name, api.Read)
}

func actionsOf(want func(*api.Info) bool) (names []string) {
	for _, action := range slices.Concat(api.Actions(), ownActions) {
		if want(action) {
			names = append(names, action.Name)
		}
	}
	return names
}

func (c *call) uinOf(username string) []string {
	if username == rootName {
		return []string{strconv.FormatUint(c.account(), 10)}
	}
	return []string{username}
}

func codeOf(value string) string {
	if value == "0" {
		return audit.Success
	}
	return value
}

// event is an entry as the CloudAudit API shows it.
func (s *Service) event(r *audit.Record) api.Event {
	e := &r.Entry
	d := s.eventDetail(r)
	text, err := json.Marshal(&d, json.Deterministic(true))
	if err != nil {
		s.log.Error("an event could not be encoded", "entry", r.Seq, "error", err)
	}
	shown := api.Event{
		EventId: d.EventID, Username: d.UserIdentity.UserName, EventTime: strconv.FormatInt(d.EventTime, 10),
		CloudAuditEvent: string(text), ErrorCode: int64(d.ErrorCode), EventName: e.Action, SecretId: e.SecretID,
		EventSource: d.EventSource, RequestID: e.RequestID, ResourceRegion: e.Region, EventRegion: e.Region,
		AccountID: e.Account, SourceIPAddress: e.SourceIP,
		Resources: api.Resource{ResourceType: d.ResourceType, ResourceName: d.ResourceName},
	}
	if d.ResourceType == api.ProductKMS.Service {
		shown.ResourceTypeCn = "密钥管理系统"
	}
	return shown
}

// eventDetail is what stands as text in CloudAuditEvent, with the published
// names. The last members are ours.
type eventDetail struct {
	EventVersion    int           `json:"eventVersion"`
	EventID         string        `json:"eventID"`
	EventTime       int64         `json:"eventTime"`
	EventName       string        `json:"eventName"`
	EventType       string        `json:"eventType"`
	EventSource     string        `json:"eventSource"`
	EventRegion     string        `json:"eventRegion"`
	ActionType      string        `json:"actionType"`
	APIVersion      string        `json:"apiVersion"`
	RequestID       string        `json:"requestID"`
	SourceIPAddress string        `json:"sourceIPAddress"`
	UserAgent       string        `json:"userAgent"`
	UserIdentity    eventIdentity `json:"userIdentity"`
	ResourceType    string        `json:"resourceType"`
	ResourceName    string        `json:"resourceName"`
	Resources       []string      `json:"resources"`
	ErrorCode       int           `json:"errorCode"`
	ErrorMessage    string        `json:"errorMessage"`
	APIErrorCode    string        `json:"apiErrorCode"`
	APIErrorMessage string        `json:"apiErrorMessage"`

	KeyVersion uint32            `json:"keyVersion,omitzero"`
	Detail     map[string]string `json:"detail,omitempty"`
	EntryHash  audit.Hash        `json:"entryHash"`
}

type eventIdentity struct {
	PrincipalID string `json:"principalId"`
	AccountID   string `json:"accountId"`
	SecretID    string `json:"secretId"`
	Type        string `json:"type"`
	UserName    string `json:"userName"`
}

func (s *Service) eventDetail(r *audit.Record) eventDetail {
	e := &r.Entry
	d := eventDetail{
		EventVersion: 2, EventID: strconv.FormatUint(r.Seq, 10), EventTime: e.Time.Unix(), EventName: e.Action, EventType: "ApiCall",
		EventRegion: e.Region, ActionType: readAction, APIVersion: e.Version, RequestID: e.RequestID,
		SourceIPAddress: e.SourceIP, UserAgent: e.UserAgent,
		Resources:    append([]string{}, e.Resources...),
		ErrorMessage: e.Message, APIErrorCode: e.Code, APIErrorMessage: e.Message,
		KeyVersion: e.KeyVersion, Detail: e.Detail, EntryHash: r.Hash,
		UserIdentity: eventIdentity{AccountID: strconv.FormatUint(e.Account, 10), SecretID: e.SecretID, Type: "CAMUser"},
	}
	if e.Principal > 0 { // else it is the server's own work
		d.UserIdentity.PrincipalID = strconv.FormatUint(e.Principal, 10)
		d.UserIdentity.UserName = d.UserIdentity.PrincipalID
	}
	if e.Principal == e.Account {
		d.UserIdentity.Type, d.UserIdentity.UserName = "Root", rootName
	}
	switch {
	case e.Principal >= identity.FirstRoleID:
		d.UserIdentity.Type = "AssumedRole"
	case e.Detail[audit.SessionDetail] != "":
		d.UserIdentity.Type = "FederatedUser"
	}
	action, ok := s.actions[e.Action]
	if !ok {
		action = ownAction(e.Action)
	}
	d.ResourceType = action.Product.Service
	d.EventSource = d.ResourceType + ".tencentcloudapi.com"
	if action.Kind == api.Change {
		d.ActionType = writeAction
	}
	if len(e.Resources) > 0 {
		d.ResourceName = e.Resources[0]
	}
	if e.Code != "" {
		d.ErrorCode = 1
	}
	return d
}
