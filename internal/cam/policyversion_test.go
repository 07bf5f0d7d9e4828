package cam_test

import (
	"fmt"
	"strings"
	"testing"

	"miyao/api"
)

// versions shows the versions of a policy, newest first, the one in effect with *.
func (w *world) versions(id uint64) string {
	w.Helper()
	var shown []string
	for _, v := range must(w, api.ListPolicyVersions, api.ListPolicyVersionsRequest{PolicyId: id}).Versions {
		text := fmt.Sprint(v.VersionId)
		if v.IsDefaultVersion == 1 {
			text += "*"
		}
		shown = append(shown, text)
	}
	return strings.Join(shown, " ")
}

// TestPolicyVersions: a version holds from the moment that it is put into effect,
// for everyone.
func TestPolicyVersions(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "k"}).KeyId
	ann := w.user("ann", allow("kms:DescribeKey", "*"))
	const id = 1000
	may := func(what string, describe, encrypt bool) {
		t.Helper()
		_, refusedDescribe := do(w, ann, api.DescribeKey, api.DescribeKeyRequest{KeyId: key})
		_, refusedEncrypt := do(w, ann, api.Encrypt, api.EncryptRequest{KeyId: key, Plaintext: []byte("x")})
		if (refusedDescribe == nil) != describe || (refusedEncrypt == nil) != encrypt {
			t.Errorf("%s: DescribeKey %v, Encrypt %v", what, refusedDescribe, refusedEncrypt)
		}
	}
	may("version 1", true, false)
	add := func(action string, now bool) uint64 {
		t.Helper()
		return must(w, api.CreatePolicyVersion, api.CreatePolicyVersionRequest{PolicyId: id, PolicyDocument: allow(action, "*"), SetAsDefault: now}).VersionId
	}
	w.clock.Add(60)
	if n := add("kms:Encrypt", false); n != 2 || w.versions(id) != "2 1*" {
		t.Errorf("version %d of %s", n, w.versions(id))
	}
	may("with version 2 there", true, false)
	must(w, api.SetDefaultPolicyVersion, api.SetDefaultPolicyVersionRequest{PolicyId: id, VersionId: 2})
	may("version 2", false, true)
	if n := add("kms:*", true); n != 3 || w.versions(id) != "3* 2 1" {
		t.Errorf("version %d of %s", n, w.versions(id))
	}
	may("version 3", true, true)
	v := must(w, api.GetPolicyVersion, api.GetPolicyVersionRequest{PolicyId: id, VersionId: 2}).PolicyVersion
	if v.VersionId != 2 || v.Document != allow("kms:Encrypt", "*") || v.IsDefaultVersion != 0 || v.CreateDate != "2030-03-17 17:47:40" {
		t.Errorf("%+v", v)
	}
	must(w, api.UpdatePolicy, api.UpdatePolicyRequest{PolicyId: new(uint64(id)), PolicyDocument: allow("kms:Describe*", "*")}) // changes the one in effect
	may("version 3 changed", true, false)
	if got := must(w, api.GetPolicy, api.GetPolicyRequest{PolicyId: id}).PolicyDocument; got != allow("kms:Describe*", "*") {
		t.Errorf("the policy is %s", got)
	}
	must(w, api.SetDefaultPolicyVersion, api.SetDefaultPolicyVersionRequest{PolicyId: id, VersionId: 2})
	must(w, api.DeletePolicyVersion, api.DeletePolicyVersionRequest{PolicyId: id, VersionId: []uint64{1, 3}})
	if got := w.versions(id); got != "2*" {
		t.Errorf("versions %s", got)
	}
	may("version 2 again", false, true)
	if got := w.versions(1); got != "1*" { // a preset
		t.Errorf("versions %s", got)
	}
}

func TestPolicyVersionRefusals(t *testing.T) {
	w := newWorld(t)
	id := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "p", PolicyDocument: allow("*", "*")}).PolicyId
	create := func(id uint64, document string) api.CreatePolicyVersionRequest {
		return api.CreatePolicyVersionRequest{PolicyId: id, PolicyDocument: document}
	}
	for range 4 {
		must(w, api.CreatePolicyVersion, create(id, allow("kms:*", "*")))
	}
	refused(w, api.PolicyVersionFull, api.CreatePolicyVersion, create(id, allow("kms:*", "*")))
	refused(w, api.EffectError, api.CreatePolicyVersion, create(id, `{"version":"2.0","statement":[{"effect":"maybe","action":"*","resource":"*"}]}`))
	refused(w, api.PolicyIdError, api.CreatePolicyVersion, create(1, allow("*", "*")))
	refused(w, api.PolicyIdNotFound, api.CreatePolicyVersion, create(4711, allow("*", "*")))
	set := func(id, version uint64) api.SetDefaultPolicyVersionRequest {
		return api.SetDefaultPolicyVersionRequest{PolicyId: id, VersionId: version}
	}
	refused(w, api.PolicyVersionNotExists, api.SetDefaultPolicyVersion, set(id, 6))
	refused(w, api.PolicyVersionNotExists, api.SetDefaultPolicyVersion, set(id, 1<<63))
	refused(w, api.PolicyIdError, api.SetDefaultPolicyVersion, set(2, 1))
	refused(w, api.PolicyIdNotFound, api.SetDefaultPolicyVersion, set(4711, 1))
	remove := func(versions ...uint64) api.DeletePolicyVersionRequest {
		return api.DeletePolicyVersionRequest{PolicyId: id, VersionId: versions}
	}
	refused(w, api.PolicyVersionAlreadyDefault, api.DeletePolicyVersion, remove(2, 1))
	refused(w, api.PolicyVersionNotExists, api.DeletePolicyVersion, remove(2, 9))
	refused(w, api.ParamError, api.DeletePolicyVersion, remove())
	if got := w.versions(id); got != "5 4 3 2 1*" {
		t.Errorf("all or none: %s are left", got)
	}
	refused(w, api.PolicyVersionNotExists, api.GetPolicyVersion, api.GetPolicyVersionRequest{PolicyId: id, VersionId: 6})
	refused(w, api.PolicyIdNotFound, api.ListPolicyVersions, api.ListPolicyVersionsRequest{PolicyId: 4711})
}

// TestPolicyVersionPermissions: each action needs the right on the policy, and
// policies of others do not exist.
func TestPolicyVersionPermissions(t *testing.T) {
	w := newWorld(t)
	mine := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "mine", PolicyDocument: allow("*", "*")}).PolicyId
	other := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "other", PolicyDocument: allow("*", "*")}).PolicyId
	w.caller = w.user("ann", allow("cam:*", w.name("policyid", mine)))
	must(w, api.CreatePolicyVersion, api.CreatePolicyVersionRequest{PolicyId: mine, PolicyDocument: allow("*", "*")})
	refusals := func(id uint64, code api.Code) {
		t.Helper()
		refused(w, code, api.CreatePolicyVersion, api.CreatePolicyVersionRequest{PolicyId: id, PolicyDocument: allow("*", "*")})
		refused(w, code, api.SetDefaultPolicyVersion, api.SetDefaultPolicyVersionRequest{PolicyId: id, VersionId: 1})
		refused(w, code, api.DeletePolicyVersion, api.DeletePolicyVersionRequest{PolicyId: id, VersionId: []uint64{1}})
		refused(w, code, api.GetPolicyVersion, api.GetPolicyVersionRequest{PolicyId: id, VersionId: 1})
		refused(w, code, api.ListPolicyVersions, api.ListPolicyVersionsRequest{PolicyId: id})
	}
	refusals(other, api.UnauthorizedOperation)
	refusals(4711, api.UnauthorizedOperation)
	w.caller = w.secondAccount()
	refusals(mine, api.PolicyIdNotFound)
}
