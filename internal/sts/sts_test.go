package sts_test

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
	"miyao/internal/store"
)

// world is a real node with a root caller and a clock of its own.
type world struct {
	*node.Node
	*testing.T
	clock  atomic.Int64
	root   *identity.Caller
	caller *identity.Caller
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t}
	w.clock.Store(1_900_000_000)
	w.Node = nodetest.Open(t, nodetest.Dir(t, t.TempDir()), node.Config{
		Regions: []kms.Region{{Name: "ap-guangzhou"}}, Now: func() time.Time { return time.Unix(w.clock.Load(), 0) },
	})
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.root = nodetest.Root(t, w.Node)
	w.caller = w.root
	return w
}

func (w *world) credential(secretID string) *identity.Caller {
	w.Helper()
	return nodetest.Caller(w, w.Node, secretID)
}

// call makes a request as the world's caller.
func call[Req, Resp any](w *world, action api.Action[Req, Resp], req Req) (*Resp, api.Code) {
	w.Helper()
	body, err := json.Marshal(req)
	if err != nil {
		w.Fatal(err)
	}
	answer, failure := w.Service.Do(w.Context(), &kms.Request{ID: uuid.NewString(), Action: action.Name,
		Version: action.Product.Version, Region: "ap-guangzhou", Body: body, Caller: w.caller, SourceIP: "127.0.0.1"})
	if failure != nil {
		if text := failure.Message + failure.MessageZH; strings.Contains(text, ": :") || strings.Contains(text, "：：") {
			w.Errorf("%s names an empty place: %s", action.Name, text)
		}
		return nil, failure.Code
	}
	return any(answer).(*Resp), ""
}

func must[Req, Resp any](w *world, action api.Action[Req, Resp], req Req) *Resp {
	w.Helper()
	resp, code := call(w, action, req)
	if code != "" {
		w.Fatalf("%s: %s", action.Name, code)
	}
	return resp
}

func refused[Req, Resp any](w *world, want api.Code, action api.Action[Req, Resp], req Req) {
	w.Helper()
	if _, code := call(w, action, req); code != want {
		w.Errorf("%s: got %q, want %q", action.Name, code, want)
	}
}

// change changes rows as an administrator's action does.
func (w *world) change(fn func(*store.Tx) error, secretIDs ...string) {
	w.Helper()
	err := w.Directory.Apply(w.Context(), func() error { return w.Store.Update(w.Context(), fn) }, secretIDs...)
	if err != nil {
		w.Fatal(err)
	}
}

// user makes a user with a policy and returns its caller.
func (w *world) user(uin uint64, document string) *identity.Caller {
	w.Helper()
	account := w.root.Account.Uin
	w.change(func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertPrincipal(store.Principal{Uin: uin, Account: account, Kind: store.PrincipalUser, Name: fmt.Sprint("user", uin)}),
			tx.InsertPolicy(store.Policy{ID: uin, Account: account, Name: fmt.Sprint("policy", uin), Document: document}),
			tx.Attach(store.Attachment{Account: account, Kind: store.AttachedToUser, Target: uin, Policy: uin}))
	})
	row, _, err := w.Directory.Create(w.Context(), uin, "")
	if err != nil {
		w.Fatal(err)
	}
	return w.credential(row.SecretID)
}

// role makes a role that may describe keys, trusted by everyone of the account.
func (w *world) role(id uint64, name string) string {
	w.Helper()
	account := w.root.Account.Uin
	trust := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/%d:root"]}}]}`, account)
	w.change(func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertRole(store.Role{ID: id, Account: account, Name: name, Trust: trust, MaxSession: 7200}),
			tx.InsertPolicy(store.Policy{ID: id, Account: account, Name: name, Document: allow("kms:Describe*")}),
			tx.Attach(store.Attachment{Account: account, Kind: store.AttachedToRole, Target: id, Policy: id}))
	})
	return fmt.Sprintf("qcs::cam::uin/%d:roleName/%s", account, name)
}

func allow(action string) string {
	return `{"version":"2.0","statement":[{"effect":"allow","action":"` + action + `","resource":"*"}]}`
}

// session makes the world's caller the one of a temporary credential.
func (w *world) session(c api.Credentials) error {
	found, err := w.Directory.Session(w.Context(), c.TmpSecretId, c.Token)
	if err == nil {
		w.caller = &found.Caller
	}
	return err
}

func TestAssumeRole(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "key"}).KeyId
	arn := w.role(2000, "reader")
	w.caller = w.user(3000, allow("sts:AssumeRole"))
	made := must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: "night-job"})
	if made.ExpiredTime != w.clock.Load()+7200 || made.Expiration == "" || made.Credentials.TmpSecretKey == "" {
		t.Errorf("made %+v", made)
	}
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	if err := w.session(made.Credentials); err != nil {
		t.Fatal(err)
	}
	must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.UnauthorizedOperation, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	who := must(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{})
	if who.UserId != "2000:night-job" || who.PrincipalId != "3000" || who.Type != "CAMRole" || !strings.HasSuffix(who.Arn, ":assumed-role/2000") {
		t.Errorf("identity %+v", who)
	}
	page, err := w.Audit.Search(t.Context(), audit.Query{Limit: 9, Where: map[audit.Field][]string{audit.BySecretID: {w.caller.SecretID}}})
	if err != nil || len(page.Records) != 3 {
		t.Fatalf("%d entries, %v", len(page.Records), err)
	}
	for _, r := range page.Records { // allowed and refused calls alike
		if r.Entry.Principal != 2000 || r.Entry.Detail[audit.SessionDetail] != "night-job" {
			t.Errorf("entry %+v", r.Entry)
		}
	}
}

func TestAssumeRoleRefusals(t *testing.T) {
	w := newWorld(t)
	arn := w.role(2000, "reader")
	foreign := strings.Replace(arn, fmt.Sprint(w.root.Account.Uin), "12345", 1)
	ask := func(arn, name string) api.AssumeRoleRequest {
		return api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: name}
	}
	refused(w, api.RoleNotFound, api.AssumeRole, ask(foreign, "name"))
	refused(w, api.RoleNotFound, api.AssumeRole, ask(arn+"x", "name"))
	refused(w, api.RoleNotFound, api.AssumeRole, ask("qcs::cam::uin/9999999999999999999:roleName/reader", "name"))
	refused(w, api.RoleNotFound, api.AssumeRole, ask(strings.Replace(arn, "roleName/reader", "role/99999999999999999999", 1), "name"))
	refused(w, api.ResouceError, api.AssumeRole, ask("reader", "name"))
	refused(w, api.ParamError, api.AssumeRole, ask(arn, "n"))
	refused(w, api.ParamError, api.AssumeRole, ask(arn, "a b"))
	forged := ask(arn, "name")
	forged.SourceIdentity = "ann\n" + strings.Repeat("x", 2000)
	refused(w, api.ParamError, api.AssumeRole, forged)
	refused(w, api.ResouceError, api.AssumeRole, ask(arn+"\x1b[2J", "name"))
	long := ask(arn, "name")
	long.DurationSeconds = new(uint64(7201))
	refused(w, api.OverTimeError, api.AssumeRole, long)
	bad := ask(arn, "name")
	bad.Policy = `{"version":"2.0"}`
	refused(w, api.StrategyFormatError, api.AssumeRole, bad)
	w.caller = w.user(3000, allow("kms:*"))
	refused(w, api.UnauthorizedOperation, api.AssumeRole, ask(arn, "name"))

	// The trust policy decides even for who may assume every role.
	w.change(func(tx *store.Tx) error {
		role, err := tx.Role(2000)
		role.Trust = strings.Replace(role.Trust, ":root", ":uin/1", 1)
		return errors.Join(err, tx.UpdateRole(role))
	})
	w.caller = w.root
	refused(w, api.RoleNotFound, api.AssumeRole, ask(arn, "name"))
}

// TestRolesAreNotGuessed tells nothing about the names of roles to who may not assume
// every role: policies may deny one by its other name.
func TestRolesAreNotGuessed(t *testing.T) {
	w := newWorld(t)
	account := fmt.Sprintf("qcs::cam::uin/%d:", w.root.Account.Uin)
	name, id := w.role(2000, "secret"), account+"role/2000"
	for i, asked := range []struct{ denied, role, missing string }{
		{name, id, account + "role/2001"},
		{id, name, account + "roleName/missing"},
	} {
		w.caller = w.user(uint64(3000+i), `{"version":"2.0","statement":[{"effect":"allow","action":"sts:*","resource":"*"},
			{"effect":"deny","action":"sts:*","resource":"`+asked.denied+`"}]}`)
		for _, arn := range []string{asked.role, asked.missing} {
			refused(w, api.UnauthorizedOperation, api.AssumeRole, api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: "name"})
		}
		w.caller = w.user(uint64(3010+i), allow("sts:*"))
		refused(w, api.RoleNotFound, api.AssumeRole, api.AssumeRoleRequest{RoleArn: asked.missing, RoleSessionName: "name"})
	}
}

func TestFederationToken(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "key"}).KeyId
	made := must(w, api.GetFederationToken, api.GetFederationTokenRequest{Name: "partner", Policy: url.QueryEscape(allow("kms:Encrypt"))})
	if made.ExpiredTime != uint64(w.clock.Load()+1800) {
		t.Errorf("expires at %d", made.ExpiredTime)
	}
	if err := w.session(made.Credentials); err != nil {
		t.Fatal(err)
	}
	must(w, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.UnauthorizedOperation, api.GetFederationToken, api.GetFederationTokenRequest{Name: "again", Policy: allow("*")})
	if who := must(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{}); who.Type != "FederatedUser" || !strings.HasSuffix(who.UserId, ":partner") {
		t.Errorf("identity %+v", who)
	}
	w.caller = w.root
	refused(w, api.OverTimeError, api.GetFederationToken, api.GetFederationTokenRequest{Name: "long", Policy: allow("*"), DurationSeconds: new(uint64(7201))})
	refused(w, api.StrategyFormatError, api.GetFederationToken, api.GetFederationTokenRequest{Name: "bad", Policy: "%zz"})
	for _, empty := range []string{"", " ", "%20"} { // would limit nothing
		refused(w, api.StrategyFormatError, api.GetFederationToken, api.GetFederationTokenRequest{Name: "all", Policy: empty})
	}
	refused(w, api.PolicyTooLong, api.GetFederationToken, api.GetFederationTokenRequest{Name: "big", Policy: strings.Repeat("x", 6145)})

	// A session never does more than its user may.
	w.caller = w.user(3000, allow("sts:GetFederationToken"))
	all := must(w, api.GetFederationToken, api.GetFederationTokenRequest{Name: "all", Policy: allow("*")})
	if err := w.session(all.Credentials); err != nil {
		t.Fatal(err)
	}
	refused(w, api.UnauthorizedOperation, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	refused(w, api.TempKeyNotAllowed, api.GetFederationToken, api.GetFederationTokenRequest{Name: "again", Policy: allow("*")})
}

func TestCallerIdentityOfUsers(t *testing.T) {
	w := newWorld(t)
	account := fmt.Sprint(w.root.Account.Uin)
	who := must(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{})
	if who.AccountId != account || who.UserId != account || who.Type != "CAMUser" {
		t.Errorf("root is %+v", who)
	}
	w.caller = w.user(3000, allow("kms:DescribeKey"))
	who = must(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{})
	if who.AccountId != account || who.PrincipalId != "3000" || who.Arn != "qcs::cam::uin/"+account+":uin/3000" {
		t.Errorf("a user is %+v", who)
	}
}

// TestSessionEnds: each way in which a temporary credential ends, at once.
func TestSessionEnds(t *testing.T) {
	for name, end := range map[string]func(w *world, parent string){
		"expired":         func(w *world, _ string) { w.clock.Add(7200) },
		"parent disabled": func(w *world, parent string) { w.must(w.Directory.SetEnabled(w.Context(), parent, false)) },
		"parent deleted":  func(w *world, parent string) { w.must(w.Directory.Delete(w.Context(), parent)) },
		"role deleted":    func(w *world, _ string) { w.change(func(tx *store.Tx) error { return tx.DeleteRole(2000) }) },
		"user deleted": func(w *world, parent string) {
			w.change(func(tx *store.Tx) error { return tx.DeletePrincipal(3000) }, parent)
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			arn := w.role(2000, "reader")
			w.caller = w.user(3000, allow("sts:AssumeRole"))
			parent := w.caller.SecretID
			made := must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: "job"}).Credentials
			if err := w.session(made); err != nil {
				t.Fatal(err)
			}
			end(w, parent)
			if err := w.session(made); !errors.Is(err, identity.ErrToken) {
				t.Errorf("got %v, want %v", err, identity.ErrToken)
			}
		})
	}
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

func TestTokenIsBound(t *testing.T) {
	w := newWorld(t)
	ask := api.GetFederationTokenRequest{Name: "job", Policy: allow("*")}
	one, two := must(w, api.GetFederationToken, ask).Credentials, must(w, api.GetFederationToken, ask).Credentials
	refuse := func(what, secretID, token string, want error) {
		if _, err := w.Directory.Session(w.Context(), secretID, token); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	refuse("of another credential", one.TmpSecretId, two.Token, identity.ErrToken)
	refuse("empty", one.TmpSecretId, "", identity.ErrToken)
	refuse("with a lasting credential", w.root.SecretID, one.Token, identity.ErrToken)
	refuse("with an unknown credential", "AKIDx", one.Token, identity.ErrUnknownCredential)
	refuse("huge", one.TmpSecretId, strings.Repeat("A", 1<<20), identity.ErrToken)
	for i := 0; i < len(one.Token); i += 7 {
		flipped := []byte(one.Token)
		flipped[i] ^= 1
		refuse(fmt.Sprint("changed at ", i), one.TmpSecretId, string(flipped), identity.ErrToken)
	}
	refuse("cut", one.TmpSecretId, one.Token[:len(one.Token)-1], identity.ErrToken)
	if err := w.session(one); err != nil {
		t.Error(err)
	}
}

// chain makes a user that assumes a role which assumes another one, and returns
// the user's SecretId and both temporary credentials.
func chain(w *world, life uint64) (parent string, first, second *api.AssumeRoleResponse) {
	w.Helper()
	one, two := w.role(2000, "first"), w.role(2001, "second")
	w.change(func(tx *store.Tx) error {
		p, err := tx.Policy(2000)
		p.Document = allow("sts:AssumeRole")
		return errors.Join(err, tx.UpdatePolicy(p))
	})
	w.caller = w.user(3000, allow("sts:AssumeRole"))
	parent = w.caller.SecretID
	first = must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: one, RoleSessionName: "one", DurationSeconds: &life})
	w.must(w.session(first.Credentials))
	w.clock.Add(100)
	second = must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: two, RoleSessionName: "two"})
	return parent, first, second
}

// TestChainedRole: a role assumed by a role goes back to the first credential and
// ends with whatever is on the way.
func TestChainedRole(t *testing.T) {
	for name, end := range map[string]func(w *world, parent string){
		"credential disabled": func(w *world, parent string) { w.must(w.Directory.SetEnabled(w.Context(), parent, false)) },
		"credential deleted":  func(w *world, parent string) { w.must(w.Directory.Delete(w.Context(), parent)) },
		"user deleted": func(w *world, parent string) {
			w.change(func(tx *store.Tx) error { return tx.DeletePrincipal(3000) }, parent)
		},
		"first role deleted":  func(w *world, _ string) { w.change(func(tx *store.Tx) error { return tx.DeleteRole(2000) }) },
		"second role deleted": func(w *world, _ string) { w.change(func(tx *store.Tx) error { return tx.DeleteRole(2001) }) },
		"first role made anew": func(w *world, _ string) {
			w.change(func(tx *store.Tx) error {
				role, err := tx.Role(2000)
				role2 := role
				role2.ID = 2002
				return errors.Join(err, tx.DeleteRole(2000), tx.InsertRole(role2))
			})
		},
		"first session over": func(w *world, _ string) { w.clock.Add(1000 - 100) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			parent, _, second := chain(w, 1000)
			w.must(w.session(second.Credentials))
			w.must(w.session(second.Credentials)) // also from memory
			end(w, parent)
			if err := w.session(second.Credentials); !errors.Is(err, identity.ErrToken) {
				t.Errorf("it goes on: %v", err)
			}
		})
	}
}

// TestChainedRoleIsBounded by the end of the session that asked for it, which the
// answer says, over a chain of three.
func TestChainedRoleIsBounded(t *testing.T) {
	w := newWorld(t)
	_, first, second := chain(w, 1000)
	if second.ExpiredTime != first.ExpiredTime || second.Expiration != first.Expiration {
		t.Errorf("ends at %d, the one before at %d", second.ExpiredTime, first.ExpiredTime)
	}
	w.must(w.session(first.Credentials))
	short := must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: w.role(2003, "third"), RoleSessionName: "three", DurationSeconds: new(uint64(60))})
	if short.ExpiredTime != w.clock.Load()+60 {
		t.Errorf("a shorter one ends at %d", short.ExpiredTime)
	}
	w.clock.Add(899)
	w.must(w.session(second.Credentials))
	w.clock.Add(1)
	if err := w.session(second.Credentials); !errors.Is(err, identity.ErrToken) {
		t.Errorf("it outlives the one that asked for it: %v", err)
	}
}

// TestRoleOfAnotherAccount: who assumes a role of another account acts there and
// no longer at home, whatever the role may do.
func TestRoleOfAnotherAccount(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "at-home"}).KeyId
	const away = 7000
	trust := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"sts:AssumeRole","principal":{"qcs":"qcs::cam::uin/%d:root"}}]}`, w.root.Account.Uin)
	w.change(func(tx *store.Tx) error {
		return errors.Join(
			tx.InsertAccount(store.Account{Uin: away, Name: "away"}),
			tx.InsertRole(store.Role{ID: 2000, Account: away, Name: "guest", Trust: trust, MaxSession: 7200}),
			tx.InsertPolicy(store.Policy{ID: 2000, Account: away, Name: "guest", Document: allow("*")}),
			tx.Attach(store.Attachment{Account: away, Kind: store.AttachedToRole, Target: 2000, Policy: 2000}))
	})
	w.caller = w.user(3000, allow("sts:AssumeRole"))
	w.must(w.session(must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: "qcs::cam::uin/7000:roleName/guest", RoleSessionName: "job"}).Credentials))
	if who := must(w, api.GetCallerIdentity, api.GetCallerIdentityRequest{}); who.AccountId != fmt.Sprint(away) || who.PrincipalId != "3000" {
		t.Errorf("identity %+v", who)
	}
	refused(w, api.CmkNotFound, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
	if n := must(w, api.ListKeys, api.ListKeysRequest{}).TotalCount; n != 0 {
		t.Errorf("the role sees %d keys of its guest's account", n)
	}
}

// TestDeniedRoleByEachName: a policy that denies a role by one of its names
// denies it by the other, and so does one that allows it.
func TestDeniedRoleByEachName(t *testing.T) {
	w := newWorld(t)
	byName := w.role(2000, "reader")
	byID := strings.Replace(byName, "roleName/reader", "role/2000", 1)
	names := map[string]string{"name": byName, "id": byID}
	statement := func(effect, resource string) string {
		return `{"effect":"` + effect + `","action":"sts:AssumeRole","resource":"` + resource + `"}`
	}
	uin := uint64(3000)
	for written, name := range names {
		denied := w.user(uin, `{"version":"2.0","statement":[`+statement("allow", "*")+`,`+statement("deny", name)+`]}`)
		allowed := w.user(uin+1, `{"version":"2.0","statement":[`+statement("allow", name)+`]}`)
		uin += 2
		for asked, arn := range names {
			w.caller = denied
			if _, code := call(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: "job"}); code != api.UnauthorizedOperation {
				t.Errorf("denied by %s, asked for by %s: got %q", written, asked, code)
			}
			w.caller = allowed
			if _, code := call(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: arn, RoleSessionName: "job"}); code != "" {
				t.Errorf("allowed by %s, asked for by %s: got %q", written, asked, code)
			}
		}
	}
}

// TestTrustedRoleByEachName: a trust policy may name a role by name or by id.
func TestTrustedRoleByEachName(t *testing.T) {
	w := newWorld(t)
	first, second := w.role(2000, "first"), w.role(2001, "second")
	w.change(func(tx *store.Tx) error {
		p, err := tx.Policy(2000)
		p.Document = allow("sts:AssumeRole")
		return errors.Join(err, tx.UpdatePolicy(p))
	})
	w.must(w.session(must(w, api.AssumeRole, api.AssumeRoleRequest{RoleArn: first, RoleSessionName: "one"}).Credentials))
	ask := api.AssumeRoleRequest{RoleArn: second, RoleSessionName: "two"}
	for _, name := range []string{"roleName/first", "role/2000"} {
		principal := fmt.Sprintf("qcs::cam::uin/%d:%s", w.root.Account.Uin, name)
		statement := func(effect, principal string) string {
			return `{"effect":"` + effect + `","action":"sts:AssumeRole","principal":{"qcs":"` + principal + `"}}`
		}
		trust := func(statements string) {
			w.change(func(tx *store.Tx) error {
				role, err := tx.Role(2001)
				role.Trust = `{"version":"2.0","statement":[` + statements + `]}`
				return errors.Join(err, tx.UpdateRole(role))
			})
		}
		trust(statement("allow", principal))
		must(w, api.AssumeRole, ask)
		trust(statement("allow", fmt.Sprintf("qcs::cam::uin/%d:root", w.root.Account.Uin)) + "," + statement("deny", principal))
		refused(w, api.RoleNotFound, api.AssumeRole, ask)
	}
}
