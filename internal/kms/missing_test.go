package kms_test

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/store"
)

// TestMissingLooksForbidden: for every action that names a resource, whoever may
// not do it gets the same answer, to the byte but for the id, whether the resource
// exists or not.
func TestMissingLooksForbidden(t *testing.T) {
	w := newWorld(t)
	s := newStock(w)
	root := w.caller
	requests := maps.Clone(requests)
	requests[api.DescribeKeyUsage.Name] = request{requests["DescribeKey"].kind, keyID}
	tried := 0
	for _, action := range api.Actions() {
		r, ok := requests[action.Name]
		if !ok || r.kind == "" {
			continue
		}
		w.caller = root
		hidden, gone := s.fresh(r.kind), s.fresh(r.kind)
		bodies := [2]string{s.secretly(r, hidden), s.secretly(r, gone)}
		w.destroy(gone)
		for name, caller := range s.outsiders(hidden) {
			w.caller = caller
			var answers [2]string
			for i, body := range bodies {
				answer, failure := w.raw(action.Name, body)
				if failure == nil {
					t.Errorf("%s succeeds %s: %v", action.Name, name, answer)
					continue
				}
				failure.RequestID = ""
				text, err := json.Marshal([]any{failure.Code, failure.Message, failure.MessageZH})
				if err != nil {
					t.Fatal(err)
				}
				answers[i] = strings.ReplaceAll(string(text), gone, hidden)
			}
			if answers[0] != answers[1] || !strings.Contains(answers[0], string(api.UnauthorizedOperation)) {
				t.Errorf("%s %s: an existing one gives\n%s\na missing one\n%s", action.Name, name, answers[0], answers[1])
			}
			tried++
		}
	}
	if tried < 6*50 {
		t.Errorf("only %d were tried", tried)
	}
}

// secretly makes a request as who may, for a resource that has a tag.
func (s *stock) secretly(r request, id string) string {
	s.t.Helper()
	body, err := json.Marshal(r.make(s, r.kind, id))
	if err != nil {
		s.t.Fatal(err)
	}
	must(s.world, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: s.resource(id), ReplaceTags: tagList("secret=yes")})
	return string(body)
}

// destroy removes a resource, as the worker does.
func (w *world) destroy(id string) {
	w.t.Helper()
	parsed := uuid.MustParse(id)
	err := w.Store.Update(w.t.Context(), func(tx *store.Tx) error {
		for _, remove := range []func(uuid.UUID) error{tx.DeleteKey, tx.DeleteDataKey, tx.DeleteWhiteBoxKey} {
			if err := remove(parsed); !errors.Is(err, store.ErrNotFound) {
				return err
			}
		}
		return store.ErrNotFound
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.Keyring.Forget(parsed)
}

// outsiders are callers who may not touch a resource of root's that has the tag
// secret&yes.
func (s *stock) outsiders(id string) map[string]*identity.Caller {
	root := s.caller
	name := func(end string) string {
		return fmt.Sprintf("qcs::kms::uin/%d:key/creatorUin/%s", root.Account.Uin, end)
	}
	all := `{"effect":"allow","action":"*","resource":"*"}`
	deny := func(resource, condition string) string {
		return `{"effect":"deny","action":"*","resource":"` + resource + `","condition":` + condition + `}`
	}
	callers := map[string]*identity.Caller{}
	for what, statements := range map[string][]string{
		"without a right":          {`{"effect":"allow","action":"kms:GenerateRandom","resource":"*"}`},
		"with a right to another":  {`{"effect":"allow","action":"*","resource":"` + name("1/"+uuid.NewString()) + `"}`},
		"with a right by tag":      {`{"effect":"allow","action":"*","resource":"*","condition":{"string_equal":{"qcs:resource_tag":"secret&no"}}}`},
		"denied by tag":            {all, deny("*", `{"string_equal":{"qcs:resource_tag":"secret&yes"}}`)},
		"denied by creator":        {all, deny(name(fmt.Sprint(root.Principal.Uin, "/*")), `{}`)},
		"denied by its exact name": {all, deny(name(fmt.Sprint(root.Principal.Uin, "/", id)), `{}`)},
	} {
		s.caller = root
		callers[what] = s.subUser(policyText(statements...))
	}
	s.caller = root
	return callers
}
