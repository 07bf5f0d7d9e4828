package kms

import (
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"

	"miyao/internal/audit"
	"miyao/internal/store"
)

// pendingDeleteUsed is the alarm of a call that wanted to use a key which is
// pending deletion: somebody still needs it.
const pendingDeleteUsed = "pending-delete-key-used"

// alarms counts the uses of keys that are pending deletion.
type alarms struct {
	uses atomic.Uint64

	mu     sync.Mutex // guards logged
	logged map[uuid.UUID]time.Time
}

// A key's alarm is logged once in a while, and for so many keys at the most. The
// audit log has every one.
const (
	logAlarmEvery = time.Minute
	maxAlarmKeys  = 1000
)

// PendingDeleteUses is how many calls wanted to use a key that is pending
// deletion, since the start.
func (s *Service) PendingDeleteUses() uint64 { return s.alarms.uses.Load() }

// watch raises the alarm if a key or hosted data key that is about to be used is
// pending deletion.
func (c *call) watch(id uuid.UUID, state store.KeyState, deletion int64) {
	if state != store.PendingDelete {
		return
	}
	c.note(audit.AlarmDetail, pendingDeleteUsed)
	c.s.alarms.uses.Add(1)
	if c.s.alarms.due(id, c.s.now()) {
		c.s.log.Warn("a key that is pending deletion was used; the call was refused", "key", id, "action", c.req.Action,
			"principal", c.req.Caller.Principal.Uin, "source", c.req.SourceIP, "request", c.req.ID,
			"deletion", time.Unix(deletion, 0).UTC())
	}
}

func (a *alarms) due(key uuid.UUID, now time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if now.Sub(a.logged[key]) < logAlarmEvery {
		return false
	}
	if len(a.logged) >= maxAlarmKeys || a.logged == nil {
		a.logged = map[uuid.UUID]time.Time{}
	}
	a.logged[key] = now
	return true
}

// noteVersion records that the call uses a version of a key. A second one comes
// when a ciphertext is encrypted anew.
func (c *call) noteVersion(version uint32) {
	if before := c.entry.KeyVersion; before != 0 {
		c.note(audit.SourceVersionDetail, strconv.FormatUint(uint64(before), 10))
	}
	c.entry.KeyVersion = version
}

// note adds to the detail of the audit entry.
func (c *call) note(name, text string) {
	if c.entry.Detail == nil {
		c.entry.Detail = map[string]string{}
	}
	c.entry.Detail[name] = text
}
