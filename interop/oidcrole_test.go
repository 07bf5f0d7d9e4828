package interop_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// roleWorld is a server whose provider gives roles by groups.
type roleWorld struct {
	*server
	t       *testing.T
	console string
	account string
}

func newRoleWorld(t *testing.T) *roleWorld {
	t.Helper()
	address := freeAddress(t)
	w := &roleWorld{t: t, console: "http://" + address}
	issuer := startProvider(t, w.console+"/console/oidc/callback")
	secretFile := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secretFile, []byte(oidcSecret), 0o600); err != nil {
		t.Fatal(err)
	}
	w.server = startServer(t, "--listen", address, "--console-url", w.console, "--oidc-issuer", issuer, "--oidc-client-id", "miyao",
		"--oidc-client-secret-file", secretFile, "--oidc-scopes", "email,groups", "--oidc-name", "staff-id",
		"--oidc-users", "owner@example.com=root",
		"--oidc-roles", "key-admins=key-admin,staff=auditor,untrusted=closed,gone=gone,brief=brief")
	var who struct{ AccountId string }
	w.call(&who, "GetCallerIdentity")
	w.account = who.AccountId
	federated := `{"federated":"qcs::cam::uin/` + w.account + `:oidc-provider/staff-id"}`
	w.role("key-admin", federated, 2)
	w.role("auditor", federated, 3)
	w.role("brief", federated, 3)
	w.role("closed", `{"qcs":"qcs::cam::uin/`+w.account+`:root"}`, 2)
	w.call(nil, "UpdateRoleSessionDuration", "RoleName=brief", "SessionDuration=2")
	return w
}

// call makes a call as root with the command line.
func (w *roleWorld) call(answer any, args ...string) {
	w.t.Helper()
	out := w.run(append([]string{"call"}, append(args, "--env-file", filepath.Join(w.dir, "credentials.env"))...)...)
	if answer != nil {
		if err := json.Unmarshal(out, answer); err != nil {
			w.t.Fatalf("%v: %s", err, out)
		}
	}
}

func (w *roleWorld) run(args ...string) []byte {
	w.t.Helper()
	cmd := exec.Command(binary(w.t), args...)
	cmd.Env = environment(w.t)
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("miyao %v: %v: %s", args, err, out)
	}
	return out
}

func (w *roleWorld) role(name, principal string, policy int) {
	w.t.Helper()
	action := "sts:AssumeRoleWithWebIdentity"
	if strings.Contains(principal, ":root") {
		action = "sts:*"
	}
	w.call(nil, "CreateRole", "RoleName="+name, `PolicyDocument={"version":"2.0","statement":[{"effect":"allow","action":"`+action+`","principal":`+principal+`}]}`)
	w.call(nil, "AttachRolePolicy", fmt.Sprint("PolicyId=", policy), "AttachRoleName="+name)
}

// api makes a call in the browser's session and returns the code of its refusal,
// if it is one.
func (b *browser) api(t *testing.T, action, body string, answer any) (code string) {
	t.Helper()
	text := b.post(t, "/console/api/"+action, body, http.StatusOK)
	var envelope struct {
		Response json.RawMessage
	}
	var failure struct{ Error struct{ Code string } }
	if err := json.Unmarshal(text, &envelope); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if err := json.Unmarshal(envelope.Response, &failure); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
	if answer != nil {
		if err := json.Unmarshal(envelope.Response, answer); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
	}
	return failure.Error.Code
}

func (b *browser) post(t *testing.T, path, body string, status int) []byte {
	t.Helper()
	resp, err := b.client.Post(b.console+path, "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != status {
		t.Fatalf("%s: status %d: %s (%v)", path, resp.StatusCode, text, err)
	}
	return text
}

// TestOIDCRoles: groups of a provider give roles, as whose sessions their members
// act under their own names.
func TestOIDCRoles(t *testing.T) {
	w := newRoleWorld(t)
	t.Run("acts as the role", func(t *testing.T) { w.asRole(t) })
	t.Run("the first that fits counts", func(t *testing.T) {
		b := newBrowser(t, w.console)
		b.mustSignIn(t, "reader")
		if code := b.api(t, "ListKeys", "{}", nil); code != "" {
			t.Errorf("ListKeys: %s", code)
		}
		if code := b.api(t, "CreateKey", `{"Alias":"readers"}`, nil); code != "UnauthorizedOperation" {
			t.Errorf("CreateKey: %q", code)
		}
	})
	t.Run("a user takes no role", func(t *testing.T) {
		b := newBrowser(t, w.console)
		b.mustSignIn(t, "owner")
		if state := b.session(t); !strings.Contains(fmt.Sprint(state["Principal"]), "Kind:root") {
			t.Errorf("%v", state)
		}
	})
	t.Run("any subject", func(t *testing.T) {
		b := newBrowser(t, w.console)
		b.mustSignIn(t, "auth0|17")
		if state := b.session(t); !strings.Contains(fmt.Sprint(state["Principal"]), "Session:auth0-17") {
			t.Errorf("%v", state)
		}
	})
	for login, why := range map[string]string{
		"stranger": "No user or role", "other": "No user or role", "gone": "no role gone", "untrusted": "trust policy",
	} {
		t.Run("refused: "+login, func(t *testing.T) {
			b := newBrowser(t, w.console)
			if end := b.signIn(t, login); end != "/console/?oidc=SignInFailed" {
				t.Errorf("ends at %s", end)
			}
			b.wantSignedOut(t)
			found := w.run("audit", "search", "--data-dir", w.dir, "--action", "ConsoleSignIn", "--limit", "1", "--output", "json")
			if !bytes.Contains(found, []byte(why)) || !bytes.Contains(found, []byte(`"subject": "`+login+`"`)) {
				t.Errorf("the audit log says %s", found)
			}
		})
	}
	t.Run("ends", func(t *testing.T) { w.ends(t) })
}

func (b *browser) mustSignIn(t *testing.T, login string) {
	t.Helper()
	if end := b.signIn(t, login); end != "/console/" {
		t.Fatalf("%s ends at %s", login, end)
	}
}

func (w *roleWorld) asRole(t *testing.T) {
	b := newBrowser(t, w.console)
	b.mustSignIn(t, "keeper")
	if code := b.api(t, "CreateKey", `{"Alias":"of-keeper"}`, nil); code != "" {
		t.Errorf("CreateKey: %s", code)
	}
	if code := b.api(t, "ListUsers", `{}`, nil); code != "UnauthorizedOperation" {
		t.Errorf("ListUsers: %q", code)
	}
	if code := b.api(t, "AssumeRole", `{"RoleArn":"qcs::cam::uin/`+w.account+`:roleName/closed","RoleSessionName":"more"}`, nil); code != "UnauthorizedOperation" {
		t.Errorf("AssumeRole: %q", code)
	}
	var who struct{ Type, UserId string }
	b.api(t, "GetCallerIdentity", "{}", &who)
	id, name, _ := strings.Cut(who.UserId, ":")
	if who.Type != "CAMRole" || name != "keeper" {
		t.Errorf("the caller is %+v", who)
	}
	if state := b.session(t); fmt.Sprint(state["Principal"]) != "map[Kind:role Name:key-admin Session:keeper Uin:"+id+"]" || state["TOTP"] != false {
		t.Errorf("the session is %v", state)
	}
	for _, path := range []string{"/console/password", "/console/totp", "/console/totp/confirm"} {
		b.post(t, path, `{"Old":"x","New":"a long new password"}`, http.StatusForbidden)
	}
	for _, action := range []string{"CreateKey", "ConsoleSignIn"} {
		found := w.run("audit", "search", "--data-dir", w.dir, "--action", action, "--principal", id, "--output", "json")
		if !bytes.Contains(found, []byte(`"session": "keeper"`)) || action == "ConsoleSignIn" && !bytes.Contains(found, []byte(`"subject": "keeper"`)) {
			t.Errorf("%s in the audit log: %s", action, found)
		}
	}
}

// ends: a session of a role is over when its time is, and at once when the role is
// deleted.
func (w *roleWorld) ends(t *testing.T) {
	brief, reader := newBrowser(t, w.console), newBrowser(t, w.console)
	brief.mustSignIn(t, "brief")
	for began := time.Now(); brief.session(t)["SignedIn"] == true; time.Sleep(50 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			t.Fatal("a session of 2 seconds goes on")
		}
	}
	reader.mustSignIn(t, "reader")
	w.call(nil, "DeleteRole", "RoleName=auditor")
	reader.post(t, "/console/api/ListKeys", "{}", http.StatusUnauthorized)
	reader.wantSignedOut(t)
}
