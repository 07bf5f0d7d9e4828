package server_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"miyao/api"
)

// temporary is a temporary credential as it travels.
type temporary struct{ Token, TmpSecretId, TmpSecretKey string }

// ask makes a call of another product and returns its answer.
func (m *miyao) ask(t *testing.T, action *api.Info, body string) answer {
	t.Helper()
	r := m.request(action.Name, body)
	r.headers["Version"], r.service = action.Product.Version, action.Product.Service
	return m.want(t, "", r)
}

func (m *miyao) federate(t *testing.T, policy string) (made temporary) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"Name": "job", "Policy": policy})
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(m.ask(t, api.GetFederationToken.Info, string(body)).fields["Credentials"])
	if err == nil {
		err = json.Unmarshal(text, &made)
	}
	if err != nil || made.Token == "" {
		t.Fatal(made, err)
	}
	return made
}

// as is a request with a temporary credential, from the time that it is now.
func (m *miyao) as(c temporary) *request {
	r := m.request("ListKeys", "{}")
	r.secretID, r.secretKey = c.TmpSecretId, c.TmpSecretKey
	r.headers["Token"] = c.Token
	return r
}

// TestToken: a temporary credential is let in with its own Token, and an expired,
// foreign, tampered or missing one is refused, whatever the signature.
func TestToken(t *testing.T) {
	m := start(t)
	const policy = `{"version":"2.0","statement":[{"effect":"allow","action":"kms:List*","resource":"*"}]}`
	one, two := m.federate(t, policy), m.federate(t, policy)
	m.want(t, "", m.as(one))
	get := m.as(one)
	get.method, get.body, get.contentType = "GET", "", "application/x-www-form-urlencoded"
	m.want(t, "", get)
	change := func(fn func(*temporary)) *request {
		c := one
		fn(&c)
		return m.as(c)
	}
	for name, r := range map[string]*request{
		"of another credential":        change(func(c *temporary) { c.Token = two.Token }),
		"cut":                          change(func(c *temporary) { c.Token = c.Token[:len(c.Token)-2] }),
		"longer":                       change(func(c *temporary) { c.Token += "AA" }),
		"changed at its beginning":     change(func(c *temporary) { c.Token = flip(c.Token, 0) }),
		"changed in the middle":        change(func(c *temporary) { c.Token = flip(c.Token, len(c.Token)/2) }),
		"changed at its end":           change(func(c *temporary) { c.Token = flip(c.Token, len(c.Token)-2) }),
		"not base64":                   change(func(c *temporary) { c.Token = "!" + c.Token[1:] }),
		"another SecretId of its form": change(func(c *temporary) { c.TmpSecretId = flip(c.TmpSecretId, 20) }),
		"with a lasting credential":    change(func(c *temporary) { c.TmpSecretId, c.TmpSecretKey = m.secretID, m.secretKey }),
	} {
		if a := m.want(t, api.TokenFailure, r); strings.Contains(a.text, one.Token[:20]) {
			t.Errorf("%s: the message shows the token", name)
		}
	}
	m.want(t, api.SecretIdNotFound, change(func(c *temporary) { c.Token = "" }))
	m.want(t, api.SignatureFailure, change(func(c *temporary) { c.TmpSecretKey = two.TmpSecretKey }))
	m.clock.Add(1799)
	m.want(t, "", m.as(one))
	m.clock.Add(1)
	m.want(t, api.TokenFailure, m.as(one))
}

// flip changes a character of base64url.
func flip(text string, at int) string {
	b := []byte(text)
	if b[at]++; b[at] > 'z' || b[at] == '[' || b[at] == ':' || b[at] == '`' {
		b[at] = 'A'
	}
	return string(b)
}

// TestTokenInV1: with the older signatures a Token is a signed parameter.
func TestTokenInV1(t *testing.T) {
	m := start(t)
	one := m.federate(t, `{"version":"2.0","statement":[{"effect":"allow","action":"kms:List*","resource":"*"}]}`)
	m.secretKey = one.TmpSecretKey
	ask := func(token string) answer {
		params := m.v1("ListKeys", map[string]string{"SecretId": one.TmpSecretId, "Token": token})
		m.signV1("GET", m.host, params)
		return m.sendV1(t, "GET", params)
	}
	if a := ask(one.Token); a.code != "" {
		t.Errorf("%s: %s", a.code, a.text)
	}
	if a := ask(flip(one.Token, 9)); a.code != api.TokenFailure {
		t.Errorf("a changed one: %q", a.code)
	}
}

// TestLargestPolicies: a session with the largest policy, in the widest characters,
// fits into a header, and a user may have as many of the largest as can be attached.
func TestLargestPolicies(t *testing.T) {
	m := start(t)
	largest := func(i int) string {
		head := fmt.Sprintf(`{"version":"2.0","statement":[{"effect":"allow","action":"kms:ListKeys","resource":"*","condition":{"string_not_equal_if_exist":{"x:%d":"`, i)
		const tail = `"}}}]}`
		return head + strings.Repeat("密", 6144-len(head)-len(tail)) + tail
	}
	made := m.federate(t, largest(0))
	if len(made.Token) < 18_000 {
		t.Errorf("the token has only %d bytes", len(made.Token))
	}
	m.want(t, "", m.as(made))
	r := m.as(made)
	r.headers["Action"] = "ListKeyDetail"
	m.want(t, api.UnauthorizedOperation, r)

	ann := m.ask(t, api.AddUser.Info, `{"Name":"ann","UseApi":1}`).fields
	const attachable = 200
	for i := range attachable {
		document, err := json.Marshal(largest(i))
		if err != nil {
			t.Fatal(err)
		}
		id := m.ask(t, api.CreatePolicy.Info, fmt.Sprintf(`{"PolicyName":"p%d","PolicyDocument":%s}`, i, document)).fields["PolicyId"]
		m.ask(t, api.AttachUserPolicy.Info, fmt.Sprintf(`{"PolicyId":%.0f,"AttachUin":%.0f}`, id, ann["Uin"]))
	}
	r = m.request("ListKeys", "{}")
	r.secretID, r.secretKey = ann["SecretId"].(string), ann["SecretKey"].(string)
	m.want(t, "", r)
	r = m.request("ListKeyDetail", "{}")
	r.secretID, r.secretKey = ann["SecretId"].(string), ann["SecretKey"].(string)
	m.want(t, api.UnauthorizedOperation, r)
}
