// Package quota says how much an account may do and have: requests a second for
// each action, and numbers of keys. Without settings nothing is limited. The
// limits hold in each region of an account for itself.
//
// They come in four layers, of which each changes what is below it: the settings
// of the server, what was changed at run time for every account, the settings for
// an account, and what was changed at run time for that account.
package quota

import (
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-json-experiment/json"
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

// EveryAction is the name under which requests have the limit of the actions that
// are not named.
const EveryAction = "*"

// EveryAccount stands for all accounts where rules are of one.
const EveryAccount = 0

// layer has rules for every account and for some.
type layer struct {
	Rules    `json:",inline"`
	Accounts map[uint64]Rules `json:",omitempty"`
}

// Set are the limits of all accounts. A nil Set limits nothing. It is safe for
// concurrent use.
type Set struct {
	settings layer
	actions  []string
	now      func() time.Time

	changes sync.Mutex // orders changes
	current atomic.Pointer[limits]
}

// limits are a Set at one time. They do not change, but for the limiters.
type limits struct {
	changed  layer // at run time
	usual    Limits
	accounts map[uint64]Limits
	limiters sync.Map // limiterKey -> *limiter
}

type limiterKey struct {
	account        uint64
	region, action string
}

type limiter struct {
	perSecond float64
	*rate.Limiter
}

// Open reads quotas: none, cloud, or the name of a YAML file.
//
//	preset: cloud            # what the rest changes: none (the default) or cloud
//	keys: 500                # in each region; data-keys likewise; none is no limit
//	requests: {"*": 50, Encrypt: 1000}   # a second
//	accounts:
//	  "100000000001": {keys: 10, requests: {Encrypt: 5}}
//
// actions are the names that there are.
func Open(from string, actions []string, now func() time.Time) (*Set, error) {
	set := &Set{actions: actions, now: now}
	switch from {
	case "", None, Cloud:
		set.settings.Preset = from
	default:
		if err := set.read(from); err != nil {
			return nil, err
		}
	}
	set.become(layer{})
	return set, nil
}

func (s *Set) read(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the quotas: %w (the presets are none and cloud)", err)
	}
	var form struct {
		Edit     `yaml:",inline"`
		Accounts map[string]Edit `yaml:"accounts"`
	}
	if err := yaml.UnmarshalWithOptions(text, &form, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, false))
	}
	s.settings.Accounts = map[uint64]Rules{}
	if s.settings.Rules, err = s.edit(Rules{}, &form.Edit); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	for name, edit := range form.Accounts {
		uin, err := strconv.ParseUint(name, 10, 63)
		if err != nil {
			err = errors.New("it is not the uin of an account")
		} else {
			s.settings.Accounts[uin], err = s.edit(Rules{}, &edit)
		}
		if err != nil {
			return fmt.Errorf("%s: accounts: %s: %w", file, name, err)
		}
	}
	return nil
}

// edit returns the rules after an edit, if they can be.
func (s *Set) edit(rules Rules, e *Edit) (Rules, error) {
	rules, err := rules.edited(e)
	if err == nil {
		err = rules.check(s.actions)
	}
	return rules, err
}

// Restore takes back what Change saved before; nil is nothing.
func (s *Set) Restore(saved []byte) error {
	var changed layer
	if len(saved) > 0 {
		if err := json.Unmarshal(saved, &changed, json.RejectUnknownMembers(true)); err != nil {
			return fmt.Errorf("the stored quotas are damaged: %w", err)
		}
	}
	// An action that an earlier release had is no reason not to start.
	s.changes.Lock()
	defer s.changes.Unlock()
	s.become(changed)
	return nil
}

// Change changes the rules of an account, or of EveryAccount, at run time, in the
// layer above the settings. save stores what Restore reads; what it could not save
// does not hold. When Change returns, the new limits hold. The error is an
// *EditError for an edit that cannot be.
func (s *Set) Change(account uint64, e Edit, save func([]byte) error) error {
	s.changes.Lock()
	defer s.changes.Unlock()
	before := s.current.Load().changed
	rules, err := s.edit(before.of(account), &e)
	if err != nil {
		return &EditError{err}
	}
	after := before.with(account, rules)
	text, err := json.Marshal(&after, json.Deterministic(true))
	if err != nil {
		return fmt.Errorf("encode the quotas: %w", err)
	}
	if err := save(text); err != nil {
		return err
	}
	s.become(after)
	return nil
}

// EditError says what is wrong with an Edit.
type EditError struct{ error }

func (e *EditError) Unwrap() error { return e.error }

func (l *layer) of(account uint64) Rules {
	if account == EveryAccount {
		return l.Rules
	}
	return l.Accounts[account]
}

// with returns the layer with other rules for an account.
func (l layer) with(account uint64, rules Rules) layer {
	if account == EveryAccount {
		l.Rules = rules
		return l
	}
	accounts := map[uint64]Rules{}
	for uin, own := range l.Accounts {
		accounts[uin] = own
	}
	if accounts[account] = rules; rules.isZero() {
		delete(accounts, account)
	}
	l.Accounts = accounts
	return l
}

func (r *Rules) isZero() bool {
	return r.Preset == "" && r.Keys == nil && r.DataKeys == nil && len(r.Requests) == 0
}

// become makes the layers into limits. Who is within the same limit of requests as
// before has used up as much of it.
func (s *Set) become(changed layer) {
	next := &limits{changed: changed, accounts: map[uint64]Limits{}}
	next.usual = Limits{}.with(&s.settings.Rules).with(&changed.Rules)
	for _, accounts := range []map[uint64]Rules{s.settings.Accounts, changed.Accounts} {
		for uin := range accounts {
			settings, own := s.settings.Accounts[uin], changed.Accounts[uin]
			next.accounts[uin] = next.usual.with(&settings).with(&own)
		}
	}
	if before := s.current.Load(); before != nil {
		before.limiters.Range(func(key, found any) bool {
			k := key.(limiterKey)
			if n, limited := next.of(k.account).perSecond(k.action); limited && n == found.(*limiter).perSecond {
				next.limiters.Store(key, found)
			}
			return true
		})
	}
	s.current.Store(next)
}

func (l *limits) of(account uint64) *Limits {
	if own, ok := l.accounts[account]; ok {
		return &own
	}
	return &l.usual
}

// Of returns the limits of an account. The result is shared: do not change it.
func (s *Set) Of(account uint64) Limits {
	if s == nil {
		return Limits{}
	}
	return *s.current.Load().of(account)
}

// Changed returns the rules of an account, or of EveryAccount, that were made at
// run time. The result is shared.
func (s *Set) Changed(account uint64) Rules { return s.current.Load().changed.of(account) }

// PerSecond is how many requests of an action an account may make in a second, in
// each region; ok is false when they are not limited.
func (s *Set) PerSecond(account uint64, action string) (perSecond float64, ok bool) {
	if s == nil {
		return 0, false
	}
	return s.current.Load().of(account).perSecond(action)
}

// Allow counts a request and tells whether it is within the limit.
func (s *Set) Allow(account uint64, region, action string) bool {
	if s == nil {
		return true
	}
	now := s.current.Load()
	if len(now.accounts) == 0 && len(now.usual.Requests) == 0 {
		return true
	}
	key := limiterKey{account, region, action}
	found, ok := now.limiters.Load(key)
	if !ok {
		perSecond, limited := now.of(account).perSecond(action)
		if !limited {
			return true
		}
		found, _ = now.limiters.LoadOrStore(key, newLimiter(perSecond))
	}
	return found.(*limiter).AllowN(s.now(), 1)
}

func newLimiter(perSecond float64) *limiter {
	burst := max(1, int(perSecond))
	if perSecond == 0 {
		burst = 0
	}
	return &limiter{perSecond, rate.NewLimiter(rate.Limit(perSecond), burst)}
}
