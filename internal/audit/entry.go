package audit

import (
	"maps"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Phase says which part of a call an entry records.
type Phase string

// The phases. A change writes PhaseIntent with AppendSync before it happens
// and PhaseResult after, both under the same RequestID; everything else writes
// one PhaseCall. PhaseSystem is the server's own.
const (
	PhaseCall   Phase = "call"
	PhaseIntent Phase = "intent"
	PhaseResult Phase = "result"
	PhaseSystem Phase = "system"
)

// Members of Entry.Detail that this package knows.
const (
	// AlarmDetail marks an entry that somebody should look at now; its value
	// says why.
	AlarmDetail = "alarm"
	// SourceVersionDetail is the key version that a call used before the one in
	// Entry.KeyVersion.
	SourceVersionDetail = "sourceKeyVersion"
	// SessionDetail is the name of the session that called: of a role that was
	// assumed, or of a federation token.
	SessionDetail = "session"
)

// Text longer than this is cut, at a character, and ends in "…".
const (
	maxText      = 1024
	maxUserAgent = 256
)

// Entry is one record of the log. Members that are empty are left out of the
// file; invalid UTF-8 is replaced by U+FFFD. Texts are cut at 1024 bytes,
// UserAgent at 256.
type Entry struct {
	Time       time.Time         `json:"time"` // written in UTC, RFC 3339 with nanoseconds; zero means now
	Phase      Phase             `json:"phase,omitempty"`
	RequestID  string            `json:"requestId,omitempty"`
	Action     string            `json:"action,omitempty"`
	Version    string            `json:"version,omitempty"`
	Service    string            `json:"service,omitempty"`
	Region     string            `json:"region,omitempty"`
	Account    uint64            `json:"account,omitempty"`   // uin
	Principal  uint64            `json:"principal,omitempty"` // uin
	SecretID   string            `json:"secretId,omitempty"`
	SourceIP   string            `json:"sourceIp,omitempty"`
	UserAgent  string            `json:"userAgent,omitempty"`
	Language   string            `json:"language,omitempty"`
	Resources  []string          `json:"resources,omitempty"` // resource names
	KeyVersion uint32            `json:"keyVersion,omitempty"`
	Code       string            `json:"code,omitempty"` // empty means success
	Message    string            `json:"message,omitempty"`
	Detail     map[string]string `json:"detail,omitempty"` // what else there is to say of this action
}

// appendJSON appends e as one JSON object without white space.
func (e *Entry) appendJSON(dst []byte, now func() time.Time) []byte {
	at := e.Time
	if at.IsZero() {
		at = now()
	}
	dst = append(dst, `{"time":"`...)
	dst = at.UTC().AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, '"')
	dst = appendText(dst, `,"phase":`, string(e.Phase), maxText)
	dst = appendText(dst, `,"requestId":`, e.RequestID, maxText)
	dst = appendText(dst, `,"action":`, e.Action, maxText)
	dst = appendText(dst, `,"version":`, e.Version, maxText)
	dst = appendText(dst, `,"service":`, e.Service, maxText)
	dst = appendText(dst, `,"region":`, e.Region, maxText)
	dst = appendNumber(dst, `,"account":`, e.Account)
	dst = appendNumber(dst, `,"principal":`, e.Principal)
	dst = appendText(dst, `,"secretId":`, e.SecretID, maxText)
	dst = appendText(dst, `,"sourceIp":`, e.SourceIP, maxText)
	dst = appendText(dst, `,"userAgent":`, e.UserAgent, maxUserAgent)
	dst = appendText(dst, `,"language":`, e.Language, maxText)
	dst = appendList(dst, `,"resources":`, e.Resources)
	dst = appendNumber(dst, `,"keyVersion":`, uint64(e.KeyVersion))
	dst = appendText(dst, `,"code":`, e.Code, maxText)
	dst = appendText(dst, `,"message":`, e.Message, maxText)
	dst = appendDetail(dst, `,"detail":`, e.Detail)
	return append(dst, '}')
}

// appendText appends a member unless the text is empty.
func appendText(dst []byte, name, text string, limit int) []byte {
	if text == "" {
		return dst
	}
	return appendQuoted(append(dst, name...), text, limit)
}

// appendQuoted appends a JSON string of at most limit bytes of the text.
func appendQuoted(dst []byte, text string, limit int) []byte {
	if len(text) > limit {
		text = cut(text, limit)
	}
	dst, _ = jsontext.AppendQuote(dst, text) // the error only tells of replaced UTF-8
	return dst
}

// cut shortens text to limit bytes, the ellipsis included.
func cut(text string, limit int) string {
	end := limit - len("…")
	for back := 0; back < utf8.UTFMax-1 && !utf8.RuneStart(text[end]); back++ {
		end--
	}
	return text[:end] + "…"
}

// appendNumber appends a member unless the number is zero.
func appendNumber(dst []byte, name string, n uint64) []byte {
	if n == 0 {
		return dst
	}
	return strconv.AppendUint(append(dst, name...), n, 10)
}

// appendList appends a member unless the list is empty.
func appendList(dst []byte, name string, list []string) []byte {
	if len(list) == 0 {
		return dst
	}
	dst = append(append(dst, name...), '[')
	for i, text := range list {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = appendQuoted(dst, text, maxText)
	}
	return append(dst, ']')
}

// appendDetail appends a member unless the map is empty, sorted by name. Names
// that become the same when they are cut and made valid UTF-8 stand once, for
// a JSON object has each name once.
func appendDetail(dst []byte, name string, detail map[string]string) []byte {
	if len(detail) == 0 {
		return dst
	}
	dst = append(append(dst, name...), '{')
	written := make(map[string]bool, len(detail))
	for _, key := range slices.Sorted(maps.Keys(detail)) {
		quoted := string(appendQuoted(nil, key, maxText))
		if written[quoted] {
			continue
		}
		if len(written) > 0 {
			dst = append(dst, ',')
		}
		written[quoted] = true
		dst = append(append(dst, quoted...), ':')
		dst = appendQuoted(dst, detail[key], maxText)
	}
	return append(dst, '}')
}
