package kms_test

import (
	"fmt"
	"testing"

	"miyao/api"
)

// TestEachActionIsPermittedByItself: each action succeeds for who may do it on the
// resource that it names, and for nobody else: not for who may do all others, nor
// for who may do it on another resource.
func TestEachActionIsPermittedByItself(t *testing.T) {
	w := newWorld(t)
	s, root := newStock(w), w.caller
	other := fmt.Sprintf("qcs::kms::uin/%d:key/creatorUin/%[1]d/%s", root.Account.Uin, w.newKey())
	for _, action := range published(t) {
		w.caller = root
		r := requests[action.Name]
		id := s.fresh(r.kind)
		body, name := r.make(s, r.kind, id), "*"
		if r.kind != "" {
			name = fmt.Sprintf("qcs::kms:%s:uin/%d:key/creatorUin/%[2]d/%s", w.region, root.Account.Uin, id)
		}
		allow := func(action, resource string) string {
			return fmt.Sprintf(`{"effect":"allow","action":"kms:%s","resource":%q}`, action, resource)
		}
		deny := fmt.Sprintf(`{"effect":"deny","action":"kms:%s","resource":"*"}`, action.Name)
		for _, policy := range []string{policyText(allow("*", "*"), deny), policyText(allow(action.Name, other))} {
			w.subUser(policy)
			if failure := s.call(action.Name, body); codeOf(failure) != api.UnauthorizedOperation {
				t.Errorf("%s with %s: %v", action.Name, policy, failure)
			}
		}
		w.subUser(policyText(allow(action.Name, name)))
		if failure := s.call(action.Name, body); failure != nil {
			t.Errorf("%s is allowed on %s: %v", action.Name, name, failure)
		}
	}
}
