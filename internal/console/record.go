package console

import (
	"maps"
	"strconv"
	"sync"
	"time"

	"miyao/internal/audit"
)

// Actions in the audit log that are the console's own; look-ups of events know them
// too (ownActions in package kms).
const (
	actionSignIn      = "ConsoleSignIn"
	actionSignOut     = "ConsoleSignOut"
	actionSetPassword = "ConsoleSetPassword"
	actionEnableTOTP  = "ConsoleEnableTOTP"
	actionDisableTOTP = "ConsoleDisableTOTP"
)

// entry begins an audit entry.
func (x *exchange) entry(action string) audit.Entry {
	e := audit.Entry{
		Time: x.Now(), Phase: audit.PhaseCall, RequestID: x.id, Action: action,
		SourceIP: x.source, UserAgent: x.r.UserAgent(), Detail: maps.Clone(x.detail),
	}
	if x.caller != nil {
		e.Account, e.Principal = x.caller.Account.Uin, x.caller.Principal.Uin
		if x.caller.Session != "" {
			e.Detail = with(e.Detail, audit.SessionDetail, x.caller.Session)
		}
	}
	return e
}

// with adds to the detail of an entry, which may be nil.
func with(detail map[string]string, name, text string) map[string]string {
	if detail == nil {
		detail = map[string]string{}
	}
	detail[name] = text
	return detail
}

// change records the intent, makes a change and records the result.
func (x *exchange) change(action string, fn func(*audit.Entry) error) error {
	entry := x.entry(action)
	intent := entry
	intent.Phase = audit.PhaseIntent
	if err := x.Audit.AppendSync(&intent); err != nil {
		return err
	}
	err := fn(&entry)
	entry.Time, entry.Phase = x.Now(), audit.PhaseResult
	x.setFailure(&entry, err)
	if failure := x.Audit.AppendSync(&entry); failure != nil {
		return failure
	}
	return err
}

func (x *exchange) setFailure(e *audit.Entry, err error) {
	if err != nil {
		refused := x.refusal(err)
		e.Code, e.Message = string(refused.cause.Code), refused.cause.Message
	}
}

// recordFailure records an attempt that failed, and returns its error. Anybody
// can fail, so only so many are recorded; the next entry then says how many are
// missing. What was sent is not in it: a name may be a password in the wrong
// field.
// account and principal are whom it was for, zero if nobody.
func (x *exchange) recordFailure(action string, account, principal uint64, err error) error {
	missing, ok := x.failures.take(x.Now())
	if !ok {
		return err
	}
	entry := x.entry(action)
	entry.Account, entry.Principal = account, principal
	x.setFailure(&entry, err)
	if missing > 0 {
		entry.Detail = with(entry.Detail, "unrecorded", strconv.FormatUint(missing, 10))
	}
	if failure := x.Audit.Append(&entry); failure != nil {
		return failure
	}
	return err
}

// maxFailures is how many failed attempts are recorded in a minute.
const maxFailures = 60

// quota counts the failures of a minute.
type quota struct {
	mu      sync.Mutex // guards all below
	minute  int64
	used    int
	missing uint64
}

// take tells whether one more may be recorded, and how many were not since the
// last one.
func (q *quota) take(now time.Time) (missing uint64, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if minute := now.Unix() / 60; minute != q.minute {
		q.minute, q.used = minute, 0
	}
	if q.used == maxFailures {
		q.missing++
		return 0, false
	}
	q.used++
	missing, q.missing = q.missing, 0
	return missing, true
}
