package console

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
	"sync"
	"time"

	"miyao/internal/identity"
)

// Limits of a session.
const (
	idleLimit     = 30 * time.Minute
	absoluteLimit = 12 * time.Hour
	maxSessions   = 32 // of one holder; the one used longest ago gives way
)

const cookieName = "miyao-session"

// sessionKey is SHA-256 of a session's id. The id itself is kept nowhere.
type sessionKey [sha256.Size]byte

func keyOf(id string) sessionKey { return sha256.Sum256([]byte(id)) }

// holder is who has sessions: a principal, or somebody who took a role by a name.
type holder struct {
	principal uint64 // uin, or id of the role
	role      string // the name; empty: it is no role
}

// session is somebody signed in.
type session struct {
	holder
	stamp   identity.Stamp // when it began, of a principal
	life    time.Duration  // at most
	began   time.Time
	used    time.Time
	pending *identity.Seed // of one-time passwords, not confirmed yet
}

// expires is when the session ends if it is not used meanwhile.
func (s *session) expires() time.Time {
	idle, absolute := s.used.Add(idleLimit), s.began.Add(s.life)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// sessions are in memory only: a start of the server ends them.
type sessions struct {
	now func() time.Time

	mu    sync.Mutex // guards all below
	byKey map[sessionKey]*session
}

func newSessions(now func() time.Time) *sessions {
	return &sessions{now: now, byKey: map[sessionKey]*session{}}
}

// begin makes a session, with its times, and returns its id.
func (s *sessions) begin(began session) string {
	random := make([]byte, 32)
	rand.Read(random) // never fails: crypto/rand ends the process instead
	id := base64.RawURLEncoding.EncodeToString(random)
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.makeRoom(began.holder, now)
	began.life = min(began.life, absoluteLimit)
	began.began, began.used = now, now
	s.byKey[keyOf(id)] = &began
	return id
}

// makeRoom drops what is over, and one more if somebody has too many.
func (s *sessions) makeRoom(who holder, now time.Time) {
	var own int
	var oldest sessionKey
	for key, session := range s.byKey {
		if !session.expires().After(now) {
			delete(s.byKey, key)
			continue
		}
		if session.holder == who {
			if own == 0 || session.used.Before(s.byKey[oldest].used) {
				oldest = key
			}
			own++
		}
	}
	if own >= maxSessions {
		delete(s.byKey, oldest)
	}
}

// find returns a copy of a session that is not over. If it is used, it starts
// to be idle from now on.
func (s *sessions) find(key sessionKey, use bool) (session, bool) {
	now := s.now()
	s.mu.Lock()
	defer s.mu.Unlock()
	found, ok := s.byKey[key]
	if !ok {
		return session{}, false
	}
	if !found.expires().After(now) {
		delete(s.byKey, key)
		return session{}, false
	}
	if use {
		found.used = now
	}
	return *found, true
}

// end ends a session, if there is one.
func (s *sessions) end(key sessionKey) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byKey, key)
}

// setPending remembers a seed until it is confirmed; nil forgets it.
func (s *sessions) setPending(key sessionKey, seed *identity.Seed) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if found, ok := s.byKey[key]; ok {
		found.pending = seed
	}
}

// setCookie hands a session's id to the browser; the empty id takes it away.
func (x *exchange) setCookie(id string) {
	cookie := &http.Cookie{
		Name: cookieName, Value: id, Path: Prefix,
		HttpOnly: true, SameSite: http.SameSiteStrictMode, Secure: x.secure(),
	}
	if id == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(x.w, cookie)
}

// secure tells whether the browser came by TLS, to us or to a proxy.
func (x *exchange) secure() bool { return x.r.TLS != nil || strings.HasPrefix(x.URL, "https://") }
