package identity

import "time"

// For tests of the limit of source addresses, which takes many attempts.
var (
	NewLimit = newLimit
	Network  = network
)

func (l *limit) Take(key string, seconds int64) int64 {
	return int64(l.take(key, at(seconds)).Seconds())
}

func (l *limit) GiveBack(key string, seconds int64) { l.giveBack(key, at(seconds)) }

func (l *limit) Len() int { return len(l.rested) }

func at(seconds int64) time.Time { return time.Unix(seconds, 0) }
