package cam_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/node/nodetest"
	"miyao/internal/secret"
)

// world is a real node with a clock of its own and a caller, at first the root
// principal of its first account.
type world struct {
	*node.Node
	*testing.T
	clock  atomic.Int64
	root   *identity.Caller
	caller *identity.Caller
}

var regions = []kms.Region{{Name: "ap-guangzhou"}}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{T: t}
	w.clock.Store(1_900_000_000)
	w.Node = nodetest.Open(t, nodetest.Dir(t, t.TempDir()), node.Config{Regions: regions, Now: w.now})
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
	})
	w.root = nodetest.Root(t, w.Node)
	w.caller = w.root
	return w
}

func (w *world) now() time.Time { return time.Unix(w.clock.Load(), 0) }

// signsIn tells whether a user's password is taken.
func (w *world) signsIn(uin uint64, password string) bool {
	w.Helper()
	err := w.SignIns.CheckPassword(w.Context(), uin, secret.New([]byte(password)), "test")
	return err == nil
}

func (w *world) credential(secretID string) *identity.Caller {
	w.Helper()
	return nodetest.Caller(w, w.Node, secretID)
}

// usable tells whether the next request with an access key is let in.
func (w *world) usable(secretID string) bool {
	_, ok := w.Directory.Credential(secretID)
	return ok
}

// do makes a request.
func do[Req, Resp any](w *world, caller *identity.Caller, action api.Action[Req, Resp], req Req) (*Resp, *api.Error) {
	body, err := json.Marshal(req)
	if err != nil {
		w.Error(err)
	}
	answer, failure := w.Service.Do(w.Context(), &kms.Request{ID: uuid.NewString(), Action: action.Name,
		Version: action.Product.Version, Region: "ap-guangzhou", Body: body, Caller: caller, SourceIP: "127.0.0.1"})
	if failure != nil {
		return nil, failure
	}
	return any(answer).(*Resp), nil
}

// must makes a request as the world's caller, which has to succeed.
func must[Req, Resp any](w *world, action api.Action[Req, Resp], req Req) *Resp {
	w.Helper()
	resp, failure := do(w, w.caller, action, req)
	if failure != nil {
		w.Fatalf("%s: %v", action.Name, failure)
	}
	return resp
}

// refused makes a request as the world's caller, which has to fail with a code
// and a message in both languages, which it returns.
func refused[Req, Resp any](w *world, code api.Code, action api.Action[Req, Resp], req Req) *api.Error {
	w.Helper()
	_, failure := do(w, w.caller, action, req)
	switch {
	case failure == nil:
		w.Fatalf("%s %+v succeeded, want %s", action.Name, req, code)
	case failure.Code != code:
		w.Errorf("%s: got %v, want %s", action.Name, failure, code)
	case failure.Message == "" || failure.MessageZH == "" || strings.Contains(failure.Message+failure.MessageZH, "%!"):
		w.Errorf("%s: the message is %q, %q", action.Name, failure.Message, failure.MessageZH)
	}
	return failure
}

// user makes a user with an access key and a policy (none if the document is
// empty), as root, and returns it as a caller.
func (w *world) user(name, document string) *identity.Caller {
	w.Helper()
	before := w.caller
	defer func() { w.caller = before }()
	w.caller = w.root
	made := must(w, api.AddUser, api.AddUserRequest{Name: name, UseApi: new(uint64(1))})
	if document != "" {
		policy := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "of-" + name, PolicyDocument: document})
		must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: policy.PolicyId, AttachUin: made.Uin})
	}
	return w.credential(made.SecretId)
}

// secondAccount makes another account and returns its root principal.
func (w *world) secondAccount() *identity.Caller {
	w.Helper()
	made, err := w.Directory.CreateAccount(w.Context(), "other")
	if err != nil {
		w.Fatal(err)
	}
	return w.credential(made.Credential.SecretID)
}

// allow is a document that allows actions on resources.
func allow(action, resource string) string {
	return fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":%q,"resource":%q}]}`, action, resource)
}

// name is the resource name of an object of the first account.
func (w *world) name(kind string, id any) string {
	return fmt.Sprintf("qcs::cam::uin/%d:%s/%v", w.root.Account.Uin, kind, id)
}

func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// TestEveryAction: all actions of the product are answered, and none succeeds
// for a user without policies.
func TestEveryAction(t *testing.T) {
	w := newWorld(t)
	nobody := w.user("nobody", "")
	for _, action := range api.Actions() {
		if action.Product != api.ProductCAM {
			continue
		}
		for _, caller := range []*identity.Caller{w.root, nobody} {
			_, failure := w.Service.Do(t.Context(), &kms.Request{ID: uuid.NewString(), Action: action.Name,
				Version: action.Product.Version, Body: []byte("{}"), Caller: caller, SourceIP: "127.0.0.1"})
			if failure == nil && caller == nobody || failure != nil && failure.Code == api.UnsupportedOperation {
				t.Errorf("%s: %v", action.Name, failure)
			}
		}
	}
}
