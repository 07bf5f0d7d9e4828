package kms_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/api"
	"miyao/internal/audit"
)

// lookUp asks for the events of this hour with pairs of attribute and value.
func (w *world) lookUp(pairs ...string) api.LookUpEventsRequest {
	now := uint64(w.clock.Load())
	r := api.LookUpEventsRequest{StartTime: now - 3600, EndTime: now}
	for i := 0; i < len(pairs); i += 2 {
		r.LookupAttributes = append(r.LookupAttributes, api.LookupAttribute{AttributeKey: pairs[i], AttributeValue: pairs[i+1]})
	}
	return r
}

// events returns what a look-up finds as "action code", newest first and over
// all pages, without the look-ups themselves.
func (w *world) events(r api.LookUpEventsRequest) (found []string) {
	w.t.Helper()
	for {
		page := must(w, api.LookUpEvents, r)
		for _, e := range page.Events {
			var detail struct{ APIErrorCode string }
			if err := json.Unmarshal([]byte(e.CloudAuditEvent), &detail, json.MatchCaseInsensitiveNames(true)); err != nil {
				w.t.Fatal(err)
			}
			if e.EventName != "LookUpEvents" {
				found = append(found, strings.TrimSpace(e.EventName+" "+detail.APIErrorCode))
			}
		}
		if page.ListOver != (page.NextToken == "") {
			w.t.Fatalf("ListOver %v with NextToken %q", page.ListOver, page.NextToken)
		}
		if page.ListOver {
			return found
		}
		r.NextToken = page.NextToken
	}
}

func TestLookUpEvents(t *testing.T) {
	w := newWorld(t)
	one, two := w.newKey(), w.newKey()
	w.advance(time.Minute)
	must(w, api.Encrypt, api.EncryptRequest{KeyId: one, Plaintext: []byte("x")})
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: two})
	refused(w, api.CmkDisabled, api.Encrypt, api.EncryptRequest{KeyId: two, Plaintext: []byte("x")})
	w.raw("NoSuchAction", "{}")
	root := fmt.Sprint(w.caller.Account.Uin)
	others := audit.Entry{Time: w.now(), Phase: audit.PhaseCall, Action: "Decrypt", Account: 1, Principal: 2, RequestID: "theirs"}
	unknown := audit.Entry{Time: w.now(), Phase: audit.PhaseCall, Action: "Decrypt", Code: "AuthFailure.SecretIdNotFound"}
	for _, e := range []audit.Entry{others, unknown} {
		if err := w.Audit.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
	all := []string{"NoSuchAction InvalidAction", "Encrypt ResourceUnavailable.CmkDisabled", "DisableKey", "Encrypt", "CreateKey", "CreateKey"}
	for name, c := range map[string]struct {
		attributes []string
		want       []string
	}{
		"everything":           {nil, all},
		"action":               {[]string{"EventName", "Encrypt"}, []string{all[1], all[3]}},
		"two actions":          {[]string{"EventName", "Encrypt", "EventName", "DisableKey"}, all[1:4]},
		"action and code":      {[]string{"EventName", "Encrypt", "ApiErrorCode", "0"}, all[3:4]},
		"code":                 {[]string{"ApiErrorCode", "ResourceUnavailable.CmkDisabled"}, all[1:2]},
		"coarse code":          {[]string{"ApiErrorCode", "ResourceUnavailable"}, all[1:2]},
		"key":                  {[]string{"ResourceId", two}, []string{all[1], all[2], all[4]}},
		"resource name":        {[]string{"ResourceName", strings.Replace(w.resource(w.resourceID(one)), "uin/:", "uin/"+root+":", 1)}, []string{"DescribeKey", all[3], all[5]}},
		"changes":              {[]string{"ReadOnly", "false"}, []string{all[2], all[4], all[5]}},
		"changes once more":    {[]string{"ActionType", "Write"}, []string{all[2], all[4], all[5]}},
		"reading a key":        {[]string{"ActionType", "Read", "ResourceId", two}, all[1:2]},
		"no action is both":    {[]string{"ActionType", "Read", "EventName", "DisableKey"}, nil},
		"service":              {[]string{"ResourceType", "kms", "EventName", "Encrypt"}, []string{all[1], all[3]}},
		"another service":      {[]string{"ResourceType", "cvm"}, nil},
		"user":                 {[]string{"Username", "root", "EventName", "DisableKey"}, all[2:3]},
		"user by uin":          {[]string{"PrincipalId", root, "EventName", "DisableKey"}, all[2:3]},
		"another user":         {[]string{"PrincipalId", "2"}, nil},
		"credential":           {[]string{"AccessKeyId", w.caller.SecretID, "EventName", "DisableKey"}, all[2:3]},
		"address":              {[]string{"SourceIPAddress", "127.0.0.1", "EventName", "DisableKey"}, all[2:3]},
		"another address":      {[]string{"SourceIPAddress", "127.0.0.2"}, nil},
		"another's request":    {[]string{"RequestId", "theirs"}, nil},
		"number that is none":  {[]string{"EventId", "x"}, nil},
		"number of the future": {[]string{"EventId", "18446744073709551615"}, nil},
	} {
		for _, size := range []uint64{1, 50} {
			r := w.lookUp(c.attributes...)
			r.MaxResults = &size
			got := w.events(r)
			if name == "everything" { // DescribeKey and the refusals of other cases are in it
				got = slices.DeleteFunc(got, func(e string) bool { return e == "DescribeKey" })
			}
			if name == "resource name" {
				got = slices.Compact(got)
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("%s, %d a page: %v, want %v", name, size, got, c.want)
			}
		}
	}
}

// TestLookUpOwnActions finds what no action of the API did by the kind and type that
// the events show.
func TestLookUpOwnActions(t *testing.T) {
	w := newWorld(t)
	for name, phase := range map[string]audit.Phase{
		"ConsoleSignIn": audit.PhaseCall, "ConsoleSetPassword": audit.PhaseCall, "CreateCredential": audit.PhaseResult, "DestroyKey": audit.PhaseResult,
	} {
		e := audit.Entry{Time: w.now(), Phase: phase, Action: name, Account: w.caller.Account.Uin}
		if err := w.Audit.Append(&e); err != nil {
			t.Fatal(err)
		}
	}
	writes := []string{"ConsoleSetPassword", "CreateCredential", "DestroyKey"}
	for want, attributes := range map[string][]string{
		strings.Join(writes, " "): {"ActionType", "Write"}, "ConsoleSignIn": {"ReadOnly", "true"},
		"ConsoleSetPassword ConsoleSignIn CreateCredential DestroyKey": {"ResourceType", "kms"},
		"": {"ActionType", "write"}, // no value that there is
	} {
		var names []string
		for _, e := range must(w, api.LookUpEvents, w.lookUp(attributes...)).Events {
			if e.EventName == api.LookUpEvents.Name {
				continue
			}
			names = append(names, e.EventName)
			isWrite := strings.Contains(e.CloudAuditEvent, `"actionType":"Write"`)
			if isWrite != slices.Contains(writes, e.EventName) || e.Resources.ResourceType != "kms" {
				t.Errorf("event %+v", e)
			}
		}
		slices.Sort(names)
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%v: %q, want %q", attributes, got, want)
		}
	}
}

// TestEvent: an event tells what the entry has, in the published form.
func TestEvent(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	must(w, api.DisableKey, api.DisableKeyRequest{KeyId: key})
	page := must(w, api.LookUpEvents, w.lookUp("EventName", "DisableKey"))
	if len(page.Events) != 1 {
		t.Fatalf("%d events, want the change once", len(page.Events))
	}
	e := page.Events[0]
	root := fmt.Sprint(w.caller.Account.Uin)
	if e.Username != "root" || fmt.Sprint(e.AccountID) != root || e.EventTime != fmt.Sprint(w.clock.Load()) || e.ErrorCode != 0 ||
		e.SecretId != w.caller.SecretID || e.EventSource != "kms.tencentcloudapi.com" || e.ResourceRegion != w.region ||
		e.Resources.ResourceType != "kms" || !strings.HasSuffix(e.Resources.ResourceName, "/"+key) || e.SourceIPAddress != "127.0.0.1" {
		t.Errorf("event %+v", e)
	}
	var detail map[string]any
	if err := json.Unmarshal([]byte(e.CloudAuditEvent), &detail); err != nil {
		t.Fatal(err)
	}
	user, _ := detail["userIdentity"].(map[string]any)
	if detail["requestID"] != e.RequestID || detail["actionType"] != "Write" || detail["apiVersion"] != "2019-01-18" ||
		detail["eventID"] != e.EventId || user["type"] != "Root" || user["principalId"] != root || detail["apiErrorCode"] != "" {
		t.Errorf("detail %v", detail)
	}
	seq, err := strconv.ParseUint(e.EventId, 10, 64)
	if err != nil || seq == 0 {
		t.Fatalf("EventId %q", e.EventId)
	}
	again := must(w, api.LookUpEvents, w.lookUp("EventId", e.EventId))
	if len(again.Events) != 1 || again.Events[0] != e || !again.ListOver {
		t.Errorf("by its number: %+v", again)
	}
	if before := must(w, api.LookUpEvents, w.lookUp("EventId", fmt.Sprint(seq-1))); len(before.Events) != 0 {
		t.Errorf("the intent is an event: %+v", before)
	}
}

func TestLookUpEventsRefusals(t *testing.T) {
	w := newWorld(t)
	change := func(edit func(*api.LookUpEventsRequest)) api.LookUpEventsRequest {
		r := w.lookUp()
		edit(&r)
		return r
	}
	none, many := uint64(0), uint64(51)
	refused(w, api.TimeInvalid, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.StartTime = r.EndTime + 1 }))
	refused(w, api.MaxResultInvalid, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.MaxResults = &none }))
	refused(w, api.MaxResultInvalid, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.MaxResults = &many }))
	refused(w, api.InvalidParameter, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.NextToken = "0" }))
	refused(w, api.InvalidParameter, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.NextToken = "x" }))
	refused(w, api.InvalidParameter, api.LookUpEvents, change(func(r *api.LookUpEventsRequest) { r.Mode = "slow" }))
	refused(w, api.AttributeKeyInvalid, api.LookUpEvents, w.lookUp("Tags", "x"))
	if len(must(w, api.LookUpEvents, api.LookUpEventsRequest{StartTime: 0, EndTime: 1<<64 - 1}).Events) == 0 {
		t.Error("all of time has no event")
	}
	if len(must(w, api.LookUpEvents, api.LookUpEventsRequest{StartTime: 1, EndTime: 2}).Events) != 0 {
		t.Error("there are events of 1970")
	}
}
