package policy_test

import (
	"net/netip"
	"testing"
	"time"

	"miyao/internal/policy"
)

// fivePolicies are of the size that a user of a company has: presets, and
// statements with resources, conditions and a deny.
func fivePolicies(t testing.TB) []*policy.Policy {
	t.Helper()
	documents := []string{
		`{"version":"2.0","statement":[
			{"effect":"allow","action":["tag:*","cloudaudit:Describe*"],"resource":"*"},
			{"effect":"allow","action":"name/sts:AssumeRole","resource":"qcs::cam::uin/100000000001:roleName/deploy-*"}]}`,
		`{"version":"2.0","statement":[
			{"effect":"allow","action":["kms:Describe*","kms:List*","kms:GetKeyRotationStatus"],"resource":"*"},
			{"effect":"allow","action":["name/kms:CreateKey","name/kms:UpdateAlias"],"resource":"*","condition":{"ip_equal":{"qcs:ip":"192.168.0.0/16"}}}]}`,
		`{"version":"2.0","statement":[
			{"effect":"allow","action":["kms:Encrypt","kms:Decrypt","kms:GenerateDataKey"],
			 "resource":["qcs::kms:ap-beijing::key/*","qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/100000000002/*"]},
			{"effect":"deny","action":"kms:Decrypt","resource":"qcs::kms:::key/creatorUin/100000000009/*"}]}`,
		`{"version":"2.0","statement":[
			{"effect":"deny","action":["kms:ScheduleKeyDeletion","kms:Disable*","kms:Archive*"],"resource":"*"},
			{"effect":"deny","action":"kms:*","resource":"*","condition":{"ip_not_equal":{"qcs:ip":["10.0.0.0/8","2001:db8::/32"]}}}]}`,
		`{"version":"2.0","statement":[
			{"effect":"deny","action":"*","resource":"*","condition":{"date_greater_than":{"qcs:current_time":"2030-01-01T00:00:00Z"}}},
			{"effect":"allow","action":"kms:Encrypt","resource":"qcs::kms:ap-guangzhou::key/*",
			 "condition":{"for_any_value:string_equal":{"qcs:resource_tag":["env&prod","env&test"]}}}]}`,
	}
	policies := make([]*policy.Policy, len(documents))
	for i, document := range documents {
		policies[i] = parse(t, document)
	}
	return policies
}

func encryptRequest() policy.Request {
	return policy.Request{
		Service: "kms", Action: "Encrypt",
		Resource: "qcs::kms:ap-guangzhou:uin/100000000001:key/creatorUin/100000000002/0c4f1f5e-1111-4222-8333-944455566677",
		Account:  100000000001, Principal: 100000000003,
		SourceIP: netip.AddrFrom4([4]byte{10, 1, 2, 3}), Time: time.Unix(1760000000, 0),
		ResourceTags: []string{"team&payments", "env&prod"},
	}
}

func BenchmarkEvaluate(b *testing.B) {
	policies := fivePolicies(b)
	resource := encryptRequest()
	b.ReportAllocs()
	for b.Loop() {
		r := resource // as a caller has it: on its stack
		if d := policy.Evaluate(policies, &r); d.Outcome != policy.Allowed {
			b.Fatal(d)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	document := fivePolicies(b)[3].String()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := policy.Parse(document); err != nil {
			b.Fatal(err)
		}
	}
}

func TestEvaluateDoesNotAllocate(t *testing.T) {
	policies := fivePolicies(t)
	session := [][]*policy.Policy{{parse(t, policy.Presets()[1].Document)}}
	resource := encryptRequest()
	allocations := testing.AllocsPerRun(100, func() {
		r := resource
		if d := policy.Evaluate(policies, &r, session...); d.Outcome != policy.Allowed {
			t.Error(d)
		}
	})
	if allocations != 0 {
		t.Errorf("Evaluate allocates %v times", allocations)
	}
}

func parse(t testing.TB, document string) *policy.Policy {
	t.Helper()
	p, err := policy.Parse(document)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return p
}
