package kms_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"miyao/api"
	"miyao/internal/kms"
	"miyao/internal/policy"
)

// TestExplainAgrees: what is explained is what a call gets.
func TestExplainAgrees(t *testing.T) {
	w := newWorld(t)
	root := w.caller
	tagged := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "tagged", Tags: []api.Tag{{TagKey: "team", TagValue: "a"}}}).KeyId
	plain := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "plain"}).KeyId
	document := `{"version":"2.0","statement":[
		{"effect":"allow","action":"kms:Describe*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"team&a"}}},
		{"effect":"allow","action":"kms:List*","resource":"*","condition":{"ip_equal":{"qcs:ip":"127.0.0.1"}}},
		{"effect":"deny","action":"kms:ListKeyDetail","resource":"*"}]}`
	policyID := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "p", PolicyDocument: document}).PolicyId
	ann := must(w, api.AddUser, api.AddUserRequest{Name: "ann", UseApi: new(uint64(1))})
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: policyID, AttachUin: ann.Uin})
	credential, _ := w.Directory.Credential(ann.SecretId)
	w.caller = &credential.Caller
	for _, c := range []struct {
		action, resource string
		call             func() *api.Error
		outcome          policy.Outcome
		statement        int
	}{
		{"kms:DescribeKey", "tagged", func() *api.Error {
			_, f := try(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: tagged})
			return f
		}, policy.Allowed, 0},
		{"kms:DescribeKey", plain, func() *api.Error {
			_, f := try(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: plain})
			return f
		}, policy.Unmatched, 0},
		{"kms:ListKeys", "", func() *api.Error { _, f := try(w, api.ListKeys, api.ListKeysRequest{}); return f }, policy.Allowed, 1},
		{"name/kms:ListKeyDetail", "", func() *api.Error { _, f := try(w, api.ListKeyDetail, api.ListKeyDetailRequest{}); return f }, policy.Denied, 2},
		{"cam:GetUser", "qcs::cam::uin/1:uin/2", func() *api.Error { _, f := try(w, api.GetUser, api.GetUserRequest{Name: "x"}); return f }, policy.Unmatched, 0},
	} {
		e, err := w.Service.Explain(t.Context(), kms.Question{Caller: w.caller, Action: c.action, Resource: c.resource, SourceIP: "127.0.0.1"})
		if err != nil {
			t.Fatal(err)
		}
		if failure := c.call(); (failure == nil) != (e.Outcome == policy.Allowed) || e.Outcome != c.outcome {
			t.Errorf("%s %s: explained as %v, called with %v", c.action, c.resource, e.Outcome, failure)
		}
		if decided := e.Source != nil; decided != (c.outcome != policy.Unmatched) || decided && (e.Source.Policy != policyID || e.Statement != c.statement || e.Text == "") {
			t.Errorf("%s %s: %+v", c.action, c.resource, e)
		}
	}
	all, err := w.Service.Explain(t.Context(), kms.Question{Caller: root, Action: "kms:Encrypt", Resource: plain})
	if err != nil || all.Outcome != policy.Allowed || all.Source == nil || all.Source.Policy != 0 {
		t.Errorf("root: %+v, %v", all, err)
	}
}

func TestExplainSupposedTags(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	row := must(w, api.AddUser, api.AddUserRequest{Name: "ann"})
	document := `{"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"a&b"}}}]}`
	policyID := must(w, api.CreatePolicy, api.CreatePolicyRequest{PolicyName: "p", PolicyDocument: document}).PolicyId
	must(w, api.AttachUserPolicy, api.AttachUserPolicyRequest{PolicyId: policyID, AttachUin: row.Uin})
	caller, err := w.Directory.CallerNamed(t.Context(), "", "ann")
	if err != nil {
		t.Fatal(err)
	}
	name := must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: id}).KeyMetadata.ResourceId
	for _, resource := range []string{id, "qcs::kms:ap-guangzhou:uin/1:key/" + name, "qcs::cam::uin/1:uin/1"} {
		ask := kms.Question{Caller: caller, Action: "kms:Encrypt", Resource: resource}
		if e, err := w.Service.Explain(t.Context(), ask); err != nil || e.Outcome != policy.Unmatched {
			t.Errorf("%s: %+v, %v", resource, e, err)
		}
		ask.ResourceTags = []string{"a&b"}
		if e, err := w.Service.Explain(t.Context(), ask); err != nil || e.Outcome != policy.Allowed {
			t.Errorf("%s with a supposed tag: %+v, %v", resource, e, err)
		}
	}
}

// TestExplainEverywhere: the operator is told about keys of every region, offered
// now or not, by id and by name, with their tags.
func TestExplainEverywhere(t *testing.T) {
	w := newWorld(t)
	w.region = "ap-chengdu"
	id := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "far", Tags: []api.Tag{{TagKey: "team", TagValue: "a"}}}).KeyId
	name := fmt.Sprintf("qcs::kms:ap-chengdu:uin/%d:key/creatorUin/%[1]d/%s", w.caller.Account.Uin, id)
	w.region = "ap-guangzhou"
	user := w.subUser(policyText(`{"effect":"allow","action":"*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"team&a"}}}`))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	w.offers = regions[:1]
	w.open()
	caller, err := w.Directory.CallerNamed(t.Context(), "", fmt.Sprint(user.Principal.Uin))
	if err != nil {
		t.Fatal(err)
	}
	for _, resource := range []string{id, "far", name} {
		e, err := w.Service.Explain(t.Context(), kms.Question{Caller: caller, Action: "kms:Encrypt", Resource: resource})
		if err != nil || e.Outcome != policy.Allowed || e.Resource != name {
			t.Errorf("%s: %+v, %v", resource, e, err)
		}
	}
	other := strings.Replace(name, "chengdu", "guangzhou", 1)
	if e, err := w.Service.Explain(t.Context(), kms.Question{Caller: caller, Action: "kms:Encrypt", Resource: other}); err != nil || e.Outcome != policy.Unmatched {
		t.Errorf("%s: %+v, %v", other, e, err)
	}
}

func TestExplainRefusals(t *testing.T) {
	w := newWorld(t)
	id := w.newKey()
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "twice"})
	w.region = "ap-shanghai"
	must(w, api.CreateKey, api.CreateKeyRequest{Alias: "twice"})
	foreign := w.newKey()
	other, err := w.Directory.CreateAccount(t.Context(), "other")
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range []kms.Question{
		{Action: "Encrypt", Resource: id}, {Action: "kms:encrypt", Resource: id}, {Action: "cam:Encrypt", Resource: id}, {Action: ""},
		{Action: "kms:Encrypt", Resource: "none"}, {Action: "kms:Encrypt", Resource: "twice"}, {Action: "kms:Encrypt", Resource: id[:35] + "x"},
		{Action: "kms:Encrypt", Resource: "00000000-0000-4000-8000-000000000000"}, {Action: "kms:Encrypt", Resource: id, SourceIP: "x"},
	} {
		q.Caller = w.caller
		if _, err := w.Service.Explain(t.Context(), q); !errors.As(err, new(*kms.QuestionError)) {
			t.Errorf("%s %s: %v", q.Action, q.Resource, err)
		}
	}
	credential, _ := w.Directory.Credential(other.Credential.SecretID)
	_, err = w.Service.Explain(t.Context(), kms.Question{Caller: &credential.Caller, Action: "kms:Encrypt", Resource: foreign})
	if !errors.As(err, new(*kms.QuestionError)) {
		t.Errorf("a key of another account: %v", err)
	}
}
