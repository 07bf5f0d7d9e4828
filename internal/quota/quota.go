// Package quota says how much an account may do and have: requests a second for
// each action, and numbers of keys. Without settings nothing is limited. The
// limits hold in each region of an account for itself.
package quota

import (
	"errors"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
	"golang.org/x/time/rate"
)

// Names of the presets.
const (
	None  = "none"
	Cloud = "cloud"
)

// What the cloud lets an account have (published sample of GetServiceStatus for
// keys; for data keys no number is published, this one is a choice).
const (
	cloudKeys     = 200
	cloudDataKeys = 1000
)

// EveryAction is the name under which Requests holds the limit of the actions
// that it does not name.
const EveryAction = "*"

// Limits are those of one account. A number that is nil is no limit.
type Limits struct {
	Keys     *int `yaml:"keys"`
	DataKeys *int `yaml:"data-keys"`
	// Requests a second, by action. An action may use up a second's worth at
	// once.
	Requests map[string]float64 `yaml:"requests"`
}

// settings is the form of a file.
type settings struct {
	Preset   string `yaml:"preset"`
	Limits   `yaml:",inline"`
	Accounts map[string]Limits `yaml:"accounts"`
}

// Set are the limits of all accounts. A nil Set limits nothing. It is safe for
// concurrent use.
type Set struct {
	usual    Limits
	accounts map[uint64]Limits
	now      func() time.Time
	limiters sync.Map // limiterKey -> *rate.Limiter
}

type limiterKey struct {
	account        uint64
	region, action string
}

// Open reads quotas: none, cloud, or the name of a YAML file.
//
//	preset: cloud            # what the rest changes: none (the default) or cloud
//	keys: 500                # in each region; data-keys likewise
//	requests: {"*": 50, Encrypt: 1000}   # a second
//	accounts:
//	  "100000000001": {keys: 10, requests: {Encrypt: 5}}
//
// actions are the names that there are.
func Open(from string, actions []string, now func() time.Time) (*Set, error) {
	switch from {
	case "", None:
		return nil, nil
	case Cloud:
		return &Set{usual: preset(Cloud), now: now}, nil
	}
	text, err := os.ReadFile(from)
	if err != nil {
		return nil, fmt.Errorf("read the quotas: %w (the presets are none and cloud)", err)
	}
	var s settings
	if err := yaml.UnmarshalWithOptions(text, &s, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("%s: %s", from, yaml.FormatError(err, false, false))
	}
	set, err := s.set(actions, now)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", from, err)
	}
	return set, nil
}

func preset(name string) Limits {
	if name != Cloud {
		return Limits{}
	}
	keys, dataKeys := cloudKeys, cloudDataKeys
	return Limits{Keys: &keys, DataKeys: &dataKeys, Requests: cloudRequests}
}

func (s *settings) set(actions []string, now func() time.Time) (*Set, error) {
	if s.Preset != "" && s.Preset != None && s.Preset != Cloud {
		return nil, fmt.Errorf("preset: %q is neither none nor cloud", s.Preset)
	}
	if err := s.Limits.check(actions); err != nil {
		return nil, err
	}
	set := &Set{usual: preset(s.Preset).with(s.Limits), accounts: map[uint64]Limits{}, now: now}
	for name, limits := range s.Accounts {
		uin, err := strconv.ParseUint(name, 10, 63)
		if err == nil {
			err = limits.check(actions)
		} else {
			err = errors.New("it is not the uin of an account")
		}
		if err != nil {
			return nil, fmt.Errorf("accounts: %s: %w", name, err)
		}
		set.accounts[uin] = set.usual.with(limits)
	}
	return set, nil
}

func (l *Limits) check(actions []string) error {
	for name, perSecond := range l.Requests {
		if name != EveryAction && !slices.Contains(actions, name) {
			return fmt.Errorf("requests: there is no action %q", name)
		}
		if !(perSecond >= 0 && perSecond <= math.MaxInt32) { // nor is NaN
			return fmt.Errorf("requests: %s: %v is not a number from 0 to %d", name, perSecond, math.MaxInt32)
		}
	}
	for _, n := range []*int{l.Keys, l.DataKeys} {
		if n != nil && *n < 0 {
			return errors.New("keys and data-keys must not be negative")
		}
	}
	return nil
}

// with returns the limits with those of over in their places.
func (l Limits) with(over Limits) Limits {
	requests := map[string]float64{}
	for _, source := range []map[string]float64{l.Requests, over.Requests} {
		for name, perSecond := range source {
			requests[name] = perSecond
		}
	}
	l.Requests = requests
	if over.Keys != nil {
		l.Keys = over.Keys
	}
	if over.DataKeys != nil {
		l.DataKeys = over.DataKeys
	}
	return l
}

// Of returns the limits of an account. The result is shared: do not change it.
func (s *Set) Of(account uint64) Limits {
	if s == nil {
		return Limits{}
	}
	if own, ok := s.accounts[account]; ok {
		return own
	}
	return s.usual
}

// PerSecond is how many requests of an action an account may make in a second;
// ok is false when they are not limited.
func (s *Set) PerSecond(account uint64, action string) (perSecond float64, ok bool) {
	requests := s.Of(account).Requests
	if perSecond, ok = requests[action]; !ok {
		perSecond, ok = requests[EveryAction]
	}
	return perSecond, ok
}

// Allow counts a request and tells whether it is within the limit.
func (s *Set) Allow(account uint64, region, action string) bool {
	if s == nil {
		return true
	}
	key := limiterKey{account, region, action}
	found, ok := s.limiters.Load(key)
	if !ok {
		perSecond, limited := s.PerSecond(account, action)
		if !limited {
			return true
		}
		burst := max(1, int(perSecond))
		if perSecond == 0 {
			burst = 0
		}
		found, _ = s.limiters.LoadOrStore(key, rate.NewLimiter(rate.Limit(perSecond), burst))
	}
	return found.(*rate.Limiter).AllowN(s.now(), 1)
}
