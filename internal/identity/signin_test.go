package identity_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"miyao/internal/identity"
	"miyao/internal/secret"
	"miyao/internal/store"
)

const (
	ann      = 100000000002 // uin
	password = "correct horse battery"
)

// desk is a world in which root and ann sign in, with a clock of its own.
type desk struct {
	world
	*identity.SignIns
	clock *atomic.Int64
	cost  identity.PasswordCost
}

// cheap is for tests that are not about the cost of passwords.
var cheap = identity.PasswordCost{Memory: 64, Time: 1, Threads: 1}

func openDesk(t *testing.T) desk {
	t.Helper()
	d := desk{world: open(t), clock: new(atomic.Int64), cost: cheap}
	d.clock.Store(1893456000)
	err := d.db.Update(t.Context(), func(tx *store.Tx) error {
		return tx.InsertPrincipal(store.Principal{Uin: ann, Account: root, Kind: store.PrincipalUser, Name: "ann"})
	})
	if err != nil {
		t.Fatal(err)
	}
	d.restart()
	return d
}

// restart forgets what the process holds in memory.
func (d *desk) restart() {
	d.SignIns = identity.NewSignIns(d.db, d.ring, func() time.Time { return time.Unix(d.clock.Load(), 0) }, d.cost)
}

func bytesOf(text string) secret.Bytes { return secret.New([]byte(text)) }

func (d *desk) set(t *testing.T, principal uint64, password string) {
	t.Helper()
	if err := d.SetPassword(t.Context(), principal, bytesOf(password)); err != nil {
		t.Fatal(err)
	}
}

func (d *desk) signIn(t *testing.T, name, password, code string) (store.Principal, error) {
	t.Helper()
	p, _, err := d.SignIn(t.Context(), identity.Attempt{Name: name, Password: bytesOf(password), Code: code, Source: "192.0.2.1"})
	return p, err
}

// TestSignIn takes the right password under every name of a principal.
func TestSignIn(t *testing.T) {
	d := openDesk(t)
	if setup, err := d.Setup(t.Context()); err != nil || !setup.NeedsPassword || !setup.Link.IsZero() {
		t.Errorf("before: %+v, %v", setup, err)
	}
	d.set(t, root, password)
	d.set(t, ann, password+" of ann")
	if setup, err := d.Setup(t.Context()); err != nil || setup.NeedsPassword {
		t.Errorf("after: %+v, %v", setup, err)
	}
	d.restart()
	for name, want := range map[string]uint64{"": root, "root": root, "ann": ann} {
		text := password
		if want == ann {
			text += " of ann"
		}
		for _, account := range []uint64{0, root} {
			p, _, err := d.SignIn(t.Context(), identity.Attempt{Account: account, Name: name, Password: bytesOf(text), Source: "::1"})
			if err != nil || p.Uin != want {
				t.Errorf("%q in %d: %d, %v", name, account, p.Uin, err)
			}
		}
	}
	for what, a := range map[string]identity.Attempt{
		"wrong password": {Name: "root", Password: bytesOf(password + "x")}, "none": {Name: "root"},
		"of another": {Name: "ann", Password: bytesOf(password)}, "unknown name": {Name: "bob", Password: bytesOf(password)},
		"unknown account": {Account: 5, Password: bytesOf(password)}, "case of the name": {Name: "Root", Password: bytesOf(password)},
		"too long": {Name: "root", Password: bytesOf(strings.Repeat(password, 50))},
	} {
		if _, _, err := d.SignIn(t.Context(), a); !errors.Is(err, identity.ErrSignIn) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestNoPassword: who has none cannot sign in, not with the empty one either.
func TestNoPassword(t *testing.T) {
	d := openDesk(t)
	for _, text := range []string{"", password} {
		for _, name := range []string{"root", "ann"} {
			if _, err := d.signIn(t, name, text, ""); !errors.Is(err, identity.ErrSignIn) {
				t.Errorf("%s with %q: %v", name, text, err)
			}
		}
	}
	if err := d.SetPassword(t.Context(), 5, bytesOf(password)); !errors.Is(err, identity.ErrUnknownPrincipal) {
		t.Errorf("of nobody: %v", err)
	}
}

// TestPasswordRules refuses what is guessed quickly, at every way in.
func TestPasswordRules(t *testing.T) {
	d := openDesk(t)
	link, err := d.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]error{
		"": identity.ErrPasswordShort, "elevenchars": identity.ErrPasswordShort, "密码密码密码密码": identity.ErrPasswordShort,
		"aaaaaaaaaaaaaaaa": identity.ErrPasswordSimple, "abcdabcdabcd": identity.ErrPasswordSimple,
		strings.Repeat("0123456789", 25) + "0123456": identity.ErrPasswordLong,
	} {
		if err := d.SetPassword(t.Context(), root, bytesOf(text)); !errors.Is(err, want) {
			t.Errorf("%q: %v, want %v", text, err, want)
		}
		if _, err := d.Redeem(t.Context(), link.Token, bytesOf(text)); !errors.Is(err, want) {
			t.Errorf("%q by link: %v, want %v", text, err, want)
		}
	}
	for _, text := range []string{"twelve chars", "一二三四五六七八九十十一", strings.Repeat("0123456789", 25) + "012345"} {
		d.set(t, root, text)
		if _, err := d.signIn(t, "", text, ""); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// TestVerifier is stored in the PHC format with the parameters of RFC 9106, and
// never twice the same.
func TestVerifier(t *testing.T) {
	d := openDesk(t)
	stored := func() (row store.SignIn) {
		t.Helper()
		err := d.db.View(t.Context(), func(tx *store.Tx) (err error) {
			row, err = tx.SignIn(root)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return row
	}
	stamp := func() [32]byte {
		t.Helper()
		s, err := d.Stamp(t.Context(), root)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	d.cost = identity.PasswordCost{}
	d.restart()
	none := stamp()
	d.set(t, root, password)
	first, firstStamp := stored(), stamp()
	if !strings.HasPrefix(first.Password, "$argon2id$v=19$m=65536,t=3,p=4$") {
		t.Errorf("stored as %s", first.Password)
	}
	d.set(t, root, password)
	if stored().Password == first.Password || stamp() == firstStamp || firstStamp == none {
		t.Error("the same password gives the same verifier or stamp")
	}
	for _, damaged := range []string{"x", first.Password + "$", first.Password + " ", strings.TrimPrefix(first.Password, "$"),
		strings.Replace(first.Password, "t=3", "t=0", 1), strings.Replace(first.Password, "p=4", "p=0", 1), "$argon2id$v=19$m=65536,t=3,p=4$AA$"} {
		err := d.db.Update(t.Context(), func(tx *store.Tx) error {
			return tx.SetSignIn(store.SignIn{Principal: root, Password: damaged})
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.signIn(t, "", password, ""); err == nil || errors.Is(err, identity.ErrSignIn) {
			t.Errorf("%s: %v", damaged, err)
		}
	}
}

// TestLimitOfNames slows guessing of one name down, known or not, and nothing
// else.
func TestLimitOfNames(t *testing.T) {
	d := openDesk(t)
	d.set(t, root, password)
	for _, name := range []string{"root", "nobody"} {
		for i := range 10 {
			a := identity.Attempt{Name: name, Password: bytesOf("wrong"), Source: "192.0.2." + string(rune('1'+i%9))}
			if _, _, err := d.SignIn(t.Context(), a); !errors.Is(err, identity.ErrSignIn) {
				t.Fatalf("%s, attempt %d: %v", name, i, err)
			}
		}
		_, _, err := d.SignIn(t.Context(), identity.Attempt{Name: name, Password: bytesOf(password), Source: "198.51.100.1"})
		var tooMany *identity.TooManyError
		if !errors.As(err, &tooMany) || tooMany.After != 30*time.Second {
			t.Fatalf("%s: the right password after ten wrong ones: %v", name, err)
		}
	}
	byNumber := identity.Attempt{Account: root, Password: bytesOf(password), Source: "198.51.100.1"}
	if _, _, err := d.SignIn(t.Context(), byNumber); !errors.As(err, new(*identity.TooManyError)) {
		t.Errorf("the account by its number has a limit of its own: %v", err)
	}
	if err := d.CheckPassword(t.Context(), root, bytesOf(password), "192.0.2.1"); err != nil {
		t.Errorf("who is signed in: %v", err)
	}
	d.clock.Add(29)
	if _, err := d.signIn(t, "root", password, ""); !errors.As(err, new(*identity.TooManyError)) {
		t.Errorf("a second too early: %v", err)
	}
	d.clock.Add(1)
	for i := range 3 { // what succeeds does not count
		if _, err := d.signIn(t, "root", password, ""); err != nil {
			t.Errorf("success %d: %v", i, err)
		}
	}
	if _, err := d.signIn(t, "root", "wrong", ""); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("one more failure: %v", err)
	}
	if _, err := d.signIn(t, "root", password, ""); !errors.As(err, new(*identity.TooManyError)) {
		t.Errorf("after it: %v", err)
	}
}

// TestLimit lets a key fail a few times, and then once in each interval.
func TestLimit(t *testing.T) {
	l := identity.NewLimit(3, 10*time.Second)
	for i, step := range []struct{ at, wait int64 }{
		{100, 0}, {100, 0}, {105, 0}, {105, 5}, {109, 1}, {110, 0}, {110, 10}, {120, 0}, {200, 0}, {200, 0}, {200, 0}, {200, 10},
	} {
		if wait := l.Take("a", step.at); wait != step.wait {
			t.Errorf("step %d: wait %d, want %d", i, wait, step.wait)
		}
	}
	if wait := l.Take("b", 200); wait != 0 {
		t.Errorf("another key waits %d", wait)
	}
	l.GiveBack("a", 200)
	l.GiveBack("b", 200)
	l.GiveBack("c", 200)
	if wait := l.Take("a", 200); wait != 0 || l.Len() != 1 {
		t.Errorf("after giving back: wait %d, %d keys are kept", wait, l.Len())
	}
	for i := range int64(10_000) {
		l.Take(time.Unix(i, 0).String(), 1000+i)
	}
	if l.Len() > 2000 {
		t.Errorf("%d keys are kept", l.Len())
	}
}

// TestNetwork is what counts as one source.
func TestNetwork(t *testing.T) {
	for source, want := range map[string]string{
		"2001:db8::1": "2001:db8::/64", "2001:db8:0:0:ffff::1": "2001:db8::/64", "2001:db8::1%eth0": "2001:db8::/64",
		"2001:db8:0:1::1": "2001:db8:0:1::/64", "192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "what": "what",
	} {
		if got := identity.Network(source); got != want {
			t.Errorf("%s: %s, want %s", source, got, want)
		}
	}
}

// TestLimitOfSources slows one network down that tries many names.
func TestLimitOfSources(t *testing.T) {
	d := openDesk(t)
	try := func(name, source string) error {
		_, _, err := d.SignIn(t.Context(), identity.Attempt{Name: name, Password: bytesOf("wrong"), Source: source})
		return err
	}
	for i := range 30 {
		if err := try(strings.Repeat("n", i+1), "2001:db8::1"); !errors.Is(err, identity.ErrSignIn) {
			t.Fatalf("attempt %d: %v", i, err)
		}
	}
	if err := try("root", "2001:db8::2"); !errors.As(err, new(*identity.TooManyError)) {
		t.Errorf("%v", err)
	}
	if err := try("root", "192.0.2.1"); !errors.Is(err, identity.ErrSignIn) {
		t.Errorf("another network: %v", err)
	}
}

// TestManyAtOnce: attempts at the same moment are not more than those in a row,
// and no more than a few wait.
func TestManyAtOnce(t *testing.T) {
	d := openDesk(t)
	d.set(t, root, password)
	var wrong, refused atomic.Int64
	var running sync.WaitGroup
	for i := range 60 {
		running.Go(func() {
			a := identity.Attempt{Name: "root", Password: bytesOf("wrong"), Source: "192.0.2." + string(rune('1'+i%9))}
			_, _, err := d.SignIn(t.Context(), a)
			switch {
			case errors.Is(err, identity.ErrSignIn):
				wrong.Add(1)
			case errors.As(err, new(*identity.TooManyError)):
				refused.Add(1)
			default:
				t.Error(err)
			}
		})
	}
	running.Wait()
	if wrong.Load() != 10 || refused.Load() != 50 {
		t.Errorf("%d were tried, %d refused", wrong.Load(), refused.Load())
	}
}

// TestGivenUpAttempt: an attempt whose caller went away does not count.
func TestGivenUpAttempt(t *testing.T) {
	d := openDesk(t)
	d.set(t, root, password)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for range 20 {
		_, _, err := d.SignIn(ctx, identity.Attempt{Name: "root", Password: bytesOf("wrong"), Source: "192.0.2.1"})
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
	}
	if _, err := d.signIn(t, "root", password, ""); err != nil {
		t.Error(err)
	}
}

// TestCodes asks for one-time passwords once they are confirmed; each is good
// once, within a step of its time, also after a restart.
func TestCodes(t *testing.T) {
	d := openDesk(t)
	d.set(t, root, password)
	seed, err := identity.NewSeed("root")
	if err != nil || !strings.HasPrefix(seed.URL(), "otpauth://totp/miyao:root?") || !strings.Contains(seed.URL(), "secret="+seed.Text()) {
		t.Fatalf("%v, %s", err, seed.URL())
	}
	code := func(after int64) string {
		t.Helper()
		text, err := totp.GenerateCode(seed.Text(), time.Unix(d.clock.Load()+after, 0))
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	if err := d.Confirm(t.Context(), root, seed, "000000"); !errors.Is(err, identity.ErrCode) {
		t.Errorf("a wrong confirmation: %v", err)
	}
	if _, err := d.signIn(t, "", password, ""); err != nil {
		t.Errorf("before the confirmation: %v", err)
	}
	if err := d.Confirm(t.Context(), root, seed, code(0)); err != nil {
		t.Fatal(err)
	}
	if has, err := d.HasSeed(t.Context(), root); err != nil || !has {
		t.Errorf("%v, %v", has, err)
	}
	sign := func(what, password, code string, want error) {
		t.Helper()
		d.restart() // limits are tested elsewhere
		if _, err := d.signIn(t, "", password, code); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	sign("no code", password, "", identity.ErrCodeRequired)
	sign("no code, wrong password", "wrong", "", identity.ErrSignIn)
	sign("the code of the confirmation", password, code(0), identity.ErrSignIn)
	sign("two steps early", password, code(60), identity.ErrSignIn)
	sign("not a code", password, "12345x", identity.ErrSignIn)
	used := code(30)
	sign("wrong password", "wrong", used, identity.ErrSignIn)
	sign("one step early", password, used, nil)
	sign("again", password, used, identity.ErrSignIn)
	d.clock.Add(30)
	sign("again in its own time", password, used, identity.ErrSignIn)
	d.clock.Add(90)
	sign("two steps late", password, code(-60), identity.ErrSignIn)
	sign("one step late", password, code(-30), nil)
	sign("earlier than the last", password, code(-30), identity.ErrSignIn)
	sign("its own time", password, code(0), nil)
	d.set(t, root, password+"!")
	sign("another password keeps the codes", password+"!", "", identity.ErrCodeRequired)
	if err := d.RemoveSeed(t.Context(), root); err != nil {
		t.Fatal(err)
	}
	sign("without codes again", password+"!", "", nil)
}

// TestSeedIsBound: a seed does not work in the row of another principal.
func TestSeedIsBound(t *testing.T) {
	d := openDesk(t)
	d.set(t, root, password)
	seed, err := identity.NewSeed("root")
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(seed.Text(), time.Unix(d.clock.Load(), 0))
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Confirm(t.Context(), root, seed, code); err != nil {
		t.Fatal(err)
	}
	err = d.db.Update(t.Context(), func(tx *store.Tx) error {
		row, err := tx.SignIn(root)
		if err != nil {
			return err
		}
		row.Principal = ann
		return tx.SetSignIn(row)
	})
	if err != nil {
		t.Fatal(err)
	}
	d.clock.Add(30)
	if _, err := d.signIn(t, "ann", password, code); err == nil || errors.Is(err, identity.ErrSignIn) {
		t.Errorf("%v", err)
	}
}

// TestLink sets root's password once, within a day, by the newest link.
func TestLink(t *testing.T) {
	d := openDesk(t)
	link := func() identity.Link {
		t.Helper()
		l, err := d.NewLink(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	redeem := func(what, token string, want error) {
		t.Helper()
		if _, err := d.Redeem(t.Context(), token, bytesOf(password)); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	redeem("before there is one", "", identity.ErrLink)
	old := link()
	first := link()
	if setup, err := d.Setup(t.Context()); err != nil || !setup.NeedsPassword || !setup.Link.Equal(first.Expires) {
		t.Errorf("%+v, %v", setup, err)
	}
	redeem("one that was replaced", old.Token, identity.ErrLink)
	redeem("none", "", identity.ErrLink)
	d.restart() // a link is good for the next start
	if p, err := d.Redeem(t.Context(), first.Token, bytesOf(password)); err != nil || p.Uin != root {
		t.Errorf("%+v, %v", p, err)
	}
	redeem("a used one", first.Token, identity.ErrLink)
	redeem("none, after it", "", identity.ErrLink)
	if _, err := d.signIn(t, "", password, ""); err != nil {
		t.Error(err)
	}
	late := link()
	d.clock.Add(24 * 3600)
	redeem("one of yesterday", late.Token, identity.ErrLink)
	late = link()
	d.clock.Add(24*3600 - 1)
	redeem("at the last moment", late.Token, nil)
}

// TestCallerOf follows the store.
func TestCallerOf(t *testing.T) {
	d := openDesk(t)
	c, err := d.CallerOf(t.Context(), ann)
	if err != nil || c.SecretID != "" || c.Root() || c.Principal.Name != "ann" || c.Account.AppID != 1300000001 {
		t.Errorf("%+v, %v", c, err)
	}
	if c, err := d.CallerOf(t.Context(), root); err != nil || !c.Root() {
		t.Errorf("%+v, %v", c, err)
	}
	if err := d.db.Update(t.Context(), func(tx *store.Tx) error { return tx.DeletePrincipal(ann) }); err != nil {
		t.Fatal(err)
	}
	if c, err := d.CallerOf(t.Context(), ann); !errors.Is(err, identity.ErrUnknownPrincipal) || c != nil {
		t.Errorf("%+v, %v", c, err)
	}
}
