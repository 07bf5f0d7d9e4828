package audit

import "context"

// Tend does what is due beside writing, until ctx ends: it makes the summaries
// of closed segments.
func (l *Log) Tend(ctx context.Context) {
	var from uint64 // first entry of the segments that may lack a summary
	for {
		var err error
		if _, from, err = summarizeFrom(ctx, l.segment.dir, from, false); err != nil && ctx.Err() == nil {
			l.options.Logger.Error("audit log: searches read these segments as a whole", "err", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-l.rotated:
		}
	}
}
