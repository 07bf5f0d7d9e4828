package operator_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/operator"
)

// call makes a request as a caller and returns its code and answer.
func (c *control) call(t *testing.T, caller *identity.Caller, action *api.Info, body string) (api.Code, api.Answer) {
	t.Helper()
	answer, failure := c.node.Service.Do(t.Context(), &kms.Request{ID: uuid.NewString(), Action: action.Name,
		Version: action.Product.Version, Body: []byte(body), Caller: caller, SourceIP: "127.0.0.1"})
	if failure != nil {
		return failure.Code, nil
	}
	return "", answer
}

func (c *control) caller(t *testing.T, secretID string) *identity.Caller {
	t.Helper()
	credential, ok := c.node.Directory.Credential(secretID)
	if !ok {
		t.Fatalf("%s is not usable", secretID)
	}
	return &credential.Caller
}

// operator makes an operator's credential.
func (c *control) operator(t *testing.T) *identity.Caller {
	t.Helper()
	status, text := c.send(t, "POST", "/credentials?operator", "from afar")
	var made operator.NewCredential
	if err := json.Unmarshal(text, &made); status != 200 || err != nil || !made.Operator {
		t.Fatalf("status %d, %v: %s", status, err, text)
	}
	return c.caller(t, made.SecretID)
}

// TestOperatorIsApart: an operator's credential does its own actions and no other,
// and nobody else does these, root neither.
func TestOperatorIsApart(t *testing.T) {
	c := start(t)
	root := c.caller(t, c.list(t)[0].SecretID)
	op := c.operator(t)
	own := 0
	for _, action := range api.Actions() {
		others, refused := root, op
		if action.Product == api.ProductOperator {
			others, refused = op, root
			own++
		}
		if code, _ := c.call(t, others, action, "{}"); code == api.UnauthorizedOperation {
			t.Errorf("%s by who may: %s", action.Name, code)
		}
		code, _ := c.call(t, refused, action, "{}")
		if want := api.UnauthorizedOperation; code != want && action != api.GetCallerIdentity.Info {
			t.Errorf("%s by who may not: %q", action.Name, code)
		}
	}
	if own != len(operator.Bindings(c.node.Operator())) || own == 0 {
		t.Errorf("%d actions are the operator's", own)
	}
	if _, answer := c.call(t, op, api.GetCallerIdentity.Info, "{}"); answer.(*api.GetCallerIdentityResponse).AccountId != "1" {
		t.Errorf("%+v", answer)
	}
	for _, action := range []*api.Info{api.CreateAccount.Info, api.ListKeys.Info} {
		for caller, want := range map[*identity.Caller]bool{op: action == api.CreateAccount.Info, root: action == api.ListKeys.Info} {
			if may, err := c.node.Service.Permits(t.Context(), caller, "", action, kms.AnyResource); may != want || err != nil {
				t.Errorf("%s is shown as %v: %v", action.Name, may, err)
			}
		}
	}
}

// TestOperatorIsHidden: no account sees the operator's principal or credentials,
// whatever it may do, and no account's name or number leads to it.
func TestOperatorIsHidden(t *testing.T) {
	c := start(t)
	root := c.caller(t, c.list(t)[0].SecretID)
	op := c.operator(t)
	for body, action := range map[string]*api.Info{
		`{"TargetUin":1}`: api.CreateAccessKey.Info,
		`{"TargetUin":1,"AccessKeyId":"` + op.SecretID + `"}`:                     api.DeleteAccessKey.Info,
		`{"TargetUin":1,"AccessKeyId":"` + op.SecretID + `","Status":"Inactive"}`: api.UpdateAccessKey.Info,
		`{"AttachUin":1,"PolicyId":1}`:                                            api.AttachUserPolicy.Info,
		`{"Name":"operator"}`:                                                     api.DeleteUser.Info,
		`{"Name":"operator","Password":"correct horse battery"}`:                  api.UpdateUser.Info,
		`{"Principal":"1","ActionNames":["kms:Encrypt"]}`:                         api.SimulatePrincipalPolicy.Info,
		`{"RoleArn":"qcs::cam::uin/1:roleName/x","RoleSessionName":"xx"}`:         api.AssumeRole.Info,
	} {
		if code, _ := c.call(t, root, action, body); code == "" {
			t.Errorf("%s %s succeeds", action.Name, body)
		}
	}
	if _, answer := c.call(t, root, api.GetSecurityLastUsed.Info, `{"SecretIdList":["`+op.SecretID+`"]}`); len(answer.(*api.GetSecurityLastUsedResponse).SecretIdLastUsedRows) != 0 {
		t.Errorf("%+v", answer)
	}
	for _, path := range []string{"/accounts", "/accounts/quota?account=1", "/accounts/quota?account=operator"} {
		if status, text := c.send(t, "GET", path, ""); status == 200 && strings.Contains(string(text), "operator") {
			t.Errorf("%s: %s", path, text)
		}
	}
	if status, text := c.send(t, "POST", "/credentials?account=1", ""); status != 404 {
		t.Errorf("a root credential of the operator's account: %d %s", status, text)
	}
	if _, err := c.node.Directory.Root(t.Context()); err != nil {
		t.Error(err)
	}
}

// TestOperatorEnds: an operator's credential is disabled and deleted as others are,
// and outlives a start.
func TestOperatorEnds(t *testing.T) {
	c := start(t)
	op, second := c.operator(t), c.operator(t)
	again, err := identity.Open(t.Context(), c.node.Store, c.node.Keyring, c.node.Operator().Now)
	if err != nil {
		t.Fatal(err)
	}
	if found, ok := again.Credential(op.SecretID); !ok || !found.Caller.Operator() || found.Caller.Root() {
		t.Errorf("after a start: %v", ok)
	}
	c.send(t, "POST", "/credentials/"+op.SecretID+"/disable", "")
	c.send(t, "DELETE", "/credentials/"+second.SecretID, "")
	for _, gone := range []*identity.Caller{op, second} {
		if _, ok := c.node.Directory.Credential(gone.SecretID); ok {
			t.Errorf("%s is still in use", gone.SecretID)
		}
	}
}

// TestOperatorChanges are recorded with intent and result, and what they changed.
func TestOperatorChanges(t *testing.T) {
	c := start(t)
	op := c.operator(t)
	code, answer := c.call(t, op, api.CreateAccount.Info, `{"AccountName":"team-b"}`)
	if code != "" {
		t.Fatal(code)
	}
	made := answer.(*api.CreateAccountResponse)
	if !c.caller(t, made.SecretId).Root() {
		t.Error("the credential is not root's")
	}
	uin := made.Account.Uin
	c.call(t, op, api.CreateAccount.Info, `{"AccountName":"team-b"}`)
	c.call(t, op, api.ModifyAccountQuota.Info, `{"Account":"team-b","KeyLimit":"7","Preset":"cloud","Reset":1,"RequestLimits":[{"ActionName":"Encrypt","PerSecond":"none"}]}`)
	c.call(t, op, api.ModifyAccountQuota.Info, `{"KeyLimit":"none"}`)
	for body, want := range map[string]api.Code{
		`{"KeyLimit":"-1"}`: api.InvalidParameterValue, `{"Account":"x"}`: api.ResourceNotFound, `{"Reset":2}`: api.InvalidParameter,
		`{"RequestLimits":[{"ActionName":"Encrypt","PerSecond":""}]}`: api.InvalidParameterValue, `{"RequestLimits":[{"ActionName":"Fly","PerSecond":"1"}]}`: api.InvalidParameterValue,
	} {
		if code, _ := c.call(t, op, api.ModifyAccountQuota.Info, body); code != want {
			t.Errorf("%s: %q, want %s", body, code, want)
		}
	}
	if n := c.node.Quotas.Of(uin).Keys; n == nil || *n != 7 {
		t.Errorf("keys %v", n)
	}
	var got []string
	err := audit.Entries(filepath.Join(c.node.DataDir, node.AuditDir), 0, func(r audit.Record) error {
		if e := &r.Entry; e.Principal == 1 && (e.Phase == audit.PhaseIntent || e.Phase == audit.PhaseResult) {
			got = append(got, fmt.Sprintf("%s %s %s%v%d", e.Phase, e.Action, e.Code, e.Resources, len(e.Detail)))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	account := fmt.Sprintf("[account/%d]", uin)
	want := []string{"intent CreateAccount []0", "result CreateAccount " + account + "1",
		"intent CreateAccount []0", "result CreateAccount InvalidParameterValue[]0",
		"intent ModifyAccountQuota " + account + "4", "result ModifyAccountQuota " + account + "4",
		"intent ModifyAccountQuota [account/*]1", "result ModifyAccountQuota [account/*]1"}
	if len(got) < len(want) || fmt.Sprint(got[:len(want)]) != fmt.Sprint(want) {
		t.Errorf("recorded:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
