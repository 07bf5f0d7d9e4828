package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"
)

// profile drives the chosen cases, one after the other, while the server
// profiles itself for 5 seconds.
func (b *bench) profile() error {
	const seconds = 5
	ops, err := freeAddress()
	if err != nil {
		return err
	}
	dir := filepath.Join(b.dir, "profiled")
	ids, err := seed(b.ctx, dir, b.keys)
	if err != nil {
		return err
	}
	s, err := b.startMiyao(dir, serverCore, "--ops-listen", ops)
	if err != nil {
		return err
	}
	defer s.stop()
	v := &variant{name: "profiled", dir: dir, keys: ids, server: s}
	var prepared []*requests
	for _, c := range allCases {
		if b.cases.MatchString(c.name) {
			r, err := v.prepare(c)
			if err != nil {
				return err
			}
			if _, err := v.touchAll(r); err != nil {
				return err
			}
			prepared = append(prepared, r)
		}
	}
	fetched := make(chan error, 1)
	go func() { fetched <- fetchProfile(b.ctx, ops, seconds, b.cpuProfile) }()
	for _, r := range prepared {
		length := seconds * time.Second / time.Duration(len(prepared))
		measured, err := s.turn(r, length)
		if err != nil {
			return err
		}
		progress("%.0f requests/s, %s of processor time each", measured.PerSecond, measured.CPU)
	}
	return <-fetched
}

// fetchProfile reads a processor profile from the operations listener.
func fetchProfile(ctx context.Context, address string, seconds int, file string) error {
	url := fmt.Sprintf("http://%s/debug/pprof/profile?seconds=%d", address, seconds)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s", url, answer.Status)
	}
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	if _, err := io.Copy(out, answer.Body); err != nil {
		out.Close()
		return err
	}
	return out.Close()
}
