package interop_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
)

// The regions of the servers under test, besides their default region: one with
// the same algorithms, and one of the SM kind.
const (
	otherRegion = "ap-shanghai"
	smRegion    = "ap-chengdu"
)

var uuid = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)

// player plays the scenario through one SDK with one profile.
type player struct {
	*testing.T
	sdk     sdk
	profile profile
	stage   *stage
	// run begins the aliases of this player's keys, so that no other has them.
	run string
	// succeeded and refusedOnce are the actions that were seen to do so.
	succeeded, refusedOnce map[string]bool
}

// stage is what the players on one server share because it is slow to make.
type stage struct {
	readers []reader
	// keys are ids of keys on the server by their usage.
	keys map[string]string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	return &stage{readers: newReaders(t), keys: map[string]string{}}
}

// play plays the whole scenario and checks that no action was left out: every
// published one that the SDK has must have succeeded and been refused.
func play(t *testing.T, client sdk, shared *stage, p profile) {
	s := &player{
		T: t, sdk: client, profile: p, stage: shared, run: randomHex(8),
		succeeded: map[string]bool{}, refusedOnce: map[string]bool{},
	}
	s.service()
	s.lifecycle()
	s.lists()
	s.deletion()
	s.archive()
	s.cloudResources()
	s.symmetric()
	s.publicKeys()
	s.dataKeys()
	s.reEncryption()
	s.smRegion()
	s.asymmetricDecryption()
	s.signatures()
	s.rotation()
	s.ownMaterial()
	s.whiteBox()
	if s.has("ImportDataKey") {
		s.hostedDataKeys()
	}
	if s.has("PostQuantumCryptoSign") {
		s.postQuantum()
	}
	for _, action := range published(t) {
		if s.has(action) && !(s.succeeded[action] && s.refusedOnce[action]) {
			t.Errorf("%s: seen to succeed: %v, to be refused: %v; want both",
				action, s.succeeded[action], s.refusedOnce[action])
		}
	}
}

// published returns the names of the actions of the API, sorted.
func published(t *testing.T) []string {
	t.Helper()
	list, err := os.ReadFile("../api/testdata/actions.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := strings.Fields(string(list))
	if len(names) != 69 || !slices.IsSorted(names) {
		t.Fatalf("the published list has %d actions, want 69 in order", len(names))
	}
	return names
}

// has tells whether the SDK's release has an action.
func (s *player) has(action string) bool { return !slices.Contains(s.sdk.lacks(), action) }

// with returns a player of the same scenario with another profile.
func (s *player) with(change func(*profile)) *player {
	other := *s
	change(&other.profile)
	return &other
}

func (s *player) in(region string) *player {
	return s.with(func(p *profile) { p.Region = region })
}

// ok makes a call that must succeed.
func (s *player) ok(action string, request params) answer {
	s.Helper()
	o := s.sdk.send(s.T, call{s.profile, action, request})
	if o.Error != nil {
		s.Fatalf("%s %v: %+v", action, request, *o.Error)
	}
	a := answer{T: s.T, action: action}
	d := json.NewDecoder(bytes.NewReader(o.Response))
	d.UseNumber()
	if err := d.Decode(&a.fields); err != nil {
		s.Fatalf("%s: %v in %s", action, err, o.Response)
	}
	if id := a.text("RequestId"); !uuid.MatchString(id) {
		s.Errorf("%s: RequestId %q is not a UUID", action, id)
	}
	s.succeeded[action] = true
	return a
}

// refused makes a call that must be refused with a code, and checks that the
// refusal arrives as the SDK's own exception with all that belongs to it.
func (s *player) refused(code, action string, request params) {
	s.Helper()
	o := s.sdk.send(s.T, call{s.profile, action, request})
	if o.Error == nil {
		s.Fatalf("%s %v succeeded, want %s", action, request, code)
	}
	e := *o.Error
	if e.Code != code || e.Type != s.sdk.exception() || !uuid.MatchString(e.RequestID) {
		s.Errorf("%s %v: %+v, want %s with code %s and a request id", action, request, e, s.sdk.exception(), code)
	}
	if e.Type == nodeException && !uuid.MatchString(e.TraceID) {
		s.Errorf("%s: the trace id came back as %q", action, e.TraceID)
	}
	chinese := bytes.ContainsFunc([]byte(e.Message), func(r rune) bool { return unicode.Is(unicode.Han, r) })
	if e.Message == "" || chinese != (s.profile.Language == "zh-CN") {
		s.Errorf("%s: the message %q is not in %s", action, e.Message, s.profile.Language)
	}
	s.refusedOnce[action] = true
}

// params are the fields of a request.
type params map[string]any

// answer is the response of an action.
type answer struct {
	*testing.T
	action string
	fields map[string]any
}

// field returns a field of a type that JSON has; a missing one ends the test.
func field[V any](a answer, name string) V {
	a.Helper()
	v, ok := a.fields[name].(V)
	if !ok {
		a.Fatalf("%s: %s is %#v, want a %T", a.action, name, a.fields[name], v)
	}
	return v
}

func (a answer) text(name string) string {
	a.Helper()
	return field[string](a, name)
}

func (a answer) boolean(name string) bool {
	a.Helper()
	return field[bool](a, name)
}

func (a answer) integer(name string) int64 {
	a.Helper()
	n, err := field[json.Number](a, name).Int64()
	if err != nil {
		a.Fatalf("%s: %s: %v", a.action, name, err)
	}
	return n
}

func (a answer) bytes(name string) []byte {
	a.Helper()
	b, err := base64.StdEncoding.DecodeString(a.text(name))
	if err != nil {
		a.Fatalf("%s: %s: %v", a.action, name, err)
	}
	return b
}

func (a answer) object(name string) answer {
	a.Helper()
	return answer{a.T, a.action + "." + name, field[map[string]any](a, name)}
}

func (a answer) objects(name string) []answer {
	a.Helper()
	var all []answer
	for _, v := range field[[]any](a, name) {
		fields, ok := v.(map[string]any)
		if !ok {
			a.Fatalf("%s: %s holds %#v, want objects", a.action, name, v)
		}
		all = append(all, answer{a.T, a.action + "." + name, fields})
	}
	return all
}

// texts returns one text field of each object.
func texts(objects []answer, name string) []string {
	var all []string
	for _, o := range objects {
		all = append(all, o.text(name))
	}
	return all
}

// equal reports a difference.
func equal[V comparable](s *player, what string, got, want V) {
	s.Helper()
	if got != want {
		s.Errorf("%s is %v, want %v", what, got, want)
	}
}

// sameList reports a difference between lists.
func sameList(s *player, what string, got []string, want ...string) {
	s.Helper()
	if !slices.Equal(got, want) {
		s.Errorf("%s are %v, want %v", what, got, want)
	}
}

// wantAbout checks Unix seconds to a minute, which a slow machine may take.
func (s *player) wantAbout(what string, seconds int64, want time.Time) {
	s.Helper()
	if off := time.Unix(seconds, 0).Sub(want).Abs(); off > time.Minute {
		s.Errorf("%s is %d, %s off", what, seconds, off)
	}
}

func randomBytes(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func randomHex(n int) string  { return hex.EncodeToString(randomBytes(n)) }
func encoded(b []byte) string { return base64.StdEncoding.EncodeToString(b) }
