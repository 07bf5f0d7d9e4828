package policy

import (
	"regexp"
	"slices"
	"strings"
)

// Trust is the trust policy of a role: who may assume it. In the place of
// resources its statements have principals:
//
//	"principal": {"qcs": ["qcs::cam::uin/100000000001:root"]}
//
// It does not change.
type Trust struct{ policy Policy }

// PrincipalKind is a member of principal.
type PrincipalKind string

// The kinds of principals.
const (
	QCS       PrincipalKind = "qcs"       // accounts, users and roles
	Service   PrincipalKind = "service"   // products of the cloud
	Federated PrincipalKind = "federated" // identity providers
)

// Principal is who is trusted, or asks to be.
type Principal struct {
	Kind PrincipalKind
	// Name of a QCS principal is qcs::cam::uin/<account>:uin/<uin>, or the name
	// of a role. In a policy, qcs::cam::uin/<account>:root is everyone of that
	// account (CAM documentation, page 598/19422). Name of a Service is like
	// cvm.qcloud.com, that of a Federated one is
	// qcs::cam::uin/<account>:saml-provider/<name> or :oidc-provider/<name>.
	Name string
}

// ParseTrust reads the trust policy of a role. It has no wildcard for
// principals: everybody is nobody's intention. The error is an *Error.
func ParseTrust(document string) (*Trust, error) {
	p, err := parse(document, true)
	if err != nil {
		return nil, err
	}
	return &Trust{*p}, nil
}

// Allows decides whether a principal may assume the role by the action of a
// request, such as sts AssumeRole. The resource of the request does not
// matter. Policy in the decision is 0 where a statement decided.
func (t *Trust) Allows(p Principal, r *Request) Decision {
	q := newQuery(r)
	q.principal = &p
	return q.decide([]*Policy{&t.policy})
}

func (s *statement) trusts(p *Principal) bool {
	return slices.ContainsFunc(s.principals, func(trusted Principal) bool {
		if trusted.Kind != p.Kind {
			return false
		}
		account, everyone := strings.CutSuffix(trusted.Name, ":root")
		rest, within := strings.CutPrefix(p.Name, account)
		return trusted.Name == p.Name || everyone && within && strings.HasPrefix(rest, ":")
	})
}

// principalForms are the names of each kind.
var principalForms = map[PrincipalKind]*regexp.Regexp{
	QCS:       regexp.MustCompile(`^qcs::cam::uin/[0-9]+:(root|uin/[0-9]+|(role|roleName)/[^*:\s]+)$`),
	Service:   regexp.MustCompile(`^[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)+$`),
	Federated: regexp.MustCompile(`^qcs::cam::uin/[0-9]+:(saml|oidc)-provider/[^*:\s]+$`),
}

func (d *reader) principals(place string) (principals []Principal, err error) {
	members := map[string]func(place string) error{}
	for kind, form := range principalForms {
		members[string(kind)] = func(place string) error {
			named, err := texts(d, place, func(name, place string) (Principal, error) {
				if !form.MatchString(name) {
					return Principal{}, refuse(place, "%s is not a principal of the kind %s.", "%s 不是合法的 %s 主体。", quote(name), kind)
				}
				return Principal{kind, name}, nil
			})
			principals = append(principals, named...)
			return err
		}
	}
	if err := d.object(place, members); err != nil {
		return nil, err
	}
	if principals == nil {
		return nil, refuse(place, "the principal has no qcs, service or federated.", "principal 中缺少 qcs、service 或 federated。")
	}
	return principals, nil
}
