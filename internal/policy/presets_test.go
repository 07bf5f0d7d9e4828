package policy_test

import (
	"testing"

	"miyao/api"
	"miyao/internal/policy"
)

// TestPresets holds each preset to the kinds of actions that it is for.
func TestPresets(t *testing.T) {
	// Its answer holds key material, although it only reads.
	material := map[string]bool{"DescribeWhiteBoxKey": true}
	grants := map[string]func(*api.Info) bool{
		"AdministratorAccess":     func(*api.Info) bool { return true },
		"QcloudKMSFullAccess":     func(*api.Info) bool { return true },
		"QcloudKMSReadOnlyAccess": func(a *api.Info) bool { return a.Kind == api.Read && !material[a.Name] },
		"MiyaoKMSUseOnlyAccess":   func(a *api.Info) bool { return a.Kind == api.UseKey || a.Name == "GetPublicKey" },
	}
	presets := policy.Presets()
	if len(presets) != len(grants) {
		t.Errorf("%d presets", len(presets))
	}
	for _, preset := range presets {
		policies := []*policy.Policy{parse(t, preset.Document)}
		if policies[0].String() != preset.Document {
			t.Errorf("%s is not in canonical form", preset.Name)
		}
		for _, action := range api.Actions() {
			if action.Product != api.ProductKMS {
				continue
			}
			for _, resource := range []string{"", "qcs::kms:ap-guangzhou:uin/1:key/creatorUin/2/k"} {
				r := policy.Request{Service: "kms", Action: action.Name, Resource: resource, Account: 1, Principal: 2}
				if got := policy.Evaluate(policies, &r).Outcome == policy.Allowed; got != grants[preset.Name](action) {
					t.Errorf("%s on %s, resource %q: %v", preset.Name, action.Name, resource, got)
				}
			}
		}
		r := policy.Request{Service: "cam", Action: "CreateUser", Account: 1, Principal: 2}
		if got := policy.Evaluate(policies, &r).Outcome == policy.Allowed; got != (preset.Name == "AdministratorAccess") {
			t.Errorf("%s on cam:CreateUser: %v", preset.Name, got)
		}
		r = policy.Request{Service: "cloudaudit", Action: "DescribeKeyUsage", Resource: "qcs::kms:ap-guangzhou:uin/1:key/creatorUin/2/k", Account: 1, Principal: 2}
		if got := policy.Evaluate(policies, &r).Outcome == policy.Allowed; got != (preset.Name == "AdministratorAccess" || preset.Name == "QcloudKMSFullAccess") {
			t.Errorf("%s on cloudaudit:DescribeKeyUsage: %v", preset.Name, got)
		}
		r = policy.Request{Service: "cloudaudit", Action: "DescribeKeyStatistics", Account: 1, Principal: 2}
		if got := policy.Evaluate(policies, &r).Outcome == policy.Allowed; got != (preset.Name != "MiyaoKMSUseOnlyAccess") {
			t.Errorf("%s on cloudaudit:DescribeKeyStatistics: %v", preset.Name, got)
		}
	}
}
