package api_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"miyao/api"
)

// decoder decodes bodies of one action, whatever its types.
type decoder struct {
	*api.Info
	decode func(body []byte) (any, error)
}

func decoding[Req, Resp any](a api.Action[Req, Resp]) decoder {
	return decoder{a.Info, func(body []byte) (any, error) {
		req := new(Req)
		return req, a.Decode(body, req)
	}}
}

// decoders are those of all actions.
func decoders(t testing.TB) []decoder {
	all := []decoder{
		decoding(api.ArchiveKey),
		decoding(api.AsymmetricRsaDecrypt),
		decoding(api.AsymmetricSm2Decrypt),
		decoding(api.BindCloudResource),
		decoding(api.CancelDataKeyDeletion),
		decoding(api.CancelKeyArchive),
		decoding(api.CancelKeyDeletion),
		decoding(api.CreateKey),
		decoding(api.CreateWhiteBoxKey),
		decoding(api.Decrypt),
		decoding(api.DeleteImportedKeyMaterial),
		decoding(api.DeleteWhiteBoxKey),
		decoding(api.DescribeDataKey),
		decoding(api.DescribeDataKeys),
		decoding(api.DescribeKey),
		decoding(api.DescribeKeys),
		decoding(api.DescribeWhiteBoxDecryptKey),
		decoding(api.DescribeWhiteBoxDeviceFingerprints),
		decoding(api.DescribeWhiteBoxKey),
		decoding(api.DescribeWhiteBoxKeyDetails),
		decoding(api.DescribeWhiteBoxServiceStatus),
		decoding(api.DisableDataKey),
		decoding(api.DisableDataKeys),
		decoding(api.DisableKey),
		decoding(api.DisableKeyRotation),
		decoding(api.DisableKeys),
		decoding(api.DisableWhiteBoxKey),
		decoding(api.DisableWhiteBoxKeys),
		decoding(api.EnableDataKey),
		decoding(api.EnableDataKeys),
		decoding(api.EnableKey),
		decoding(api.EnableKeyRotation),
		decoding(api.EnableKeys),
		decoding(api.EnableWhiteBoxKey),
		decoding(api.EnableWhiteBoxKeys),
		decoding(api.Encrypt),
		decoding(api.EncryptByWhiteBox),
		decoding(api.GenerateDataKey),
		decoding(api.GenerateRandom),
		decoding(api.GetDataKeyCiphertextBlob),
		decoding(api.GetDataKeyPlaintext),
		decoding(api.GetKeyRotationStatus),
		decoding(api.GetParametersForImport),
		decoding(api.GetPublicKey),
		decoding(api.GetRegions),
		decoding(api.GetServiceStatus),
		decoding(api.ImportDataKey),
		decoding(api.ImportKeyMaterial),
		decoding(api.ListAlgorithms),
		decoding(api.ListDataKeyDetail),
		decoding(api.ListDataKeys),
		decoding(api.ListKeyDetail),
		decoding(api.ListKeys),
		decoding(api.OverwriteWhiteBoxDeviceFingerprints),
		decoding(api.PostQuantumCryptoDecrypt),
		decoding(api.PostQuantumCryptoEncrypt),
		decoding(api.PostQuantumCryptoSign),
		decoding(api.PostQuantumCryptoVerify),
		decoding(api.ReEncrypt),
		decoding(api.RotateKey),
		decoding(api.ScheduleDataKeyDeletion),
		decoding(api.ScheduleKeyDeletion),
		decoding(api.SignByAsymmetricKey),
		decoding(api.UnbindCloudResource),
		decoding(api.UpdateAlias),
		decoding(api.UpdateDataKeyDescription),
		decoding(api.UpdateDataKeyName),
		decoding(api.UpdateKeyDescription),
		decoding(api.VerifyByAsymmetricKey),
		decoding(api.DescribeResourceTagsByResourceIds),
		decoding(api.ModifyResourceTags),
		decoding(api.AssumeRole),
		decoding(api.GetCallerIdentity),
		decoding(api.GetFederationToken),
		decoding(api.DescribeCallStatistics), decoding(api.DescribeKeyStatistics), decoding(api.DescribeKeyUsage), decoding(api.DescribeLogStatus), decoding(api.LookUpEvents),
		decoding(api.AddUser),
		decoding(api.AddUserToGroup),
		decoding(api.AttachGroupPolicy),
		decoding(api.AttachRolePolicy),
		decoding(api.AttachUserPolicy),
		decoding(api.CreateAccessKey),
		decoding(api.CreateGroup),
		decoding(api.CreatePolicy),
		decoding(api.CreatePolicyVersion),
		decoding(api.CreateRole),
		decoding(api.DeleteAccessKey),
		decoding(api.DeleteGroup),
		decoding(api.DeletePolicy),
		decoding(api.DeletePolicyVersion),
		decoding(api.DeleteRole),
		decoding(api.DeleteUser),
		decoding(api.DescribeRoleList),
		decoding(api.DescribeSubAccounts),
		decoding(api.DetachGroupPolicy),
		decoding(api.DetachRolePolicy),
		decoding(api.DetachUserPolicy),
		decoding(api.GetGroup),
		decoding(api.GetPolicy),
		decoding(api.GetPolicyVersion),
		decoding(api.GetRole),
		decoding(api.GetSecurityLastUsed),
		decoding(api.GetUser),
		decoding(api.GetUserAppId),
		decoding(api.ListAccessKeys),
		decoding(api.ListAttachedGroupPolicies),
		decoding(api.ListAttachedRolePolicies),
		decoding(api.ListAttachedUserAllPolicies),
		decoding(api.ListAttachedUserPolicies),
		decoding(api.ListEntitiesForPolicy),
		decoding(api.ListGroups),
		decoding(api.ListGroupsForUser),
		decoding(api.ListPolicies),
		decoding(api.ListPolicyVersions),
		decoding(api.ListPrincipalsForResource),
		decoding(api.ListUsers),
		decoding(api.ListUsersForGroup),
		decoding(api.RemoveUserFromGroup),
		decoding(api.SetDefaultPolicyVersion),
		decoding(api.SimulatePrincipalPolicy),
		decoding(api.UpdateAccessKey),
		decoding(api.UpdateAssumeRolePolicy),
		decoding(api.UpdateGroup),
		decoding(api.UpdatePolicy),
		decoding(api.UpdateRoleConsoleLogin),
		decoding(api.UpdateRoleDescription),
		decoding(api.UpdateRoleSessionDuration),
		decoding(api.UpdateUser),
		decoding(api.CreateAccount), decoding(api.DescribeAccountQuota), decoding(api.DescribeAccounts), decoding(api.ModifyAccountQuota),
	}
	declared := api.Actions()
	if len(all) != len(declared) {
		t.Fatalf("%d actions are tested, %d declared", len(all), len(declared))
	}
	for i, d := range all {
		if d.Info != declared[i] {
			t.Fatalf("%s is tested where %s is declared", d.Name, declared[i].Name)
		}
	}
	return all
}

// object is a JSON object under construction.
type object = map[string]any

var (
	isBase64 = reflect.TypeFor[api.Base64]()
	bytesOK  = base64.StdEncoding.EncodeToString([]byte("bytes"))
)

// sample is a value that a field of type t takes, with all that is in it.
func sample(t reflect.Type) any {
	switch {
	case t == isBase64:
		return bytesOK
	case t.Kind() == reflect.Pointer:
		return sample(t.Elem())
	case t.Kind() == reflect.Slice:
		return []any{sample(t.Elem())}
	case t.Kind() == reflect.Struct:
		o := object{}
		for i := range t.NumField() {
			o[t.Field(i).Name] = sample(t.Field(i).Type)
		}
		return o
	case t.Kind() == reflect.String:
		return "text"
	case t.Kind() == reflect.Bool:
		return true
	}
	return 7
}

// options are those of a field's kms tag.
func options(f reflect.StructField) (required bool, code api.Code) {
	code = api.InvalidParameter
	for option := range strings.SplitSeq(f.Tag.Get("kms"), ",") {
		if option == "required" {
			required = true
		} else if text, ok := strings.CutPrefix(option, "code="); ok {
			code = api.Code(text)
		}
	}
	return required, code
}

// wrong are values that a field of type t does not take, with their codes.
func wrong(t reflect.Type, code api.Code) map[string]api.Code {
	const text, number, truth, list, structure = `"text"`, `7`, `true`, `[]`, `{}`
	refused := map[string]api.Code{
		text: api.InvalidParameter, number: api.InvalidParameter, truth: api.InvalidParameter, "false": api.InvalidParameter,
		list: api.InvalidParameter, structure: api.InvalidParameter,
	}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == isBase64:
		delete(refused, text)
		for _, bad := range badBase64 {
			refused[quote(bad)] = code
		}
	case t.Kind() == reflect.String:
		delete(refused, text)
	case t.Kind() == reflect.Slice:
		delete(refused, list)
		refused[`[null]`] = api.InvalidParameter
	case t.Kind() == reflect.Struct:
		delete(refused, structure)
	case t.Kind() == reflect.Bool:
		delete(refused, truth)
		delete(refused, "false")
		for _, bad := range []string{`"True"`, `""`, `"1"`, `1`} {
			refused[bad] = api.InvalidParameter
		}
	case t.Kind() == reflect.Uint64, t.Kind() == reflect.Int64:
		delete(refused, number)
		for _, bad := range []string{`""`, `"0x7"`, `" 7"`, `"7 "`, `"+"`, `"1_0"`, `1.5`, `1.0`, `1e2`, `1e400`, `18446744073709551616`, `-9223372036854775809`} {
			refused[bad] = api.InvalidParameter
		}
		if t.Kind() == reflect.Uint64 {
			refused[`-1`], refused[`"-1"`] = api.InvalidParameter, api.InvalidParameter
		}
	}
	return refused
}

var badBase64 = []string{
	"*", "YQ", "YQ=", "YQ===", "YR==", "YWJ=", "YQ==YQ==", "YQ==\n", "Y Q==", "\r\nYQ==", "-_-_", "YQ==x", "=", "a-k-b", "é",
}

func quote(text string) string {
	b, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(b)
}

// place is a struct somewhere in a request: the fields of object are of type t.
type place struct {
	path   string
	t      reflect.Type
	object object
}

// places finds every struct of a request.
func places(path string, t reflect.Type, value any) []place {
	switch v := value.(type) {
	case object:
		for t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		found := []place{{path, t, v}}
		for i := range t.NumField() {
			f := t.Field(i)
			found = append(found, places(path+f.Name+".", f.Type, v[f.Name])...)
		}
		return found
	case []any:
		return places(path+"0.", t.Elem(), v[0])
	}
	return nil
}

// raw is a JSON text in the place of a value.
type raw string

func (r raw) MarshalJSON() ([]byte, error) { return []byte(r), nil }

// TestEveryField tries each field of each action, structures in structures
// included: missing, null, unknown, in another case, and of each wrong type.
func TestEveryField(t *testing.T) {
	fields := 0
	for _, d := range decoders(t) {
		t.Run(d.Name, func(t *testing.T) {
			value := sample(d.Request)
			want := func(what string, code api.Code, name string) {
				t.Helper()
				body, err := json.Marshal(value)
				if err != nil {
					t.Fatal(err)
				}
				_, err = d.decode(body)
				checkRefusal(t, what, err, code, name)
			}
			want("everything", "", "")
			for _, p := range places("", d.Request, value) {
				for i := range p.t.NumField() {
					f := p.t.Field(i)
					fields++
					name := p.path + f.Name
					required, code := options(f)
					good := p.object[f.Name]
					missing := api.Code("")
					if required {
						missing = api.MissingParameter
					}
					p.object[f.Name] = nil
					want(name+" is null", missing, name)
					delete(p.object, f.Name)
					want(name+" is missing", missing, name)
					p.object[strings.ToLower(f.Name)] = good
					want(name+" in lower case", api.UnknownParameter, f.Name)
					delete(p.object, strings.ToLower(f.Name))
					for text, code := range wrong(f.Type, code) {
						p.object[f.Name] = raw(text)
						want(name+" is "+text, code, name)
					}
					if kind := kindOf(f.Type); kind == reflect.Uint64 || kind == reflect.Int64 {
						p.object[f.Name] = "7"
						want(name+" is decimal text", "", "")
					}
					p.object[f.Name] = good
				}
				for _, text := range []any{1, nil, object{"a": []any{}}} {
					p.object["Nonsense"] = text
					want("unknown in "+p.path, api.UnknownParameter, p.path+"Nonsense")
				}
				delete(p.object, "Nonsense")
			}
			want("everything again", "", "")
		})
	}
	if fields < 200 {
		t.Errorf("only %d fields were tried", fields)
	}
}

func kindOf(t reflect.Type) reflect.Kind {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t.Kind()
}

func checkRefusal(t *testing.T, what string, err error, code api.Code, name string) {
	t.Helper()
	if code == "" {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	refusal, ok := err.(*api.Error)
	if !ok || refusal.Code != code {
		t.Errorf("%s: error %v, want %s", what, err, code)
		return
	}
	if !strings.Contains(refusal.Message, name) || !strings.Contains(refusal.MessageZH, name) {
		t.Errorf("%s: the messages do not say %s: %s %s", what, name, refusal.Message, refusal.MessageZH)
	}
}

// TestTags finds tags that say nothing: a code for what is not base64.
func TestTags(t *testing.T) {
	known := false
	for _, d := range decoders(t) {
		for _, p := range places("", d.Request, sample(d.Request)) {
			for i := range p.t.NumField() {
				f := p.t.Field(i)
				_, code := options(f)
				if code != api.InvalidParameter && f.Type != isBase64 {
					t.Errorf("%s: %s%s has a code and is not base64", d.Name, p.path, f.Name)
				}
				known = known || code == api.InvalidPlaintext
			}
		}
	}
	if !known {
		t.Error("no field has a code")
	}
}

// TestBase64 decodes what RFC 4648 allows in one way only.
func TestBase64(t *testing.T) {
	for _, text := range badBase64 {
		if b, err := api.ParseBase64(text); err == nil {
			t.Errorf("%q gives %q", text, b)
		} else if len(text) > 4 && strings.Contains(err.Error(), text) {
			t.Errorf("the error quotes %q", text)
		}
	}
	for size := range 70 {
		b := bytes.Repeat([]byte{0xfb, 0xef}, size)[:size]
		text := api.Base64(b).String()
		if got, err := api.ParseBase64(text); err != nil || !bytes.Equal(got, b) {
			t.Errorf("%q gives %x, %v", text, got, err)
		}
		// A slash may be escaped.
		req := new(api.EncryptRequest)
		body := `{"KeyId":"k","Plaintext":"` + strings.ReplaceAll(text, "/", `\/`) + `"}`
		if err := api.Encrypt.Decode([]byte(body), req); err != nil || !bytes.Equal(req.Plaintext, b) {
			t.Errorf("%s gives %x, %v", body, req.Plaintext, err)
		}
	}
}

// seeds are bodies of all actions, good and bad.
func seeds(t testing.TB) map[string]int {
	all := decoders(t)
	found, good := map[string]int{}, 0
	for i, d := range all {
		body, err := json.Marshal(sample(d.Request))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.decode(body); err == nil {
			good++
		}
		found[string(body)] = i
		found[fmt.Sprintf(" %s\n", bytes.ReplaceAll(body, []byte(":7"), []byte(`:"7"`)))] = i
		found[string(body[:len(body)/2])] = i
	}
	if good != len(all) {
		t.Fatalf("%d of the seeds are good", good)
	}
	for _, body := range []string{"", "null", "{}{}", `{"KeyId":"\ud800"}`, `{"KeyId":null,"KeyId":""}`, "\xef\xbb\xbf{}",
		"{\"a\xff\":1}", `{"Tags":` + strings.Repeat("[", 20_000), `{"` + strings.Repeat("é", 60) + `":1}`} {
		found[body] = len(found) % len(all)
	}
	return found
}

// FuzzDecode: nothing panics; what is refused is refused with a code of the
// protocol and printable text; and what decodes is what it encodes to.
func FuzzDecode(f *testing.F) {
	all := decoders(f)
	allowed := codes(all)
	bodies := seeds(f)
	for _, body := range slices.Sorted(maps.Keys(bodies)) {
		f.Add(uint8(bodies[body]), []byte(body))
	}
	f.Fuzz(func(t *testing.T, action uint8, body []byte) {
		d := all[int(action)%len(all)]
		before := bytes.Clone(body)
		value, err := d.decode(body)
		if !bytes.Equal(body, before) {
			t.Fatal("Decode changed the body")
		}
		if err != nil {
			checkError(t, err, allowed)
			return
		}
		again, err := json.Marshal(value)
		if err != nil {
			t.Fatalf("%s: what decoded does not encode: %v", d.Name, err)
		}
		second, err := d.decode(again)
		if err != nil {
			t.Fatalf("%s: %s does not decode: %v", d.Name, again, err)
		}
		if !reflect.DeepEqual(value, second) {
			t.Fatalf("%s: %s is %+v, was %+v", d.Name, again, second, value)
		}
	})
}

// codes are those that a decoder of all may give.
func codes(all []decoder) map[api.Code]bool {
	found := map[api.Code]bool{api.UnknownParameter: true, api.MissingParameter: true, api.InvalidParameter: true}
	for _, d := range all {
		for _, p := range places("", d.Request, sample(d.Request)) {
			for i := range p.t.NumField() {
				_, code := options(p.t.Field(i))
				found[code] = true
			}
		}
	}
	return found
}

func checkError(t *testing.T, err error, allowed map[api.Code]bool) {
	t.Helper()
	refusal, ok := err.(*api.Error)
	if !ok || !allowed[refusal.Code] {
		t.Fatalf("error %v", err)
	}
	for _, text := range []string{refusal.Message, refusal.MessageZH} {
		if text == "" || len(text) > 600 || !utf8.ValidString(text) || strings.ContainsAny(text, "\r\n\x00\x1b") {
			t.Fatalf("message %q", text)
		}
	}
}
