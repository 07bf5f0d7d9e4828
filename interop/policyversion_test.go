package interop_test

import (
	"fmt"
	"testing"

	cam "github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/cam/v20190116"
	"github.com/tencentcloud/tencentcloud-sdk-go/tencentcloud/common"
)

// TestPolicyVersions manages versions of a policy as Terraform does, in every way
// to sign and send.
func TestPolicyVersions(t *testing.T) {
	t.Parallel()
	for i, p := range profiles(startServer(t)) {
		t.Run(p.name(), func(t *testing.T) {
			a := newAdministrator(t, p)
			document := func(action string) string {
				return `{"version":"2.0","statement":[{"effect":"allow","action":"kms:` + action + `","resource":"*"}]}`
			}
			policy := a.policy(fmt.Sprint("versions-", i), document("Encrypt"))
			create := cam.NewCreatePolicyVersionRequest()
			create.PolicyId, create.PolicyDocument, create.SetAsDefault = policy, common.StringPtr(document("Decrypt")), common.BoolPtr(false)
			created, err := a.CreatePolicyVersion(create)
			second := done(t, created, err).Response.VersionId
			create.SetAsDefault = common.BoolPtr(true)
			created, err = a.CreatePolicyVersion(create)
			third := done(t, created, err).Response.VersionId

			list := cam.NewListPolicyVersionsRequest()
			list.PolicyId = policy
			listed, err := a.ListPolicyVersions(list)
			if v := done(t, listed, err).Response.Versions; len(v) != 3 || *v[0].VersionId != *third || *v[0].IsDefaultVersion != 1 || *v[1].IsDefaultVersion != 0 || *v[0].CreateDate == "" {
				t.Errorf("versions %s", listed.ToJsonString())
			}
			set := cam.NewSetDefaultPolicyVersionRequest()
			set.PolicyId, set.VersionId = policy, common.Uint64Ptr(1)
			made, err := a.SetDefaultPolicyVersion(set)
			done(t, made, err)
			get := cam.NewGetPolicyVersionRequest()
			get.PolicyId, get.VersionId = policy, common.Uint64Ptr(1)
			got, err := a.GetPolicyVersion(get)
			if v := done(t, got, err).Response.PolicyVersion; *v.Document != document("Encrypt") || *v.IsDefaultVersion != 1 {
				t.Errorf("version %s", got.ToJsonString())
			}
			remove := cam.NewDeletePolicyVersionRequest()
			remove.PolicyId, remove.VersionId = policy, []*uint64{get.VersionId}
			_, err = a.DeletePolicyVersion(remove)
			wantCode(t, err, cam.FAILEDOPERATION_POLICYVERSIONALREADYDEFAULT)
			remove.VersionId = []*uint64{second, third}
			removed, err := a.DeletePolicyVersion(remove)
			done(t, removed, err)
			get.VersionId = second
			_, err = a.GetPolicyVersion(get)
			wantCode(t, err, cam.INVALIDPARAMETER_POLICYVERSIONNOTEXISTS)
		})
	}
}
