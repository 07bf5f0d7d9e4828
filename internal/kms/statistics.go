package kms

import (
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/store"
)

const (
	// statisticsSegments bounds the segments of the log that DescribeCallStatistics
	// reads line by line, which takes some tenths of a second each.
	statisticsSegments = 8
	maxRanks           = 10
	maxDue             = 20
	maxIntervals       = 60
)

// intervals are the lengths in seconds that the calls of a time are counted by.
var intervals = []int64{300, 600, 1800, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600}

func describeCallStatistics(c *call, r *api.DescribeCallStatisticsRequest) (*api.DescribeCallStatisticsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	counts, err := kindFilter(r.Kind)
	if err != nil {
		return nil, err
	}
	if r.StartTime >= r.EndTime {
		return nil, api.Errorf(api.TimeInvalid, "StartTime must be before EndTime.", "StartTime 必须早于 EndTime。")
	}
	since, until := unixTime(r.StartTime).Unix(), unixTime(r.EndTime)
	interval := intervalOf(until.Unix() - since)
	since -= since % interval
	a, from, err := c.s.audit.CountActivity(c.ctx, audit.ActivityQuery{
		Account: c.account(), Since: time.Unix(since, 0), Until: until, Segments: statisticsSegments,
	})
	if err != nil {
		return nil, err
	}
	answer := &api.DescribeCallStatisticsResponse{
		StartTime: unixSeconds(from), Interval: uint64(interval),
		Points: c.s.points(a, interval, counts), Principals: []api.PrincipalCalls{}, Codes: []api.CodeCalls{},
	}
	for _, p := range answer.Points {
		answer.Calls += p.Calls
		answer.Errors += p.Errors
	}
	for _, name := range audit.Most(a.Principals, maxRanks) {
		calls := a.Principals[name]
		answer.Principals = append(answer.Principals, api.PrincipalCalls{Principal: name, Calls: calls.Total(), Errors: calls.Bad})
	}
	for _, code := range audit.Most(a.Codes, maxRanks) {
		answer.Codes = append(answer.Codes, api.CodeCalls{Code: code, Calls: a.Codes[code].Bad})
	}
	answer.Keys, err = c.rankKeys(a.Keys)
	return answer, err
}

// kindFilter tells which actions count.
func kindFilter(kind string) (func(*api.Info) bool, error) {
	kinds := map[string]api.Kind{"Read": api.Read, "Change": api.Change, "UseKey": api.UseKey}
	only, known := kinds[kind]
	if !known && kind != "" {
		return nil, api.Errorf(api.InvalidParameter, "Kind must be Read, Change or UseKey.", "Kind 必须为 Read、Change 或 UseKey。")
	}
	return func(action *api.Info) bool { return !known || action != nil && action.Kind == only }, nil
}

// intervalOf is the shortest that gives a span few enough.
func intervalOf(span int64) int64 {
	for _, interval := range intervals {
		if span <= interval*maxIntervals {
			return interval
		}
	}
	return intervals[len(intervals)-1]
}

// points adds the calls that count up by interval.
func (s *Service) points(a *audit.Activity, interval int64, counts func(*api.Info) bool) []api.CallPoint {
	sums := map[int64]api.CallPoint{}
	for at, byAction := range a.Times {
		at -= at % interval
		for name, calls := range byAction {
			if counts(s.actions[name]) {
				sum := sums[at]
				sums[at] = api.CallPoint{Time: uint64(at), Calls: sum.Calls + calls.Total(), Errors: sum.Errors + calls.Bad}
			}
		}
	}
	list := []api.CallPoint{}
	for _, at := range slices.Sorted(maps.Keys(sums)) {
		list = append(list, sums[at])
	}
	return list
}

// rankKeys names the keys with the most calls, if they are keys of the account.
func (c *call) rankKeys(calls map[string]*audit.Calls) ([]api.KeyCalls, error) {
	ranked := []api.KeyCalls{}
	err := c.s.db.View(c.ctx, func(tx *store.Tx) error {
		for _, name := range audit.Most(calls, maxRanks) {
			key := api.KeyCalls{KeyId: name, Calls: calls[name].Total(), Errors: calls[name].Bad}
			if id, err := uuid.Parse(name); err == nil {
				if key.Kind, key.Alias, err = c.nameKey(tx, id); err != nil {
					return err
				}
			}
			ranked = append(ranked, key)
		}
		return nil
	})
	return ranked, err
}

// nameKey tells of which kind a key of the account is, and its name; nothing of any other.
func (c *call) nameKey(tx *store.Tx, id uuid.UUID) (kind, name string, err error) {
	found, err := resourceWithID(tx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && found.account != c.account() {
		return "", "", nil
	}
	return found.kind, found.alias, err
}

func describeKeyStatistics(c *call, _ *api.DescribeKeyStatisticsRequest) (*api.DescribeKeyStatisticsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	answer := &api.DescribeKeyStatisticsResponse{Counts: []api.KeyCount{}, Due: []api.KeyDue{}}
	err := c.s.db.View(c.ctx, func(tx *store.Tx) error {
		counts, err := tx.CountKeysBy(c.account(), c.region)
		if err != nil {
			return err
		}
		for _, n := range counts {
			answer.Total += uint64(n.Count)
			answer.Counts = append(answer.Counts, api.KeyCount{KeyState: n.State.String(), KeyUsage: n.Usage, Count: uint64(n.Count)})
		}
		due, total, err := tx.KeysDue(c.account(), c.region, maxDue)
		answer.TotalDue = uint64(total)
		for _, d := range due {
			answer.Due = append(answer.Due, api.KeyDue{KeyId: d.ID, Alias: d.Alias, Event: d.Event, Time: uint64(d.Time)})
		}
		return err
	})
	return answer, err
}

func describeLogStatus(c *call, r *api.DescribeLogStatusRequest) (*api.DescribeLogStatusResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	verify, err := oneOf("Verify", r.Verify, 1)
	if err != nil {
		return nil, err
	}
	if verify == 1 {
		c.s.audit.StartCheck()
	}
	s, err := c.s.audit.Status()
	if err != nil {
		return nil, err
	}
	answer := &api.DescribeLogStatusResponse{
		LastEntry: s.Seq, LastHash: s.Hash.String(), FirstTime: unixSeconds(s.Since),
		SignedEntry: s.Signed.Seq, SignedHash: s.Signed.Hash.String(), SignedTime: unixSeconds(s.Signed.Time),
		Check: "none", CheckTime: unixSeconds(s.Check.Ended), CheckedEntry: s.Check.Checked,
	}
	switch corrupt, isCorrupt := errors.AsType[*audit.CorruptError](s.Check.Err); {
	case s.Check.Running:
		answer.Check = "running"
	case isCorrupt:
		answer.Check, answer.Fault = "broken", corrupt.Error()
	case s.Check.Err != nil:
		return nil, s.Check.Err
	case !s.Check.Ended.IsZero():
		answer.Check = "whole"
	}
	return answer, nil
}
