package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"testing"

	"miyao/api"
)

// newKey makes a key and returns its resource id and the name that tools make
// of it.
func (m *miyao) newKey(t *testing.T, alias string) (id, name string) {
	t.Helper()
	key, _ := m.want(t, "", m.request("CreateKey", fmt.Sprintf(`{"Alias":%q}`, alias))).fields["KeyId"].(string)
	described := m.want(t, "", m.request("DescribeKey", fmt.Sprintf(`{"KeyId":%q}`, key)))
	metadata, _ := described.fields["KeyMetadata"].(map[string]any)
	id, _ = metadata["ResourceId"].(string)
	return id, "qcs::kms:ap-guangzhou:uin/:key/" + id
}

// TestProducts: the version and the action say which product a request is for,
// not the service that it was signed for, nor its region.
func TestProducts(t *testing.T) {
	m := start(t)
	id, name := m.newKey(t, "tagged")
	for i, service := range []string{"tag", "kms", "127", "miyao"} {
		body, _ := json.Marshal(map[string]any{"Resource": name, "ReplaceTags": []any{map[string]any{"TagKey": service, "TagValue": fmt.Sprint(i)}}})
		for _, region := range []string{"", "ap-guangzhou", "ap-beijing", "ap-nowhere"} {
			r := m.request("ModifyResourceTags", string(body))
			r.service, r.headers["Version"], r.headers["Region"] = service, "2018-08-13", region
			m.want(t, "", r)
		}
		r := m.request("GetRegions", "{}")
		r.service = service
		m.want(t, "", r)
	}
	query, _ := json.Marshal(map[string]any{"ServiceType": "kms", "ResourcePrefix": "key", "ResourceIds": []string{id}, "ResourceRegion": "ap-guangzhou"})
	r := m.request("DescribeResourceTagsByResourceIds", string(query))
	r.headers["Version"] = "2018-08-13"
	if a := m.want(t, "", r); a.fields["TotalCount"] != 4. {
		t.Errorf("answer %v", a.fields)
	}
	for _, f := range []fault{
		{"an action of KMS", api.InvalidAction, header("Version", "2018-08-13")},
		{"an action of no product", api.InvalidAction, func(r *request) { r.headers["Version"], r.headers["Action"] = "2018-08-13", "GetTags" }},
		{"an action of the tag API", api.InvalidAction, header("Action", "ModifyResourceTags")},
		{"both versions", api.NoSuchVersion, header("Version", "2019-01-18,2018-08-13")},
		{"a later version", api.NoSuchVersion, header("Version", "2018-08-14")},
	} {
		t.Run(f.name, func(t *testing.T) {
			r := m.request("GetRegions", "{}")
			f.apply(r)
			m.want(t, f.code, r)
		})
	}
}

// TestProductsV1: so it is for the older signatures, where the version is a
// parameter.
func TestProductsV1(t *testing.T) {
	m := start(t)
	id, name := m.newKey(t, "tagged")
	for i, method := range []string{http.MethodGet, http.MethodPost} {
		send := func(action string, code api.Code, own map[string]string) answer {
			t.Helper()
			params := m.v1(action, own)
			m.signV1(method, m.host, params)
			a := m.sendV1(t, method, params)
			if a.code != code {
				t.Errorf("%s %s: code %q (%s), want %q", method, action, a.code, a.text, code)
			}
			return a
		}
		send("ModifyResourceTags", "", map[string]string{
			"Version": "2018-08-13", "Resource": name, "ReplaceTags.0.TagKey": method, "ReplaceTags.0.TagValue": "团队",
			"DeleteTags.0.TagKey": "none",
		})
		a := send("DescribeResourceTagsByResourceIds", "", map[string]string{
			"Version": "2018-08-13", "Region": "ap-nowhere", "ServiceType": "kms", "ResourcePrefix": "key", "ResourceIds.0": id,
			"ResourceRegion": "ap-guangzhou", "Offset": "0", "Limit": "20",
		})
		if a.fields["TotalCount"] != float64(i+1) {
			t.Errorf("%s: answer %v", method, a.fields)
		}
		send("ModifyResourceTags", api.InvalidAction, nil)
		send("GetRegions", api.InvalidAction, map[string]string{"Version": "2018-08-13"})
		send("GetRegions", api.NoSuchVersion, map[string]string{"Version": "2018-08-12"})
	}
}
