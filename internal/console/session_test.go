package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"miyao/internal/audit"
	"miyao/internal/console"
	"miyao/internal/store"
)

// TestSession signs in and out.
func TestSession(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	out := b.want(t, 200, "", "GET", "/session", nil).object
	if out["SignedIn"] != false || out["Setup"] != true || out["Version"] != "v1.2.3" || out["OIDC"] != nil {
		t.Errorf("signed out: %v", out)
	}
	s.setPassword(t, s.root, password)
	if out := b.want(t, 200, "", "GET", "/session", nil).object; out["Setup"] != false {
		t.Errorf("with a password: %v", out)
	}
	for _, name := range []string{"", "root"} {
		for _, account := range []string{"", fmt.Sprint(s.root)} {
			in := b.want(t, 200, "", "POST", "/session", object{"Name": name, "Account": account, "Password": password}).object
			if in["SignedIn"] != true || in["Expires"] != float64(s.clock.Load()+1800) || in["Region"] != "ap-guangzhou" ||
				fmt.Sprint(in["Regions"]) != "[map[Name:ap-guangzhou SM:false] map[Name:ap-beijing SM:true]]" || in["TOTP"] != false ||
				fmt.Sprint(in["Principal"]) != fmt.Sprintf("map[Kind:root Name:root Uin:%d]", s.root) || in["Version"] != "v1.2.3" ||
				fmt.Sprint(in["Node"]) != "map[Slots:[map[Created:1 Provider:file]] Started:1.893456e+09]" {
				t.Errorf("signed in: %v", in)
			}
			actions, _ := in["Actions"].([]any)
			if !slices.Contains(actions, any("CreateKey")) {
				t.Errorf("actions: %v", actions)
			}
		}
	}
	if !b.isSignedIn(t) {
		t.Error("is not signed in")
	}
	if out := b.want(t, 200, "", "DELETE", "/session", nil).object; out["SignedIn"] != false {
		t.Errorf("signed out: %v", out)
	}
	if b.isSignedIn(t) {
		t.Error("is still signed in")
	}
	b.want(t, 200, "", "DELETE", "/session", nil)
}

// TestSignInRefused answers every wrong attempt with the same words.
func TestSignInRefused(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.browser(t)
	var first string
	for _, attempt := range []object{
		{"Password": "wrong"}, {"Name": "nobody", "Password": password}, {"Account": "5", "Password": password}, {},
	} {
		got := b.want(t, 401, "SignInFailed", "POST", "/session", attempt)
		if first == "" {
			first = string(got.body)
		}
		if string(got.body) != first || got.header.Get("Set-Cookie") != "" {
			t.Errorf("%v: %s with %q", attempt, got.body, got.header.Get("Set-Cookie"))
		}
	}
	r := b.request(t, "POST", "/session", object{"Password": "wrong"})
	r.Header.Set("X-Miyao-Language", "zh-CN")
	if got := b.wantOf(t, 401, "SignInFailed", r); !strings.Contains(string(got.body), "密码") {
		t.Errorf("in Chinese: %s", got.body)
	}
	for _, body := range []any{
		"", "{", "[]", `{"Password":"a","Password":"b"}`, `{"password":"a"}`, `{"Name":1}`, `{}{}`, `{"Name":"` + strings.Repeat("x", 64<<10) + `"}`,
		object{"Account": "x"}, object{"Account": "0"}, object{"Account": "-1"},
	} {
		b.want(t, 400, "InvalidRequest", "POST", "/session", body)
	}
	if b.isSignedIn(t) {
		t.Error("is signed in")
	}
}

// TestTooManyAttempts says when to come back.
func TestTooManyAttempts(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.browser(t)
	for range 10 {
		b.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": "wrong"})
	}
	got := b.want(t, 401, "TooManyAttempts", "POST", "/session", object{"Password": password})
	if got.object["RetryAfter"] != 30.0 {
		t.Errorf("%s", got.body)
	}
	s.clock.Add(30)
	b.want(t, 200, "", "POST", "/session", object{"Password": password})
}

// TestCookie has the attributes that keep it from scripts and other sites.
func TestCookie(t *testing.T) {
	for name, listen := range map[string]func(http.Handler) *httptest.Server{"http": httptest.NewServer, "https": httptest.NewTLSServer} {
		s := startWith(t, console.Config{}, listen)
		s.setPassword(t, s.root, password)
		b := s.browser(t)
		values := map[string]bool{}
		for range 2 {
			got := b.want(t, 200, "", "POST", "/session", object{"Password": password})
			cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
			if err != nil {
				t.Fatal(err)
			}
			if cookie.Name != "miyao-session" || cookie.Path != "/console" || !cookie.HttpOnly || cookie.SameSite != http.SameSiteStrictMode ||
				cookie.Secure != (name == "https") || cookie.Domain != "" || len(cookie.Value) != 43 || values[cookie.Value] {
				t.Errorf("%s: %v", name, cookie)
			}
			values[cookie.Value] = true
		}
		got := b.want(t, 200, "", "DELETE", "/session", nil)
		if cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie")); err != nil || cookie.MaxAge >= 0 || cookie.Value != "" || cookie.Path != "/console" {
			t.Errorf("%s: signed out with %v, %v", name, cookie, err)
		}
	}
}

// TestOldCookie: a session that ended does not come back with its cookie.
func TestOldCookie(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.browser(t)
	signIn := func() *http.Cookie {
		got := b.want(t, 200, "", "POST", "/session", object{"Password": password})
		cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
		if err != nil {
			t.Fatal(err)
		}
		return cookie
	}
	first := signIn()
	second := signIn() // in the place of the first
	b.want(t, 200, "", "DELETE", "/session", nil)
	for _, value := range []string{first.Value, second.Value, "", "x", strings.Repeat("A", 43)} {
		other := s.browser(t)
		r := other.request(t, "POST", "/api/GetRegions", object{})
		r.AddCookie(&http.Cookie{Name: "miyao-session", Value: value})
		other.wantOf(t, 401, "SessionExpired", r)
	}
}

// TestExpiry ends sessions that are idle or old.
func TestExpiry(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	idle := s.signedIn(t, "", password)
	s.clock.Add(29 * 60)
	if !idle.isSignedIn(t) {
		t.Error("over too early")
	}
	s.clock.Add(60) // asking did not use it
	if idle.isSignedIn(t) {
		t.Error("goes on although it is idle")
	}
	idle.want(t, 401, "SessionExpired", "POST", "/api/GetRegions", object{})

	busy := s.signedIn(t, "", password)
	for range 24 {
		s.clock.Add(29 * 60)
		busy.call(t, "", "GetRegions", object{})
	}
	end := busy.want(t, 200, "", "GET", "/session", nil).object["Expires"]
	s.clock.Add(24*60 - 1) // 12 hours less a second
	if busy.call(t, "", "GetRegions", object{}); end != float64(s.clock.Load()+1) {
		t.Errorf("expires at %v, now is %d", end, s.clock.Load())
	}
	s.clock.Add(1)
	busy.want(t, 401, "SessionExpired", "POST", "/api/GetRegions", object{})
	if busy.isSignedIn(t) {
		t.Error("goes on although it is old")
	}
}

// TestManySessions: the one used longest ago gives way to the 33rd.
func TestManySessions(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	s.addUser(t)
	other := s.signedIn(t, "ann", password+" of ann")
	var all []*browser
	for range 32 {
		s.clock.Add(1)
		all = append(all, s.signedIn(t, "", password))
	}
	s.clock.Add(1)
	all[0].call(t, "", "GetRegions", object{})
	all = append(all, s.signedIn(t, "", password))
	for i, b := range all {
		if in := b.isSignedIn(t); in != (i != 1) {
			t.Errorf("session %d: %v", i, in)
		}
	}
	if !other.isSignedIn(t) {
		t.Error("another principal's session gave way")
	}
}

// TestDeletedPrincipal ends its sessions at once.
func TestDeletedPrincipal(t *testing.T) {
	s := start(t)
	s.addUser(t)
	b := s.signedIn(t, "ann", password+" of ann")
	if err := s.node.Store.Update(t.Context(), func(tx *store.Tx) error { return tx.DeletePrincipal(ann) }); err != nil {
		t.Fatal(err)
	}
	b.want(t, 401, "SessionExpired", "POST", "/api/GetRegions", object{})
	if b.isSignedIn(t) {
		t.Error("goes on")
	}
}

// TestChangePassword ends all sessions but the one that changes it, which gets
// another id.
func TestChangePassword(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b, other := s.signedIn(t, "", password), s.signedIn(t, "", password)
	b.want(t, 403, "SignInFailed", "POST", "/password", object{"Old": "wrong", "New": password + "!"})
	b.want(t, 400, "PasswordRefused", "POST", "/password", object{"Old": password, "New": "short"})
	if !other.isSignedIn(t) {
		t.Error("a refused change ends sessions")
	}
	got := b.want(t, 200, "", "POST", "/password", object{"Old": password, "New": password + "!"})
	if got.object["SignedIn"] != true || !strings.HasPrefix(got.header.Get("Set-Cookie"), "miyao-session=") {
		t.Errorf("%s, %v", got.body, got.header)
	}
	if !b.isSignedIn(t) || other.isSignedIn(t) {
		t.Error("the wrong session ended")
	}
	b.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": password})
	s.setPassword(t, s.root, password+"?") // from elsewhere
	if b.isSignedIn(t) {
		t.Error("a session outlives its password")
	}
	s.browser(t).want(t, 401, "SessionExpired", "POST", "/password", object{"Old": password, "New": password})
}

// TestTOTP switches one-time passwords on and off.
func TestTOTP(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.signedIn(t, "", password)
	b.want(t, 400, "InvalidRequest", "POST", "/totp/confirm", object{"Code": "123456"})
	b.want(t, 403, "SignInFailed", "POST", "/totp", object{"Password": "wrong"})
	seed := b.want(t, 200, "", "POST", "/totp", object{"Password": password}).object
	text, _ := seed["Secret"].(string)
	if url, _ := seed["URL"].(string); text == "" || !strings.HasPrefix(url, "otpauth://totp/") || !strings.Contains(url, text) {
		t.Fatalf("%v", seed)
	}
	code := func() string {
		t.Helper()
		s.clock.Add(30) // each is good once
		code, err := totp.GenerateCode(text, time.Unix(s.clock.Load(), 0))
		if err != nil {
			t.Fatal(err)
		}
		return code
	}
	b.want(t, 400, "CodeInvalid", "POST", "/totp/confirm", object{"Code": "x"})
	s.signedIn(t, "", password).want(t, 400, "InvalidRequest", "POST", "/totp/confirm", object{"Code": code()}) // not its seed
	before := s.signedIn(t, "", password)
	got := b.want(t, 200, "", "POST", "/totp/confirm", object{"Code": code()})
	if !strings.HasPrefix(got.header.Get("Set-Cookie"), "miyao-session=") || before.isSignedIn(t) || !b.isSignedIn(t) {
		t.Error("the wrong session ended when one-time codes were switched on")
	}
	b.want(t, 400, "InvalidRequest", "POST", "/totp/confirm", object{"Code": code()})
	if b.want(t, 200, "", "GET", "/session", nil).object["TOTP"] != true {
		t.Error("the session does not say so")
	}
	other := s.browser(t)
	other.want(t, 401, "CodeRequired", "POST", "/session", object{"Password": password})
	other.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": "wrong"})
	other.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": password, "Code": "000000"})
	used := code()
	other.want(t, 200, "", "POST", "/session", object{"Password": password, "Code": used})
	other.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": password, "Code": used})
	b.want(t, 403, "SignInFailed", "DELETE", "/totp", object{"Password": "wrong"})
	if !other.isSignedIn(t) {
		t.Error("a refused change ends sessions")
	}
	b.want(t, 200, "", "DELETE", "/totp", object{"Password": password})
	if other.isSignedIn(t) || !b.isSignedIn(t) {
		t.Error("the wrong session ended when one-time codes were switched off")
	}
	other.want(t, 200, "", "POST", "/session", object{"Password": password})
	for _, request := range [][2]string{{"POST", "/totp"}, {"POST", "/totp/confirm"}, {"DELETE", "/totp"}} {
		s.browser(t).want(t, 401, "SessionExpired", request[0], request[1], object{})
	}
}

// TestTOTPOnAndOff: a session that saw neither change is over too, although all is
// as it was when it began; and so are those of a user whose password another
// principal sets, also one that had none and has none again.
func TestTOTPOnAndOff(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	idle, b := s.signedIn(t, "", password), s.signedIn(t, "", password)
	text, _ := b.want(t, 200, "", "POST", "/totp", object{"Password": password}).object["Secret"].(string)
	code, err := totp.GenerateCode(text, time.Unix(s.clock.Load(), 0))
	if err != nil {
		t.Fatal(err)
	}
	b.want(t, 200, "", "POST", "/totp/confirm", object{"Code": code})
	b.want(t, 200, "", "DELETE", "/totp", object{"Password": password})
	if idle.isSignedIn(t) {
		t.Error("it outlives that one-time codes were on")
	}
	call := func(action string, body object) {
		t.Helper()
		if got := b.want(t, 200, "", "POST", "/api/"+action, body); strings.Contains(string(got.body), `"Error"`) {
			t.Fatalf("%s: %s", action, got.body)
		}
	}
	call("AddUser", object{"Name": "ann", "ConsoleLogin": 1, "Password": password})
	ann := s.signedIn(t, "ann", password)
	call("UpdateUser", object{"Name": "ann", "Remark": "no change of how she signs in"})
	if !ann.isSignedIn(t) {
		t.Error("a change of something else ends sessions")
	}
	call("UpdateUser", object{"Name": "ann", "ConsoleLogin": 0})
	call("UpdateUser", object{"Name": "ann", "ConsoleLogin": 1, "Password": password})
	if ann.isSignedIn(t) {
		t.Error("it outlives a password that was taken away")
	}
}

// TestSetup sets the first password, once.
func TestSetup(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	link, err := s.node.SignIns.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": "x", "Password": password})
	b.want(t, 400, "PasswordRefused", "POST", "/setup", object{"Token": link.Token, "Password": "short"})
	in := b.want(t, 200, "", "POST", "/setup", object{"Token": link.Token, "Password": password}).object
	if in["SignedIn"] != true || !b.isSignedIn(t) {
		t.Errorf("%v", in)
	}
	s.browser(t).want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": link.Token, "Password": password})
	s.signedIn(t, "", password)
	late, err := s.node.SignIns.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.clock.Add(24 * 3600)
	b.want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": late.Token, "Password": password})
}

// TestAudited records what happens to sign-ins, and never what was typed.
func TestAudited(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b := s.browser(t)
	b.want(t, 401, "SignInFailed", "POST", "/session", object{"Name": "typed-in-the-wrong-field", "Password": "a wrong password"})
	b.want(t, 401, "SignInFailed", "POST", "/session", object{"Password": "a wrong password"})
	b.want(t, 200, "", "POST", "/session", object{"Password": password})
	b.want(t, 403, "SignInFailed", "POST", "/password", object{"Old": "a wrong password", "New": "another correct horse"})
	b.want(t, 200, "", "POST", "/password", object{"Old": password, "New": "another correct horse"})
	seed := b.want(t, 200, "", "POST", "/totp", object{"Password": "another correct horse"}).object["Secret"].(string)
	code, err := totp.GenerateCode(seed, time.Unix(s.clock.Load(), 0))
	if err != nil {
		t.Fatal(err)
	}
	b.want(t, 200, "", "POST", "/totp/confirm", object{"Code": code})
	b.call(t, "", "CreateKey", object{"Alias": "from-the-console"})
	b.want(t, 200, "", "DELETE", "/totp", object{"Password": "another correct horse"})
	b.want(t, 200, "", "DELETE", "/session", nil)
	link, err := s.node.SignIns.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	b.want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": "no-token", "Password": "yet a third horse"})
	got := b.want(t, 200, "", "POST", "/setup", object{"Token": link.Token, "Password": "yet a third horse"})
	cookie, err := http.ParseSetCookie(got.header.Get("Set-Cookie"))
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, e := range s.entries(t) {
		if e.Phase == audit.PhaseSystem {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s %s %q %v", e.Phase, e.Action, e.Code, e.Principal == s.root))
		if e.SourceIP != "127.0.0.1" || e.SecretID != "" || e.RequestID == "" || e.UserAgent == "" || e.Principal != e.Account {
			t.Errorf("%+v", e)
		}
	}
	want := []string{
		`call ConsoleSignIn "SignInFailed" false`, `call ConsoleSignIn "SignInFailed" true`, `call ConsoleSignIn "" true`,
		`call ConsoleSetPassword "SignInFailed" true`, `intent ConsoleSetPassword "" true`, `result ConsoleSetPassword "" true`,
		`intent ConsoleEnableTOTP "" true`, `result ConsoleEnableTOTP "" true`,
		`intent CreateKey "" true`, `result CreateKey "" true`,
		`intent ConsoleDisableTOTP "" true`, `result ConsoleDisableTOTP "" true`, `call ConsoleSignOut "" true`,
		`call ConsoleSetPassword "LinkInvalid" false`, `intent ConsoleSetPassword "" false`, `result ConsoleSetPassword "" true`,
		`call ConsoleSignIn "" true`,
	}
	if !slices.Equal(lines, want) {
		t.Errorf("audit log:\n%s\nwant:\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	s.close()
	for where, content := range s.written(t) {
		for _, text := range []string{password, "a wrong password", "another correct horse", "yet a third horse",
			"typed-in-the-wrong-field", seed, link.Token, "no-token", cookie.Value} {
			if strings.Contains(content, text) {
				t.Errorf("%q is in %s", text, where)
			}
		}
	}
}

// TestFailuresAreBounded: who fails again and again does not fill the log.
func TestFailuresAreBounded(t *testing.T) {
	s := start(t)
	b := s.browser(t)
	for range 100 {
		b.want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": "x", "Password": password})
	}
	count := func() (n int, unrecorded string) {
		for _, e := range s.entries(t) {
			if e.Action == "ConsoleSetPassword" {
				n, unrecorded = n+1, e.Detail["unrecorded"]
			}
		}
		return n, unrecorded
	}
	if n, unrecorded := count(); n != 60 || unrecorded != "" {
		t.Errorf("%d entries, %q", n, unrecorded)
	}
	s.clock.Add(60)
	b.want(t, 401, "LinkInvalid", "POST", "/setup", object{"Token": "x", "Password": password})
	if n, unrecorded := count(); n != 61 || unrecorded != "40" {
		t.Errorf("%d entries, %q", n, unrecorded)
	}
}

// TestNoAudit: what cannot be recorded does not happen.
func TestNoAudit(t *testing.T) {
	s := start(t)
	s.setPassword(t, s.root, password)
	b, out := s.signedIn(t, "", password), s.browser(t)
	link, err := s.node.SignIns.NewLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.node.Audit.Close(); err != nil {
		t.Fatal(err)
	}
	out.want(t, 503, "ServiceUnavailable", "POST", "/session", object{"Password": password})
	out.want(t, 503, "ServiceUnavailable", "POST", "/session", object{"Password": "wrong"})
	out.want(t, 503, "ServiceUnavailable", "POST", "/setup", object{"Token": link.Token, "Password": "another correct horse"})
	b.want(t, 503, "ServiceUnavailable", "POST", "/password", object{"Old": password, "New": "another correct horse"})
	if out.isSignedIn(t) || !b.isSignedIn(t) {
		t.Error("something happened")
	}
	b.call(t, "ServiceUnavailable", "CreateKey", object{"Alias": "x"})
	b.want(t, 503, "ServiceUnavailable", "DELETE", "/session", nil)
	if b.isSignedIn(t) {
		t.Error("signing out must not depend on a record")
	}
}
