package kms

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/store"
)

// maxUsers is how many callers DescribeKeyUsage lists.
const maxUsers = 100

func describeKeyUsage(c *call, r *api.DescribeKeyUsageRequest) (*api.DescribeKeyUsageResponse, error) {
	id, err := parseKeyID("KeyId", r.KeyId)
	if err != nil {
		return nil, err
	}
	var found resource
	err = c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		found, err = c.taggedIn(tx, id)
		return err
	})
	if err := c.permitFound(found, r.KeyId, err); err != nil {
		return nil, err
	}
	u, err := c.s.audit.KeyUsage(c.ctx, r.KeyId)
	if err != nil {
		return nil, err
	}
	answer := &api.DescribeKeyUsageResponse{
		KeyId: r.KeyId, Since: unixSeconds(u.Since),
		Total: u.Used.Count, LastUsedTime: unixSeconds(u.Used.Last),
		LastPrincipal: u.Last.Principal, LastAction: u.Last.Action, LastSourceIP: u.Last.Source,
		Refused: u.Refused.Count, LastRefusedTime: unixSeconds(u.Refused.Last),
		LastRefusedPrincipal: u.LastRefused.Principal, LastRefusedAction: u.LastRefused.Action, LastRefusedSourceIP: u.LastRefused.Source,
		Versions: versionUsage(&u), Principals: principalUsage(&u),
	}
	answer.TotalPrincipals = uint64(len(answer.Principals))
	answer.Principals = answer.Principals[:min(len(answer.Principals), maxUsers)]
	return answer, nil
}

func versionUsage(u *audit.Usage) []api.KeyVersionUsage {
	rows := []api.KeyVersionUsage{}
	for name, tally := range u.Versions {
		version, _ := strconv.ParseUint(name, 10, 64) // the log writes a number
		rows = append(rows, api.KeyVersionUsage{Version: version, Count: tally.Count, LastUsedTime: unixSeconds(tally.Last)})
	}
	slices.SortFunc(rows, func(a, b api.KeyVersionUsage) int { return cmp.Compare(b.Version, a.Version) })
	return rows
}

// principalUsage lists who used, or tried to use, a key, the last one first.
func principalUsage(u *audit.Usage) []api.PrincipalUsage {
	byName := map[string]*api.PrincipalUsage{}
	of := func(name string) *api.PrincipalUsage {
		if byName[name] == nil {
			byName[name] = &api.PrincipalUsage{Principal: name}
		}
		return byName[name]
	}
	for name, tally := range u.Principals {
		of(name).Count, of(name).LastUsedTime = tally.Count, unixSeconds(tally.Last)
	}
	for name, tally := range u.RefusedPrincipals {
		of(name).Refused, of(name).LastRefusedTime = tally.Count, unixSeconds(tally.Last)
	}
	rows := []api.PrincipalUsage{}
	for _, row := range byName {
		rows = append(rows, *row)
	}
	last := func(p api.PrincipalUsage) uint64 { return max(p.LastUsedTime, p.LastRefusedTime) }
	slices.SortFunc(rows, func(a, b api.PrincipalUsage) int {
		return cmp.Or(cmp.Compare(last(b), last(a)), cmp.Compare(a.Principal, b.Principal))
	})
	return rows
}

// unixSeconds is 0 for the zero time.
func unixSeconds(t time.Time) uint64 {
	if t.IsZero() {
		return 0
	}
	return uint64(t.Unix())
}
