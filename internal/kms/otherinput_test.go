package kms_test

import (
	"cmp"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"miyao/api"
	"miyao/internal/identity"
)

// Bad input to the actions of other products than KMS, which are decoded,
// authorised and answered by the same door.

// others makes what their requests name.
type others struct{ *stock }

// user makes a user and returns its name and uin.
func (o others) user() (string, uint64) {
	name := o.newName()
	return name, must(o.world, api.AddUser, api.AddUserRequest{Name: name}).Uin
}

func (o others) uin() uint64 {
	_, uin := o.user()
	return uin
}

func (o others) group() uint64 {
	return must(o.world, api.CreateGroup, api.CreateGroupRequest{GroupName: o.newName()}).GroupId
}

func (o others) policy() uint64 {
	return must(o.world, api.CreatePolicy, api.CreatePolicyRequest{
		PolicyName: o.newName(), PolicyDocument: policyText(`{"effect":"allow","action":"*","resource":"*"}`)}).PolicyId
}

// policyVersion makes a policy with a second version, which is not in effect.
func (o others) policyVersion() (policy, version uint64) {
	policy = o.policy()
	return policy, must(o.world, api.CreatePolicyVersion, api.CreatePolicyVersionRequest{
		PolicyId: policy, PolicyDocument: policyText(`{"effect":"allow","action":"*","resource":"*"}`)}).VersionId
}

func (o others) trust() string {
	return fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"name/sts:AssumeRole","principal":{"qcs":["qcs::cam::uin/%d:root"]}}]}`,
		o.caller.Account.Uin)
}

func (o others) role() string {
	name := o.newName()
	must(o.world, api.CreateRole, api.CreateRoleRequest{RoleName: name, PolicyDocument: o.trust()})
	return name
}

// accessKey makes an access key of a new user.
func (o others) accessKey() (string, uint64) {
	uin := o.uin()
	return must(o.world, api.CreateAccessKey, api.CreateAccessKeyRequest{TargetUin: &uin}).AccessKey.AccessKeyId, uin
}

// account makes an account; its caller is the operator.
func (o others) account() string {
	return must(o.world, api.CreateAccount, api.CreateAccountRequest{AccountName: o.newName()}).Account.AccountName
}

func (o others) accessKeyOf() object {
	id, uin := o.accessKey()
	return object{"AccessKeyId": id, "TargetUin": uin}
}

func (o others) member() object {
	group, uin := o.group(), o.uin()
	must(o.world, api.AddUserToGroup, api.AddUserToGroupRequest{Info: []api.GroupIdOfUidInfo{{GroupId: group, Uin: &uin}}})
	return object{"Info": []any{object{"GroupId": group, "Uin": uin}}}
}

// pages adds the parameters of a page.
func pages(o object) object {
	o["Page"], o["Rp"] = 1, 10
	return o
}

// otherRequests are requests that succeed, with every parameter that can stand in
// one with the others.
var otherRequests = map[string]func(others) object{
	"AddUser": func(o others) object {
		return object{"Name": o.newName(), "Remark": "r", "ConsoleLogin": 0, "UseApi": 1, "NeedResetPassword": 0, "PhoneNum": "1", "CountryCode": "86", "Email": "a@b.c"}
	},
	"AddUserToGroup": func(o others) object {
		return object{"Info": []any{object{"GroupId": o.group(), "Uin": o.uin()}}}
	},
	"AttachGroupPolicy": func(o others) object { return object{"PolicyId": o.policy(), "AttachGroupId": o.group()} },
	"AttachRolePolicy":  func(o others) object { return object{"PolicyId": o.policy(), "AttachRoleName": o.role()} },
	"AttachUserPolicy":  func(o others) object { return object{"PolicyId": o.policy(), "AttachUin": o.uin()} },
	"CreateAccessKey":   func(o others) object { return object{"TargetUin": o.uin(), "Description": "d"} },
	"CreateGroup":       func(o others) object { return object{"GroupName": o.newName(), "Remark": "r"} },
	"CreatePolicy": func(o others) object {
		return object{"PolicyName": o.newName(), "Description": "d", "Tags": []any{}, "PolicyDocument": policyText(`{"effect":"allow","action":"*","resource":"*"}`)}
	},
	"CreatePolicyVersion": func(o others) object {
		return object{"PolicyId": o.policy(), "PolicyDocument": policyText(`{"effect":"allow","action":"*","resource":"*"}`), "SetAsDefault": true}
	},
	"DeletePolicyVersion": func(o others) object {
		id, version := o.policyVersion()
		return object{"PolicyId": id, "VersionId": []any{version}}
	},
	"GetPolicyVersion":   func(o others) object { return object{"PolicyId": o.policy(), "VersionId": 1} },
	"ListPolicyVersions": func(o others) object { return object{"PolicyId": o.policy()} },
	"SetDefaultPolicyVersion": func(o others) object {
		id, version := o.policyVersion()
		return object{"PolicyId": id, "VersionId": version}
	},
	"CreateRole": func(o others) object {
		return object{"RoleName": o.newName(), "PolicyDocument": o.trust(), "Description": "d", "ConsoleLogin": 0, "SessionDuration": 3600, "Tags": []any{}}
	},
	"DeleteAccessKey":     others.accessKeyOf,
	"DeleteGroup":         func(o others) object { return object{"GroupId": o.group()} },
	"DeletePolicy":        func(o others) object { return object{"PolicyId": []any{o.policy()}} },
	"DeleteRole":          func(o others) object { return object{"RoleName": o.role()} },
	"DeleteUser":          func(o others) object { name, _ := o.user(); return object{"Name": name, "Force": 1} },
	"DescribeRoleList":    func(others) object { return pages(object{"Tags": []any{}}) },
	"DescribeSubAccounts": func(o others) object { return object{"FilterSubAccountUin": []any{o.uin()}} },
	"DetachGroupPolicy":   func(o others) object { return object{"PolicyId": o.policy(), "DetachGroupId": o.group()} },
	"DetachRolePolicy":    func(o others) object { return object{"PolicyId": o.policy(), "DetachRoleName": o.role()} },
	"DetachUserPolicy":    func(o others) object { return object{"PolicyId": o.policy(), "DetachUin": o.uin()} },
	"GetGroup":            func(o others) object { return object{"GroupId": o.group()} },
	"GetPolicy":           func(o others) object { return object{"PolicyId": o.policy()} },
	"GetRole":             func(o others) object { return object{"RoleName": o.role()} },
	"GetSecurityLastUsed": func(o others) object { id, _ := o.accessKey(); return object{"SecretIdList": []any{id}} },
	"GetUser":             func(o others) object { name, _ := o.user(); return object{"Name": name} },
	"GetUserAppId":        func(others) object { return object{} },
	"ListAccessKeys":      func(o others) object { return object{"TargetUin": o.uin()} },
	"ListAttachedGroupPolicies": func(o others) object {
		return pages(object{"TargetGroupId": o.group(), "Keyword": "k"})
	},
	"ListAttachedRolePolicies": func(o others) object {
		return pages(object{"RoleName": o.role(), "PolicyType": "User", "Keyword": "k"})
	},
	"ListAttachedUserAllPolicies": func(o others) object {
		return pages(object{"TargetUin": o.uin(), "AttachType": 0, "StrategyType": 1, "Keyword": "k"})
	},
	"ListAttachedUserPolicies": func(o others) object { return pages(object{"TargetUin": o.uin()}) },
	"ListEntitiesForPolicy":    func(o others) object { return pages(object{"PolicyId": o.policy(), "EntityFilter": "All"}) },
	"ListGroups":               func(others) object { return pages(object{"Keyword": "k"}) },
	"ListGroupsForUser":        func(o others) object { return pages(object{"SubUin": o.uin()}) },
	"ListPolicies":             func(others) object { return pages(object{"Scope": "All", "Keyword": "k"}) },
	"ListUsers":                func(others) object { return object{} },
	"ListUsersForGroup":        func(o others) object { return pages(object{"GroupId": o.group()}) },
	"RemoveUserFromGroup":      others.member,
	"UpdateAccessKey": func(o others) object {
		request := o.accessKeyOf()
		request["Status"] = "Inactive"
		return request
	},
	"UpdateAssumeRolePolicy": func(o others) object { return object{"RoleName": o.role(), "PolicyDocument": o.trust()} },
	"UpdateGroup":            func(o others) object { return object{"GroupId": o.group(), "GroupName": o.newName(), "Remark": "r"} },
	"UpdatePolicy": func(o others) object {
		return object{"PolicyId": o.policy(), "PolicyName": o.newName(), "Description": "d"}
	},
	"UpdateRoleConsoleLogin":    func(o others) object { return object{"RoleName": o.role(), "ConsoleLogin": 0} },
	"UpdateRoleDescription":     func(o others) object { return object{"RoleName": o.role(), "Description": "d"} },
	"UpdateRoleSessionDuration": func(o others) object { return object{"RoleName": o.role(), "SessionDuration": 3600} },
	"UpdateUser": func(o others) object {
		name, _ := o.user()
		return object{"Name": name, "Remark": "r", "ConsoleLogin": 0, "PhoneNum": "1", "CountryCode": "86", "Email": "a@b.c"}
	},

	"AssumeRole": func(o others) object {
		return object{"RoleArn": fmt.Sprintf("qcs::cam::uin/%d:roleName/%s", o.caller.Account.Uin, o.role()), "RoleSessionName": "session", "DurationSeconds": 900}
	},
	"GetCallerIdentity": func(others) object { return object{} },
	"GetFederationToken": func(others) object {
		return object{"Name": "name", "Policy": policyText(`{"effect":"allow","action":"kms:*","resource":"*"}`), "DurationSeconds": 900}
	},

	"DescribeResourceTagsByResourceIds": func(o others) object {
		return object{"ServiceType": "kms", "ResourcePrefix": "key", "ResourceIds": []any{o.newKey()}, "ResourceRegion": o.region,
			"Offset": 0, "Limit": 10, "Category": "Custom"}
	},
	"ModifyResourceTags": func(o others) object {
		return object{"Resource": "qcs::kms:" + o.region + ":uin/:key/" + o.newKey(),
			"ReplaceTags": []any{object{"TagKey": "a", "TagValue": "b", "Category": "Custom"}}, "DeleteTags": []any{object{"TagKey": "c"}}}
	},

	"LookUpEvents": func(o others) object {
		now := o.clock.Load()
		return object{"StartTime": now - 60, "EndTime": now, "LookupAttributes": []any{object{"AttributeKey": "ReadOnly", "AttributeValue": "true"}},
			"MaxResults": 10, "Mode": "quick"}
	},
	"DescribeKeyUsage": func(o others) object { return object{"KeyId": o.newKey()} },
	"DescribeCallStatistics": func(o others) object {
		now := o.clock.Load()
		return object{"StartTime": now - 3600, "EndTime": now, "Kind": "UseKey"}
	},
	"DescribeKeyStatistics": func(others) object { return object{} },
	"DescribeLogStatus":     func(others) object { return object{"Verify": 1} },

	"ListPrincipalsForResource": func(o others) object {
		o.user()
		return object{"Resource": o.newKey(), "ActionNames": []any{"kms:Encrypt"}, "Marker": "1"}
	},
	"SimulatePrincipalPolicy": func(o others) object {
		name, _ := o.user()
		return object{"Principal": name, "ActionNames": []any{"kms:Encrypt"}, "Resource": o.newKey(), "SourceIp": "192.0.2.1",
			"ResourceTags": []any{object{"TagKey": "a", "TagValue": "b"}}, "RequestTags": []any{object{"TagKey": "a", "TagValue": "b"}}}
	},

	"CreateAccount":        func(o others) object { return object{"AccountName": o.newName()} },
	"DescribeAccounts":     func(others) object { return object{} },
	"DescribeAccountQuota": func(o others) object { return object{"Account": o.account()} },
	"ModifyAccountQuota": func(o others) object {
		return object{"Account": o.account(), "Reset": 1, "Preset": "cloud", "KeyLimit": "10", "DataKeyLimit": "none",
			"RequestLimits": []any{object{"ActionName": "Encrypt", "PerSecond": "100"}}}
	},
}

// Values that fit a type and hardly any parameter.
var (
	oddTexts = []any{"", " ", "NONSENSE", strings.Repeat("x", 70_000), strings.Repeat("é", 400), "a\x00b", "a\nb", "\u202e", "*", "%s%d",
		"../../etc/passwd", "9223372036854775808", "-1", "{}", `{"version":"2.0","statement":[]}`, "qcs::cam::uin/1:root", "AKIDunknown"}
	oddNumbers = []any{0, 1, 1 << 31, 1 << 53, raw("9223372036854775807"), raw("9223372036854775808"), raw("18446744073709551615")}
)

// TestOtherBadInput: whatever is wrong with one parameter, the reader says so in its
// codes; whatever a parameter holds, the answer is a published code or a success.
func TestOtherBadInput(t *testing.T) {
	w := newWorld(t)
	o := others{newStock(w)}
	page, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	tried, fields := 0, 0
	root, operator := w.caller, operatorOf(w)
	// Those that read come first: the others leave thousands of users to look through.
	actions := slices.SortedStableFunc(slices.Values(api.Actions()), func(a, b *api.Info) int { return cmp.Compare(a.Kind, b.Kind) })
	for _, action := range actions {
		if action.Product == api.ProductKMS {
			continue
		}
		t.Run(action.Name, func(t *testing.T) {
			w.t, w.caller = t, root
			if action.Product == api.ProductOperator {
				w.caller = operator
			}
			make, ok := otherRequests[action.Name]
			if !ok {
				t.Fatal("there is no request")
			}
			g := &otherGenerator{others: o, action: action, page: string(page), make: make}
			g.structure("", action.Request, func(base object, change func(object)) { change(base) })
			if _, failure := w.raw(action.Name, marshal(t, make(o))); failure != nil {
				t.Errorf("the good request gives %v", failure)
			}
			tried, fields = tried+g.tried, fields+g.fields
		})
	}
	w.t = t
	if tried < 25*fields || fields < 100 {
		t.Errorf("only %d requests were tried, of %d parameters", tried, fields)
	}
}

// TestMistakesInQuota: the message is short and one line, whatever the mistakes.
func TestMistakesInQuota(t *testing.T) {
	w := newWorld(t)
	w.caller = operatorOf(w)
	for _, body := range []string{
		`{"KeyLimit":"many","DataKeyLimit":"many"}`,
		`{"RequestLimits":[{"ActionName":"` + strings.Repeat(`many\n`, 1000) + `","PerSecond":"many"}]}`,
	} {
		_, failure := w.raw("ModifyAccountQuota", body)
		want := inputCase{code: api.InvalidParameterValue, names: []string{"many"}}
		if problem := want.problem(failure); problem != "" {
			t.Error(problem)
		}
	}
}

// operatorOf makes an operator's credential and is its caller.
func operatorOf(w *world) *identity.Caller {
	w.t.Helper()
	row, _, err := w.Directory.CreateOperator(w.t.Context(), "")
	credential, known := w.Directory.Credential(row.SecretID)
	if err != nil || !known {
		w.t.Fatalf("no credential of the operator: %v", err)
	}
	return &credential.Caller
}

type otherGenerator struct {
	others
	action        *api.Info
	page          string // docs/api.md
	make          func(others) object
	made          object // of an action that changes nothing
	tried, fields int
}

// good is a good request, which is the caller's. Whoever changes something gets
// one about things of its own.
func (g *otherGenerator) good() object {
	if g.action.Kind == api.Change {
		return g.make(g.others)
	}
	if g.made == nil {
		g.made = g.make(g.others)
	}
	return deepCopy(g.made).(object)
}

func deepCopy(value any) any {
	switch value := value.(type) {
	case object:
		o := object{}
		for name, member := range value {
			o[name] = deepCopy(member)
		}
		return o
	case []any:
		list := make([]any, len(value))
		for i := range value {
			list[i] = deepCopy(value[i])
		}
		return list
	}
	return value
}

// within finds the structure of a place in a request and lets it be changed.
type within func(base object, change func(structure object))

func marshal(t testing.TB, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// ask tries a request with one value changed. With no code wanted, any published
// one will do.
func (g *otherGenerator) ask(path string, at within, name string, value any, want api.Code) {
	g.t.Helper()
	g.tried++
	body := g.good()
	at(body, func(structure object) {
		if value == absent {
			delete(structure, name)
		} else {
			structure[name] = value
		}
	})
	_, failure := g.raw(g.action.Name, marshal(g.t, body))
	c := inputCase{code: want, names: []string{path}}
	if want == "" {
		if failure == nil {
			return
		}
		c = inputCase{code: failure.Code, names: []string{""}}
	}
	problem := c.problem(failure)
	if failure != nil && (failure.Code == api.InternalError || !strings.Contains(g.page, "\n| `"+string(failure.Code)+"` |")) {
		problem = fmt.Sprintf("got %v", failure)
	}
	if problem != "" {
		g.t.Errorf("%s %.60q: %s", path, fmt.Sprint(value), problem)
	}
}

// structure tries the fields of a structure that stands in the request.
func (g *otherGenerator) structure(path string, t reflect.Type, at within) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := strings.TrimPrefix(path+"."+f.Name, ".")
		g.fields++
		required := slices.Contains(strings.Split(f.Tag.Get("kms"), ","), "required")
		for _, value := range []any{absent, nil} {
			want := api.Code("")
			if required {
				want = api.MissingParameter
			}
			g.ask(name, at, f.Name, value, want)
		}
		g.ask(strings.TrimPrefix(path+"."+strings.ToLower(f.Name), "."), at, strings.ToLower(f.Name), "x", api.UnknownParameter)
		g.field(name, f.Name, f.Type, at)
	}
}

func (g *otherGenerator) field(path, name string, t reflect.Type, at within) {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	kind := map[reflect.Kind]string{reflect.String: "text", reflect.Uint64: "uint", reflect.Slice: "list", reflect.Bool: "truth"}[t.Kind()]
	if kind == "" {
		g.t.Fatalf("%s is a %s", path, t)
	}
	for _, value := range wrongTypes[kind] {
		if list, ok := value.([]any); ok && kind == "list" && len(list) == 1 { // the entry is wrong, not the list
			continue
		}
		g.ask(path, at, name, value, api.InvalidParameter)
	}
	switch kind {
	case "text":
		g.odd(path, name, oddTexts, at)
	case "uint":
		g.odd(path, name, oddNumbers, at)
	case "list":
		g.list(path, name, t.Elem(), at)
	}
}

func (g *otherGenerator) odd(path, name string, values []any, at within) {
	for _, value := range values {
		g.ask(path, at, name, value, "")
	}
}

func (g *otherGenerator) list(path, name string, entry reflect.Type, at within) {
	var good []any
	at(g.good(), func(structure object) { good, _ = structure[name].([]any) })
	for n := range good {
		g.ask(path, at, name, append(slices.Clone(good), good[n]), "") // twice
	}
	first := path + ".0"
	g.ask(first, at, name, []any{nil}, api.InvalidParameter)
	switch entry.Kind() {
	case reflect.Struct:
		g.ask(path, at, name, slices.Repeat([]any{object{}}, 1001), "")
		if len(good) == 0 {
			g.odd(path, name, []any{[]any{}, []any{object{}}}, at)
			return
		}
		g.structure(first, entry, func(base object, change func(object)) {
			at(base, func(structure object) { change(structure[name].([]any)[0].(object)) })
		})
	case reflect.String:
		g.entries(path, name, oddTexts, at)
	default:
		g.entries(path, name, oddNumbers, at)
	}
}

// entries tries lists of plain values.
func (g *otherGenerator) entries(path, name string, values []any, at within) {
	for _, value := range values {
		g.ask(path, at, name, []any{value}, "")
	}
	many := make([]any, 1001)
	for i := range many {
		many[i] = strconv.Itoa(i)
	}
	g.ask(path, at, name, many, api.InvalidParameter)
	g.ask(path, at, name, []any{}, "")
}
