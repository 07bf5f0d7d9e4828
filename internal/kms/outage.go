package kms

import (
	"sync"
	"time"
)

// outageInterval is how often the server's log tells of one kind of outage.
const outageInterval = 10 * time.Second

// outages are the calls that failed because something cannot be written. While
// that lasts every call does, and a line for each would fill the disk that may be
// full already.
type outages struct {
	mu    sync.Mutex // guards kinds
	kinds map[string]*outage
}

// outage is one kind.
type outage struct {
	told  time.Time // when the log told of it last
	calls int       // that it did not tell of since
}

// tell logs what cannot be written, or counts it if that was said just now.
func (c *call) tell(what string, err error) {
	o := &c.s.outages
	o.mu.Lock()
	defer o.mu.Unlock()
	kind := o.kinds[what]
	if kind == nil {
		if o.kinds == nil {
			o.kinds = map[string]*outage{}
		}
		kind = &outage{}
		o.kinds[what] = kind
	}
	now := c.s.now()
	if now.Sub(kind.told) < outageInterval {
		kind.calls++
		return
	}
	c.s.log.Error(what, "request", c.req.ID, "error", err, "others", kind.calls)
	*kind = outage{told: now}
}
