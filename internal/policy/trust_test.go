package policy_test

import (
	"testing"

	"miyao/internal/policy"
)

func parseTrust(t testing.TB, document string) *policy.Trust {
	t.Helper()
	p, err := policy.ParseTrust(document)
	if err != nil {
		t.Fatalf("%s: %v", document, err)
	}
	return p
}

const trustDocument = `{"version":"2.0","statement":[
	{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/1:root","qcs::cam::uin/2:uin/20"],"service":"cvm.qcloud.com"}},
	{"effect":"allow","action":"sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/3:root","qcs::cam::uin/4:roleName/groot"]},"condition":{"string_equal":{"sts:external_id":"ext-1"}}},
	{"effect":"allow","action":"name/sts:AssumeRoleWithWebIdentity","principal":{"federated":["qcs::cam::uin/1:oidc-provider/github"]},
	 "condition":{"string_equal":{"oidc:aud":["sts.tencentcloudapi.com"],"oidc:sub":["repo:a/b:ref:refs/heads/main"]}}},
	{"effect":"deny","action":"*","principal":{"qcs":"qcs::cam::uin/1:uin/13"}}]}`

func TestTrust(t *testing.T) {
	trust := parseTrust(t, trustDocument)
	with := func(values map[string][]string) *policy.Request {
		return &policy.Request{Service: "sts", Action: "AssumeRole", Resource: "qcs::cam::uin/9:roleName/r", Values: values}
	}
	web := with(map[string][]string{"oidc:aud": {"sts.tencentcloudapi.com"}, "oidc:sub": {"repo:a/b:ref:refs/heads/main"}})
	web.Action = "AssumeRoleWithWebIdentity"
	fork := with(map[string][]string{"oidc:aud": {"sts.tencentcloudapi.com"}, "oidc:sub": {"repo:x/b:ref:refs/heads/main"}})
	fork.Action = "AssumeRoleWithWebIdentity"
	plain, external := with(nil), with(map[string][]string{"sts:external_id": {"ext-1"}})
	github := "qcs::cam::uin/1:oidc-provider/github"
	for _, c := range []struct {
		kind policy.PrincipalKind
		name string
		r    *policy.Request
		want string
	}{
		{policy.QCS, "qcs::cam::uin/1:uin/12", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/1:uin/1", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/1:root", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/1:roleName/x", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/1:uin/13", plain, "denied by 0/3"},
		{policy.QCS, "qcs::cam::uin/1:uin/130", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/11:uin/12", plain, "unmatched"},
		{policy.QCS, "qcs::cam::uin/2:uin/20", plain, "allowed by 0/0"},
		{policy.QCS, "qcs::cam::uin/2:uin/201", plain, "unmatched"},
		{policy.QCS, "qcs::cam::uin/2:root", plain, "unmatched"},
		{policy.QCS, "qcs::cam::uin/3:uin/30", plain, "unmatched"},
		{policy.QCS, "qcs::cam::uin/3:uin/30", external, "allowed by 0/1"},
		{policy.QCS, "qcs::cam::uin/4:roleName/groot", external, "allowed by 0/1"},
		{policy.QCS, "qcs::cam::uin/4:roleName/g", external, "unmatched"},
		{policy.QCS, "qcs::cam::uin/4:roleName/groot2", external, "unmatched"},
		{policy.QCS, "cvm.qcloud.com", plain, "unmatched"},
		{policy.QCS, "", plain, "unmatched"},
		{policy.Service, "cvm.qcloud.com", plain, "allowed by 0/0"},
		{policy.Service, "cls.qcloud.com", plain, "unmatched"},
		{policy.Service, "qcs::cam::uin/1:root", plain, "unmatched"},
		{policy.Federated, "qcs::cam::uin/1:uin/1", plain, "unmatched"},
		{policy.Federated, github, web, "allowed by 0/2"},
		{policy.Federated, github, fork, "unmatched"},
		{policy.Federated, github, plain, "unmatched"},
		{policy.QCS, github, web, "unmatched"},
		{"", "qcs::cam::uin/1:root", plain, "unmatched"},
	} {
		if got := describe(trust.Allows(policy.Principal{Kind: c.kind, Name: c.name}, c.r)); got != c.want {
			t.Errorf("%s %q: %s, want %s", c.kind, c.name, got, c.want)
		}
	}
}

func TestTrustCanonicalForm(t *testing.T) {
	document := `{"version":"2.0","statement":[{"principal":{"service":["cvm.qcloud.com"],"qcs":["qcs::cam::uin/2:root","qcs::cam::uin/1:root"]},"effect":"allow","action":["name/sts:AssumeRole"]}]}`
	const want = `{"version":"2.0","statement":[{"effect":"allow","principal":{"qcs":["qcs::cam::uin/2:root","qcs::cam::uin/1:root"],"service":"cvm.qcloud.com"},"action":"name/sts:AssumeRole"}]}`
	if got := parseTrust(t, document).String(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
