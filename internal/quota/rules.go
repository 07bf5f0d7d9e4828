package quota

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
)

// Number is a limit in Rules, or Unlimited. Its text is a decimal number or none.
type Number float64

// Unlimited is the Number that is no limit.
const Unlimited Number = -1

// asBelow is the text that takes a rule away, so that what is below it counts.
const asBelow = "default"

func (n Number) String() string {
	if n == Unlimited {
		return None
	}
	return strconv.FormatFloat(float64(n), 'f', -1, 64)
}

// MarshalText implements encoding.TextMarshaler.
func (n Number) MarshalText() ([]byte, error) { return []byte(n.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (n *Number) UnmarshalText(text []byte) error {
	if string(text) == None {
		*n = Unlimited
		return nil
	}
	f, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !(f >= 0 && f <= math.MaxInt32) { // nor is NaN
		return fmt.Errorf("%.40q is neither a number from 0 to %d nor none", text, math.MaxInt32)
	}
	*n = Number(f)
	return nil
}

// Rules change limits.
type Rules struct {
	// Preset takes the place of all limits below, before the rest counts; empty
	// keeps them.
	Preset   string  `json:",omitzero"`
	Keys     *Number `json:",omitzero"`
	DataKeys *Number `json:",omitzero"`
	// Requests a second, by action. EveryAction stands for those that have no
	// limit of their own.
	Requests map[string]Number `json:",omitempty"`
}

func (r *Rules) check(actions []string) error {
	if r.Preset != "" && r.Preset != None && r.Preset != Cloud {
		return fmt.Errorf("preset: %.40q is neither none nor cloud", r.Preset)
	}
	for name := range r.Requests {
		if name != EveryAction && !slices.Contains(actions, name) {
			return fmt.Errorf("requests: there is no action %.40q", name)
		}
	}
	for _, n := range []*Number{r.Keys, r.DataKeys} {
		if n != nil && *n != Number(math.Trunc(float64(*n))) {
			return errors.New("keys and data-keys are whole numbers")
		}
	}
	return nil
}

// Edit changes Rules. Each text is a number, none for no limit, or default to take
// a rule away; an empty one changes nothing.
type Edit struct {
	// Reset takes all rules away, before the rest counts.
	Reset    bool              `yaml:"-"`
	Preset   string            `yaml:"preset"` // none, cloud or default
	Keys     string            `yaml:"keys"`
	DataKeys string            `yaml:"data-keys"`
	Requests map[string]string `yaml:"requests"` // by action
}

// edited returns the rules after an edit.
func (r Rules) edited(e *Edit) (Rules, error) {
	if e.Reset {
		r = Rules{}
	}
	switch e.Preset {
	case "":
	case asBelow:
		r.Preset = ""
	default:
		r.Preset = e.Preset
	}
	r.Requests = maps.Clone(r.Requests)
	var failures []error
	edit := func(field, text string, to *Number) *Number {
		switch text {
		case "":
			return to
		case asBelow:
			return nil
		}
		var n Number
		if err := n.UnmarshalText([]byte(text)); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", field, err))
		}
		return &n
	}
	r.Keys = edit("keys", e.Keys, r.Keys)
	r.DataKeys = edit("data-keys", e.DataKeys, r.DataKeys)
	for _, name := range slices.Sorted(maps.Keys(e.Requests)) {
		n := edit(fmt.Sprintf("requests: %.40q", name), e.Requests[name], nil)
		if delete(r.Requests, name); n == nil {
			continue
		}
		if r.Requests == nil {
			r.Requests = map[string]Number{}
		}
		r.Requests[name] = *n
	}
	return r, errors.Join(failures...)
}

// Limits are what an account may do and have. A number that is nil is no limit.
type Limits struct {
	Keys     *int
	DataKeys *int
	// Requests a second, by action. An action may use up a second's worth at
	// once. EveryAction stands for those that are not named.
	Requests map[string]Number
}

// with returns the limits as rules change them.
func (l Limits) with(r *Rules) Limits {
	switch r.Preset {
	case None:
		l = Limits{}
	case Cloud:
		keys, dataKeys := cloudKeys, cloudDataKeys
		l = Limits{Keys: &keys, DataKeys: &dataKeys, Requests: cloudRequests}
	}
	if len(r.Requests) > 0 {
		requests := maps.Clone(l.Requests)
		if requests == nil {
			requests = map[string]Number{}
		}
		maps.Copy(requests, r.Requests)
		l.Requests = requests
	}
	l.Keys, l.DataKeys = count(l.Keys, r.Keys), count(l.DataKeys, r.DataKeys)
	return l
}

func count(before *int, n *Number) *int {
	switch {
	case n == nil:
		return before
	case *n == Unlimited:
		return nil
	}
	return new(int(*n))
}

// perSecond is how many requests of an action are allowed; ok is false when they
// are not limited.
func (l *Limits) perSecond(action string) (n float64, ok bool) {
	limit, named := l.Requests[action]
	if !named {
		if limit, named = l.Requests[EveryAction]; !named {
			return 0, false
		}
	}
	return float64(limit), limit != Unlimited
}
