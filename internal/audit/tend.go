package audit

import (
	"context"
	"time"
)

// retainEvery is how often Tend looks whether segments have grown too old.
const retainEvery = time.Hour

// Tend does what is due beside writing, until ctx ends: it makes the summaries
// of closed segments, and removes those that are not to be kept.
func (l *Log) Tend(ctx context.Context, r Retention) {
	hourly := time.NewTicker(retainEvery)
	defer hourly.Stop()
	var from uint64 // first entry of the segments that may lack a summary
	for {
		var err error
		if _, from, err = summarizeFrom(ctx, l.segment.dir, from, false); err != nil && ctx.Err() == nil {
			l.options.Logger.Error("audit log: searches read these segments as a whole", "err", err)
		}
		if _, err := l.Retain(ctx, r); err != nil && ctx.Err() == nil {
			l.options.Logger.Error("audit log: retention stopped; nothing is removed until this is mended", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-l.rotated:
		case <-hourly.C:
		}
	}
}
