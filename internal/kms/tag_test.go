package kms_test

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/audit"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/node"
	"miyao/internal/store"
)

// resourceID is a key's resource id as clients learn it.
func (w *world) resourceID(key string) string {
	w.t.Helper()
	return must(w, api.DescribeKey, api.DescribeKeyRequest{KeyId: key}).KeyMetadata.ResourceId
}

// resource is the resource name that clients make of a resource id.
func (w *world) resource(id string) string { return "qcs::kms:" + w.region + ":uin/:key/" + id }

func (w *world) query(ids ...string) api.DescribeResourceTagsByResourceIdsRequest {
	return api.DescribeResourceTagsByResourceIdsRequest{
		ServiceType: "kms", ResourcePrefix: "key", ResourceIds: ids, ResourceRegion: w.region,
	}
}

// tags returns a key's tags as "key=value", in the order of the answer.
func (w *world) tags(id string) string {
	w.t.Helper()
	return listed(must(w, api.DescribeResourceTagsByResourceIds, w.query(id)).Tags)
}

func listed(tags []api.TagResource) string {
	texts := make([]string, len(tags))
	for i, tag := range tags {
		texts[i] = tag.TagKey + "=" + tag.TagValue
	}
	return strings.Join(texts, " ")
}

// tagList makes tags of "key=value" texts.
func tagList(texts ...string) []api.ResourceTag {
	tags := make([]api.ResourceTag, len(texts))
	for i, text := range texts {
		tags[i].TagKey, tags[i].TagValue, _ = strings.Cut(text, "=")
	}
	return tags
}

func tagKeys(names ...string) []api.TagKeyObject {
	keys := make([]api.TagKeyObject, len(names))
	for i, name := range names {
		keys[i].TagKey = name
	}
	return keys
}

// numbered are n tags from number first on.
func numbered(first, n int) []api.ResourceTag {
	tags := make([]api.ResourceTag, n)
	for i := range tags {
		tags[i].TagKey = fmt.Sprintf("t%02d", first+i)
	}
	return tags
}

func TestModifyResourceTags(t *testing.T) {
	w := newWorld(t)
	key := must(w, api.CreateKey, api.CreateKeyRequest{Alias: "tagged", Tags: []api.Tag{{TagKey: "env", TagValue: "dev"}, {TagKey: "old"}}}).KeyId
	other := w.newKey()
	id := w.resourceID(key)
	if got := w.tags(id); got != "env=dev old=" {
		t.Errorf("tags of CreateKey are %q", got)
	}
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{
		Resource: w.resource(id), ReplaceTags: tagList("env=prod", "团队=账单"), DeleteTags: tagKeys("old", "never"),
	})
	if got := w.tags(id); got != "env=prod 团队=账单" {
		t.Errorf("tags are %q", got)
	}
	account := fmt.Sprint("uin/", w.caller.Account.Uin)
	for _, name := range []string{
		w.resource(key), strings.Replace(w.resource(id), "uin/", account, 1), strings.Replace(w.resource(id), "uin/", "", 1),
	} {
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: name, ReplaceTags: tagList("name=" + name)})
		if got := w.tags(id); !strings.Contains(got, "name="+name) {
			t.Errorf("%s did not set the tag: %q", name, got)
		}
	}
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), DeleteTags: tagKeys("name", "env", "团队")})
	if got := w.tags(id) + w.tags(other); got != "" {
		t.Errorf("tags are left: %q", got)
	}
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id),
		ReplaceTags: []api.ResourceTag{{TagKey: "c", TagValue: "1", Category: "Custom"}}})
	found := must(w, api.ListKeyDetail, api.ListKeyDetailRequest{TagFilters: []api.TagFilter{{TagKey: "c", TagValue: []string{"1"}}}})
	if found.TotalCount != 1 || found.KeyMetadatas[0].KeyId != key {
		t.Errorf("ListKeyDetail finds %+v", found)
	}
}

// TestTagsInEveryState: a tool reads and sets tags whatever state it put the
// key into before.
func TestTagsInEveryState(t *testing.T) {
	w := newWorld(t)
	for _, state := range []store.KeyState{store.Enabled, store.Disabled, store.PendingDelete, store.PendingImport, store.Archived} {
		key := w.newKey()
		w.setState(key, state)
		must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(w.resourceID(key)), ReplaceTags: tagList("a=b")})
		if got := w.tags(w.resourceID(key)); got != "a=b" || w.state(key) != state.String() {
			t.Errorf("%s: tags %q, state %s", state, got, w.state(key))
		}
	}
}

func TestModifyResourceTagsRefusals(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	id := w.resourceID(key)
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(id), ReplaceTags: numbered(0, 50)})
	before := w.tags(id)
	long := strings.Repeat("标", 128)
	type change = api.ModifyResourceTagsRequest
	for name, test := range map[string]struct {
		code api.Code
		r    change
	}{
		"nothing":        {api.InvalidParameter, change{}},
		"both":           {api.DeleteTagsParamError, change{ReplaceTags: tagList("t00=x"), DeleteTags: tagKeys("t01", "t00")}},
		"twice":          {api.TagKeyDuplicate, change{ReplaceTags: tagList("t00=x", "t00=y")}},
		"no key":         {api.TagKeyEmpty, change{ReplaceTags: tagList("=x")}},
		"long key":       {api.TagKeyLengthExceeded, change{ReplaceTags: tagList(long)}},
		"bad key":        {api.TagKeyCharacterIllegal, change{ReplaceTags: tagList("t00&x=y")}},
		"bad value":      {api.TagValueCharacterIllegal, change{ReplaceTags: tagList("t00=x&y")}},
		"long value":     {api.TagValueLengthExceeded, change{ReplaceTags: tagList("t00=" + long + long)}},
		"system tag":     {api.InvalidParameter, change{ReplaceTags: []api.ResourceTag{{TagKey: "t00", Category: "System"}}}},
		"one too many":   {api.ResourceAttachedTags, change{ReplaceTags: tagList("t00=x", "t50=x")}},
		"51 at once":     {api.ResourceAttachedTags, change{ReplaceTags: numbered(0, 51)}},
		"after deletion": {api.ResourceAttachedTags, change{ReplaceTags: numbered(50, 2), DeleteTags: tagKeys("t00", "unknown")}},
	} {
		test.r.Resource = w.resource(id)
		refused(w, test.code, api.ModifyResourceTags, test.r)
		if w.tags(id) != before {
			t.Fatalf("%s: the tags changed", name)
		}
	}
	must(w, api.ModifyResourceTags, change{Resource: w.resource(id), ReplaceTags: numbered(50, 1), DeleteTags: tagKeys("t00")})
	must(w, api.ModifyResourceTags, change{Resource: w.resource(id),
		ReplaceTags: []api.ResourceTag{{TagKey: long[:3*127], TagValue: strings.Repeat("值", 255)}}, DeleteTags: tagKeys("t01")})
}

func TestResourceNames(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	id := w.resourceID(key)
	unknown := uuid.NewString()
	for _, name := range []string{
		"", key, id, "qcs::kms:ap-guangzhou:uin/", "qcs::kms:ap-guangzhou:uin/:key/",
		"qcs::kms:ap-guangzhou:uin/:key/*", w.resource("*"), w.resource(id + "/"), w.resource(id + "\n"), w.resource("/" + key),
		w.resource("creatorUin//" + key), w.resource(strings.ToUpper(key)), w.resource(id) + ":", "Q" + w.resource(id)[1:],
		strings.Replace(w.resource(id), "kms", "cvm", 1), strings.Replace(w.resource(id), "qcs::", "qcs:id/1:", 1),
		strings.Replace(w.resource(id), ":key/", ":instance/", 1), strings.Replace(w.resource(id), "uin/", "uin/1", 1),
		strings.Replace(w.resource(id), "uin/", "uid/", 1), strings.Replace(w.resource(id), "guangzhou", "nowhere", 1),
		strings.Replace(w.resource(id), "ap-guangzhou", "", 1), strings.Replace(w.resource(id), "guangzhou", "shanghai", 1),
		w.resource(unknown), w.resource("creatorUin/1/" + key),
	} {
		refused(w, api.ResourceDescriptionError, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: name, ReplaceTags: tagList("a=b")})
	}
	if got := w.tags(id); got != "" {
		t.Errorf("a refused change set %q", got)
	}
}

func TestDescribeResourceTags(t *testing.T) {
	w := newWorld(t)
	a, b, untagged := w.newKey(), w.newKey(), w.newKey()
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(a), ReplaceTags: numbered(0, 20)})
	must(w, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(b), ReplaceTags: tagList("x=1")})
	query := w.query(b, untagged, uuid.NewString(), "creatorUin/1/"+a, w.resourceID(a))
	all := must(w, api.DescribeResourceTagsByResourceIds, query)
	if all.TotalCount != 21 || all.Offset != 0 || all.Limit != 15 || len(all.Tags) != 15 ||
		all.Tags[0] != (api.TagResource{TagKey: "x", TagValue: "1", ResourceId: b, ServiceType: "kms", Category: "Custom"}) ||
		all.Tags[1].ResourceId != w.resourceID(a) || all.Tags[1].TagKey != "t00" {
		t.Errorf("answer %+v", all)
	}
	n := func(v uint64) *uint64 { return &v }
	for _, page := range []struct {
		offset, limit *uint64
		want          int
	}{
		{nil, n(0), 15}, {n(15), nil, 6}, {n(0), n(21), 21}, {n(20), n(20), 1}, {n(21), n(1), 0},
		{n(math.MaxUint64), n(math.MaxUint64), 0}, {n(1), n(math.MaxUint64), 20},
	} {
		query.Offset, query.Limit = page.offset, page.limit
		if got := must(w, api.DescribeResourceTagsByResourceIds, query); len(got.Tags) != page.want || got.TotalCount != 21 {
			t.Errorf("%+v: %d of %d tags", page, len(got.Tags), got.TotalCount)
		}
	}
	for category, want := range map[string]uint64{"": 1, "All": 1, "Custom": 1, "System": 0} {
		query := w.query(b)
		query.Category = category
		if got := must(w, api.DescribeResourceTagsByResourceIds, query); got.TotalCount != want || got.Tags == nil {
			t.Errorf("category %q: %+v", category, got)
		}
	}
}

func TestDescribeResourceTagsRefusals(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	type query = api.DescribeResourceTagsByResourceIdsRequest
	for _, test := range []struct {
		code   api.Code
		change func(*query)
	}{
		{api.ServiceTypeInvalid, func(q *query) { q.ServiceType = "cvm" }},
		{api.ResourcePrefixInvalid, func(q *query) { q.ResourcePrefix = "creatorUin" }},
		{api.RegionInvalid, func(q *query) { q.ResourceRegion = "ap-nowhere" }},
		{api.RegionInvalid, func(q *query) { q.ResourceRegion = "" }},
		{api.InvalidParameter, func(q *query) { q.Category = "custom" }},
		{api.ResourceIdInvalid, func(q *query) { q.ResourceIds = nil }},
		{api.ResourceIdInvalid, func(q *query) { q.ResourceIds = slices.Repeat([]string{key}, 51) }},
		{api.ResourceIdInvalid, func(q *query) { q.ResourceIds = []string{key, "alias"} }},
		{api.ResourceIdInvalid, func(q *query) { q.ResourceIds = []string{strings.ToUpper(key)} }},
	} {
		q := w.query(key)
		test.change(&q)
		refused(w, test.code, api.DescribeResourceTagsByResourceIds, q)
	}
	must(w, api.DescribeResourceTagsByResourceIds, w.query(slices.Repeat([]string{key}, 50)...))
}

// TestTagIsolation: a key of another account or region has no tags and takes
// none, and one that may not be touched cannot be told from one that is unknown.
// TestTagsOfCAM: users and roles have no tags, which Terraform asks for.
func TestTagsOfCAM(t *testing.T) {
	w := newWorld(t)
	q := w.query("100000000001")
	q.ServiceType, q.ResourcePrefix = "cam", "uin"
	if got := must(w, api.DescribeResourceTagsByResourceIds, q); got.TotalCount != 0 || len(got.Tags) != 0 {
		t.Errorf("got %+v", got)
	}
	refused(w, api.ResourceDescriptionError, api.ModifyResourceTags,
		api.ModifyResourceTagsRequest{Resource: "qcs::cam::uin/:uin/100000000001", ReplaceTags: tagList("a=b")})
}

func TestTagIsolation(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	id, name := w.resourceID(key), w.resource(key)
	set := api.ModifyResourceTagsRequest{Resource: name, ReplaceTags: tagList("a=b")}
	must(w, api.ModifyResourceTags, set)

	w.region = "ap-shanghai" // both say themselves where the key is
	must(w, api.ModifyResourceTags, set)
	if w.tags(id) != "" {
		t.Error("another region shows the tags")
	}
	refused(w, api.ResourceDescriptionError, api.ModifyResourceTags, api.ModifyResourceTagsRequest{Resource: w.resource(key), ReplaceTags: tagList("a=c")})
	w.region = "ap-guangzhou"

	owner := w.caller
	w.caller = &identity.Caller{SecretID: "AKIDother", Account: store.Account{Uin: 4242},
		Principal: store.Principal{Uin: 4242, Account: 4242, Kind: store.PrincipalRoot}}
	if w.tags(id)+w.tags(key) != "" {
		t.Error("another account sees the tags")
	}
	set.ReplaceTags = tagList("a=c")
	refused(w, api.ResourceDescriptionError, api.ModifyResourceTags, set)
	set.Resource = strings.Replace(name, "uin/", fmt.Sprint("uin/", owner.Account.Uin), 1)
	refused(w, api.ResourceDescriptionError, api.ModifyResourceTags, set)

	user := *owner
	user.Principal = store.Principal{Uin: 5, Account: owner.Account.Uin, Kind: store.PrincipalUser}
	w.caller = &user
	for _, resource := range []string{key, uuid.NewString()} {
		refused(w, api.UnauthorizedOperation, api.DescribeResourceTagsByResourceIds, w.query(resource))
		refused(w, api.UnauthorizedOperation, api.ModifyResourceTags,
			api.ModifyResourceTagsRequest{Resource: w.resource(resource), ReplaceTags: tagList("a=c")})
	}
	w.caller = owner
	if got := w.tags(id); got != "a=b" {
		t.Errorf("a stranger left %q", got)
	}
}

// TestAuditOfTags: a change has its intent and its result, with the key and the
// region where it is.
func TestAuditOfTags(t *testing.T) {
	w := newWorld(t)
	key := w.newKey()
	set := api.ModifyResourceTagsRequest{Resource: w.resource(key), ReplaceTags: tagList("a=b")}
	w.region = "ap-shanghai"
	must(w, api.ModifyResourceTags, set)
	w.region = "ap-guangzhou"
	set.ReplaceTags = numbered(0, 50)
	refused(w, api.ResourceAttachedTags, api.ModifyResourceTags, set)
	w.tags(key)
	var got []string
	err := audit.Entries(filepath.Join(w.dir, node.AuditDir), 0, func(r audit.Record) error {
		e := r.Entry
		got = append(got, fmt.Sprintf("%s %s %s %s %s %d", e.Phase, e.Action, e.Version, e.Region, e.Code, len(e.Resources)))
		return nil
	})
	const version = "2018-08-13 ap-guangzhou "
	want := []string{
		"intent ModifyResourceTags " + version + " 1", "result ModifyResourceTags " + version + " 1",
		"intent ModifyResourceTags " + version + " 1", "result ModifyResourceTags " + version + "LimitExceeded.ResourceAttachedTags 1",
		"call DescribeResourceTagsByResourceIds " + version + " 1",
	}
	if err != nil || !slices.Equal(got[2:], want) {
		t.Errorf("%v\ngot\n%s\nwant\n%s", err, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestVersions: version and action are looked up together.
func TestVersions(t *testing.T) {
	w := newWorld(t)
	for _, test := range []struct {
		version, action string
		code            api.Code
		names           string // what the message says to use
	}{
		{"2018-08-13", "GetRegions", api.InvalidAction, "use version 2019-01-18"},
		{"2019-01-18", "ModifyResourceTags", api.InvalidAction, "use version 2018-08-13"},
		{"2018-08-13", "NoSuchAction", api.InvalidAction, "2018-08-13"},
		{"2019-01-18", "NoSuchAction", api.InvalidAction, "2019-01-18"},
		{"2017-03-12", "GetRegions", api.NoSuchVersion, "use 2019-01-18"},
		{"2017-03-12", "ModifyResourceTags", api.NoSuchVersion, "use 2018-08-13"},
		{"2017-03-12", "NoSuchAction", api.NoSuchVersion, "use 2019-01-18"},
		{"", "GetRegions", api.NoSuchVersion, "use 2019-01-18"},
	} {
		_, failure := w.Service.Do(t.Context(), &kms.Request{
			ID: uuid.NewString(), Action: test.action, Version: test.version, Body: []byte("{}"), Caller: w.caller,
		})
		if failure == nil || failure.Code != test.code || !strings.Contains(failure.Message, test.names) || failure.MessageZH == "" {
			t.Errorf("%s %s: %v", test.action, test.version, failure)
		}
	}
}
