package main

import (
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// serverCore is where every measured server runs; the load generator has the
// last core.
const serverCore = 0

// bench is one run.
type bench struct {
	options
	ctx      context.Context
	dir      string
	children []*exec.Cmd
}

// target is a server with the requests it gets in a case.
type target struct {
	name     string
	server   *server
	requests *requests
	turns    []turn
}

// measureAll does everything that the report has.
func (b *bench) measureAll() (report, error) {
	var r report
	var err error
	if r.IdleKB, err = b.idleMemory(filepath.Join(b.dir, "idle")); err != nil {
		return r, err
	}
	few := fmt.Sprint(fewKeys, " keys")
	small := &variant{name: few, dir: filepath.Join(b.dir, "small")}
	large := &variant{name: fmt.Sprint(b.keys, " keys"), dir: filepath.Join(b.dir, "large")}
	synced := &variant{name: few + ", sync all", dir: filepath.Join(b.dir, "synced")}
	if err := b.open(small, fewKeys); err != nil {
		return r, err
	}
	user, err := b.asUser(small)
	if err != nil {
		return r, fmt.Errorf("create a user: %w", err)
	}
	if err := b.open(large, b.keys); err != nil {
		return r, err
	}
	if err := b.open(synced, fewKeys, "--audit-sync", "all"); err != nil {
		return r, err
	}
	if r.Results, err = b.compare([]*variant{small, large, synced, user}); err != nil {
		return r, err
	}
	if r.Primitives, err = b.measurePrimitives(); err != nil {
		return r, err
	}
	if r.LoadedKB, err = residentKB(large.server.command.Process.Pid); err != nil {
		return r, err
	}
	synced.server.stop()
	for _, v := range []*variant{small, large} {
		v.server.stop()
		measured, err := b.startUp(v)
		if err != nil {
			return r, err
		}
		r.StartUp = append(r.StartUp, measured)
	}
	return r, nil
}

// open makes the data directory of a variant and starts its server.
func (b *bench) open(v *variant, keys int, flags ...string) (err error) {
	start := time.Now()
	if v.keys, err = seed(b.ctx, v.dir, keys); err != nil {
		return fmt.Errorf("create %d keys: %w", keys, err)
	}
	progress("created %d keys in %s", keys, time.Since(start).Round(time.Millisecond))
	v.server, err = b.startMiyao(v.dir, serverCore, flags...)
	return err
}

// asUser starts v again with a user in it, and returns the variant that makes
// its requests.
func (b *bench) asUser(v *variant) (*variant, error) {
	v.server.stop()
	credential, err := seedUser(b.ctx, v.dir)
	if err != nil {
		return nil, err
	}
	if v.server, err = b.startMiyao(v.dir, serverCore); err != nil {
		return nil, err
	}
	same := &server{command: v.server.command, address: v.server.address, credential: credential,
		pool: pool{address: v.server.address}}
	return &variant{name: fmt.Sprintf("%s, one of %d users with %d policies", v.name, manyUsers, len(userPolicies)), keys: v.keys, server: same}, nil
}

// fewKeys is the small store.
const fewKeys = 10

// compare runs every case. Without variants it drives the bare server alone.
func (b *bench) compare(variants []*variant) ([]result, error) {
	var all []result
	for _, c := range allCases {
		if !b.cases.MatchString(c.name) || len(variants) == 0 && c.offlineSize == 0 {
			continue
		}
		progress("%s", c.name)
		targets, err := b.targets(c, variants)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		err = b.takeTurns(targets)
		targets[0].server.stop()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		for place := range targets {
			all = append(all, newResult(c, place, targets))
		}
		runtime.GC() // the requests of the large store go before the next case
	}
	return all, nil
}

// targets prepares a case: the bare server first, then the variants, each warm
// and with every key touched.
func (b *bench) targets(c benchCase, variants []*variant) ([]*target, error) {
	bare := &target{name: "bare"}
	targets := []*target{bare}
	size, err := c.offlineSize, error(nil)
	for _, v := range variants {
		t := &target{name: v.name, server: v.server}
		if t.requests, err = v.prepare(c); err != nil {
			return nil, err
		}
		if size, err = v.touchAll(t.requests); err != nil {
			return nil, err
		}
		targets = append(targets, t)
	}
	if len(variants) > 0 {
		bare.requests = targets[1].requests
	} else if bare.requests, err = offlineVariant().prepare(c); err != nil {
		return nil, err
	}
	if bare.server, err = b.startBare(size); err != nil {
		return nil, err
	}
	for _, t := range targets {
		if _, err := t.server.pool.drive(t.requests, min(b.round, 300*time.Millisecond)); err != nil {
			return nil, err
		}
	}
	return targets, nil
}

// touchAll sends every request once and returns the size of an answer.
func (v *variant) touchAll(r *requests) (int, error) {
	sizes := make([]int, len(r.ends))
	err := v.server.pool.collect(r, func(i int, body []byte) error {
		sizes[i] = len(body)
		return nil
	})
	return sizes[0], err
}

func (v *variant) prepare(c benchCase) (*requests, error) {
	payload, err := c.payloads(v)
	if err != nil {
		return nil, err
	}
	return v.sign(c.action, payload)
}

// takeTurns lets each server run in each round, beginning with another one
// every time.
func (b *bench) takeTurns(targets []*target) error {
	for round := range b.rounds {
		for i := range targets {
			t := targets[(round+i)%len(targets)]
			measured, err := t.server.turn(t.requests, b.round)
			if err != nil {
				return fmt.Errorf("%s: %w", t.name, err)
			}
			t.turns = append(t.turns, measured)
		}
		if err := b.ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}
