package console

import (
	"errors"
	"net/http"
	"strconv"
	"time"

	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/secret"
)

// signedOut is the session of nobody.
type signedOut struct {
	SignedIn bool // false
	Setup    bool // no password was set yet
	OIDC     *provider
	Version  string
}

// provider is another way to sign in.
type provider struct{ Name string }

// signedInAs is the session of somebody.
type signedInAs struct {
	SignedIn  bool // true
	Account   accountView
	Principal principalView
	Regions   []regionView
	Region    string // the default one
	Expires   int64  // Unix seconds
	Actions   []string
	TOTP      bool // one-time passwords are asked for
	Version   string
	Node      *nodeView // what root may know of the server; nil for others
}

type nodeView struct {
	Started int64 // Unix seconds
	Slots   []slotView
}

type slotView struct {
	Provider string
	Created  int64 // Unix seconds
}

// viewNode is nil for who is not root.
func (x *exchange) viewNode() *nodeView {
	if !x.caller.Root() {
		return nil
	}
	view := &nodeView{Started: x.started.Unix(), Slots: []slotView{}}
	for _, slot := range x.Slots {
		view.Slots = append(view.Slots, slotView{slot.Provider, slot.Created.Unix()})
	}
	return view
}

type accountView struct{ Uin, AppId, Name string }

type principalView struct {
	Uin, Name, Kind string
	Session         string `json:",omitzero"` // of a role: under which name
}

type regionView struct {
	Name string
	SM   bool
}

func showSession(x *exchange) (any, error) {
	if x.caller == nil {
		setup, err := x.SignIns.Setup(x.ctx())
		return signedOut{Setup: setup.NeedsPassword, OIDC: x.oidc.view(), Version: x.Version}, err
	}
	account, principal := x.caller.Account, x.caller.Principal
	view := signedInAs{
		SignedIn:  true,
		Account:   accountView{strconv.FormatUint(account.Uin, 10), strconv.FormatUint(account.AppID, 10), account.Name},
		Principal: principalView{strconv.FormatUint(principal.Uin, 10), principal.Name, principal.Kind, x.caller.Session},
		Region:    x.Regions[0].Name, Expires: x.session.expires().Unix(), Version: x.Version, Node: x.viewNode(),
	}
	for _, region := range x.Regions {
		view.Regions = append(view.Regions, regionView{region.Name, region.SM})
	}
	var err error
	if view.Actions, err = possibleActions(x); err != nil {
		return nil, err
	}
	view.TOTP, err = x.SignIns.HasSeed(x.ctx(), principal.Uin)
	return view, err
}

func signIn(x *exchange) (any, error) {
	var req struct {
		Name, Account, Password, Code string
	}
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	attempt := identity.Attempt{Name: req.Name, Password: secret.New([]byte(req.Password)), Code: req.Code, Source: x.source}
	if req.Account != "" {
		var err error
		if attempt.Account, err = strconv.ParseUint(req.Account, 10, 63); err != nil || attempt.Account == 0 {
			return nil, refuse(http.StatusBadRequest, codeInvalidRequest, "Account is the number (uin) of an account.", "Account 应为账号 ID（uin）。")
		}
	}
	p, stamp, err := x.SignIns.SignIn(x.ctx(), attempt)
	if err != nil {
		return nil, x.recordFailure(actionSignIn, p.Account, p.Uin, signInRefusal(http.StatusUnauthorized, err))
	}
	return x.enterAs(p.Uin, stamp)
}

// enterAs is enter for a principal. stamp is of the password that was shown.
func (x *exchange) enterAs(principal uint64, stamp identity.Stamp) (any, error) {
	caller, err := x.Directory.CallerOf(x.ctx(), principal)
	if err != nil {
		return nil, err
	}
	return x.enter(caller, stamp, absoluteLimit)
}

// enter begins a session of a caller, in the place of the one before, and answers
// it.
func (x *exchange) enter(caller *identity.Caller, stamp identity.Stamp, life time.Duration) (any, error) {
	x.caller = caller
	entry := x.entry(actionSignIn)
	if err := x.Audit.AppendSync(&entry); err != nil {
		return nil, err
	}
	x.begin(stamp, life)
	return showSession(x)
}

// enterNow is enter for who proved by something else than a password.
func (x *exchange) enterNow(principal uint64) (any, error) {
	stamp, err := x.SignIns.Stamp(x.ctx(), principal)
	if err != nil {
		return nil, err
	}
	return x.enterAs(principal, stamp)
}

// begin makes a session of the caller and sets its cookie.
func (x *exchange) begin(stamp identity.Stamp, life time.Duration) {
	x.sessions.end(x.key)
	who := holder{x.caller.Principal.Uin, x.caller.Session}
	id := x.sessions.begin(session{holder: who, stamp: stamp, life: life})
	x.key = keyOf(id)
	x.session, _ = x.sessions.find(x.key, false)
	x.setCookie(id)
}

func signOut(x *exchange) (any, error) {
	if x.caller != nil {
		entry := x.entry(actionSignOut)
		x.sessions.end(x.key) // whatever becomes of the record
		if err := x.Audit.Append(&entry); err != nil {
			return nil, err
		}
		x.caller = nil
	}
	x.setCookie("")
	return showSession(x)
}

// setUp sets root's password by a one-time link.
func setUp(x *exchange) (any, error) {
	var req struct{ Token, Password string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	if err := x.SignIns.CheckLink(x.ctx(), req.Token); err != nil {
		return nil, x.recordFailure(actionSetPassword, 0, 0, passwordRefusal(err))
	}
	var root uint64
	err := x.change(actionSetPassword, func(entry *audit.Entry) error {
		p, err := x.SignIns.Redeem(x.ctx(), req.Token, secret.New([]byte(req.Password)))
		root, entry.Account, entry.Principal = p.Uin, p.Account, p.Uin
		return passwordRefusal(err)
	})
	if err != nil {
		return nil, err
	}
	return x.enterNow(root)
}

// changePassword ends all sessions of the principal and begins a new one.
func changePassword(x *exchange) (any, error) {
	var req struct{ Old, New string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	if err := x.checkPassword(actionSetPassword, req.Old); err != nil {
		return nil, err
	}
	err := x.change(actionSetPassword, func(*audit.Entry) error {
		return passwordRefusal(x.SignIns.SetPassword(x.ctx(), x.session.principal, secret.New([]byte(req.New))))
	})
	if err != nil {
		return nil, err
	}
	if err := x.renew(); err != nil {
		return nil, err
	}
	return showSession(x)
}

// renew begins the caller's session anew, after a change of how it signs in ended
// all that it had.
func (x *exchange) renew() error {
	stamp, err := x.SignIns.Stamp(x.ctx(), x.session.principal)
	if err == nil {
		x.begin(stamp, absoluteLimit)
	}
	return err
}

// checkPassword asks who is signed in for the password again.
func (x *exchange) checkPassword(action, password string) error {
	p := x.caller.Principal
	err := x.SignIns.CheckPassword(x.ctx(), p.Uin, secret.New([]byte(password)), x.source)
	if err != nil {
		return x.recordFailure(action, p.Account, p.Uin, signInRefusal(http.StatusForbidden, err))
	}
	return nil
}

func newTOTP(x *exchange) (any, error) {
	var req struct{ Password string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	if err := x.checkPassword(actionEnableTOTP, req.Password); err != nil {
		return nil, err
	}
	seed, err := identity.NewSeed(x.caller.Principal.Name)
	if err != nil {
		return nil, err
	}
	x.sessions.setPending(x.key, seed)
	return struct{ URL, Secret string }{seed.URL(), seed.Text()}, nil
}

// confirmTOTP ends all sessions of the principal and begins a new one.
func confirmTOTP(x *exchange) (any, error) {
	var req struct{ Code string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	seed := x.session.pending
	if seed == nil {
		return nil, refuse(http.StatusBadRequest, codeInvalidRequest, "Ask for a seed first.", "请先获取动态口令密钥。")
	}
	err := x.change(actionEnableTOTP, func(*audit.Entry) error {
		err := x.SignIns.Confirm(x.ctx(), x.session.principal, seed, req.Code)
		if errors.Is(err, identity.ErrCode) {
			return refuse(http.StatusBadRequest, codeCodeInvalid,
				"The code is not the present one of this seed; is the clock of the device right?", "动态口令不正确，请检查设备时钟。")
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return struct{}{}, x.renew()
}

// removeTOTP ends all sessions of the principal and begins a new one.
func removeTOTP(x *exchange) (any, error) {
	var req struct{ Password string }
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	if err := x.checkPassword(actionDisableTOTP, req.Password); err != nil {
		return nil, err
	}
	err := x.change(actionDisableTOTP, func(*audit.Entry) error {
		return x.SignIns.RemoveSeed(x.ctx(), x.session.principal)
	})
	if err != nil {
		return nil, err
	}
	return struct{}{}, x.renew()
}

// signInRefusal says why signing in, or giving the password again, failed.
func signInRefusal(status int, err error) error {
	var tooMany *identity.TooManyError
	switch {
	case errors.Is(err, identity.ErrSignIn):
		return refuse(status, codeSignInFailed,
			"The name, the password or the one-time code is wrong.", "用户名、密码或动态口令不正确。")
	case errors.Is(err, identity.ErrCodeRequired):
		return refuse(status, codeCodeRequired,
			"Enter the one-time code of your authenticator.", "请输入身份验证器中的动态口令。")
	case errors.As(err, &tooMany):
		refused := refuse(status, codeTooMany,
			"Too many attempts to sign in; try again later.", "登录尝试次数过多，请稍后再试。")
		refused.after = tooMany.After
		return refused
	}
	return err
}

// passwordRefusal says why a password is not set.
func passwordRefusal(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, identity.ErrPasswordShort):
		return refuse(http.StatusBadRequest, codePasswordRefused, "A password has at least 12 characters.", "密码至少需要 12 个字符。")
	case errors.Is(err, identity.ErrPasswordLong):
		return refuse(http.StatusBadRequest, codePasswordRefused, "A password has at most 256 bytes.", "密码最长为 256 字节。")
	case errors.Is(err, identity.ErrPasswordSimple):
		return refuse(http.StatusBadRequest, codePasswordRefused,
			"A password has at least 5 different characters.", "密码至少需要 5 个不同的字符。")
	case errors.Is(err, identity.ErrLink):
		return refuse(http.StatusUnauthorized, codeLinkInvalid,
			"The link is not valid: it was used, replaced by a newer one, or is older than 24 hours. Make a new one with \"miyao console link\".",
			"链接无效：已被使用、已被新链接取代，或已超过 24 小时。请用 miyao console link 重新生成。")
	}
	return signInRefusal(http.StatusServiceUnavailable, err)
}
