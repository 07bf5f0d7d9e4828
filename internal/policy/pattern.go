package policy

import (
	"strconv"
	"strings"
)

// glob tells whether text matches a pattern, in which each * stands for any
// characters or none. With fold, the pattern is in lower case and the case of
// the ASCII letters of text does not matter.
//
// A * in text is a character like others and only a * matches it. So a pattern
// that matches "key/*" matches everything that begins with "key/".
func glob(pattern, text string, fold bool) bool {
	star, from := -1, 0 // the last * and where what it stands for ends
	i, j := 0, 0
	for j < len(text) {
		switch {
		case i < len(pattern) && pattern[i] == '*':
			if i == len(pattern)-1 {
				return true
			}
			star, from = i, j
			i++
		case i < len(pattern) && (pattern[i] == text[j] || fold && pattern[i] == lower(text[j])):
			i, j = i+1, j+1
		case star >= 0:
			from++
			i, j = star+1, from
		default:
			return false
		}
	}
	return strings.Trim(pattern[i:], "*") == ""
}

func lower(b byte) byte {
	if 'A' <= b && b <= 'Z' {
		b += 'a' - 'A'
	}
	return b
}

// action is a pattern of actions.
type action struct {
	text          string // as written
	service, name string // patterns in lower case
}

func parseAction(text, place string) (action, error) {
	if text == "*" {
		return action{text: text, service: "*", name: "*"}, nil
	}
	service, name, _ := strings.Cut(strings.TrimPrefix(text, "name/"), ":")
	if !isWord(service, true) || !isWord(name, true) {
		return action{}, refuse(place, "%s is not an action; write <service>:<Action>, such as kms:Encrypt or kms:Describe*.",
			"%s 不是合法的操作，请使用 <服务>:<接口名> 的形式，例如 kms:Encrypt 或 kms:Describe*。", quote(text))
	}
	return action{text: text, service: strings.ToLower(service), name: strings.ToLower(name)}, nil
}

// isWord tells whether word can be, or match, the name of a service, an action
// or a region.
func isWord(word string, upper bool) bool {
	for i := range len(word) {
		b := word[i]
		if upper {
			b = lower(b)
		}
		if ('a' > b || b > 'z') && ('0' > b || b > '9') && b != '-' && b != '_' && b != '*' {
			return false
		}
	}
	return word != ""
}

func (a *action) matches(q *query) bool {
	return glob(a.name, q.Action, true) && glob(a.service, q.Service, true)
}

// resource is a pattern of resources. An empty segment service, region or
// account means any service, any region and the caller's account.
type resource struct {
	text    string // as written
	all     bool   // the pattern "*"
	varies  bool   // name has variables
	service string // patterns of the segments
	region  string
	account string
	name    string
}

func parseResource(text, place string) (r resource, err error) {
	if text == "*" {
		return resource{text: text, all: true}, nil
	}
	segments := strings.SplitN(text, ":", 6)
	if len(segments) != 6 || segments[0] != "qcs" || segments[5] == "" {
		return r, refuse(place, "%s is not a resource; write * or six segments, such as qcs::kms:ap-guangzhou:uin/100000000001:key/*.",
			"%s 不是合法的资源，请使用 * 或六段式，例如 qcs::kms:ap-guangzhou:uin/100000000001:key/*。", quote(text))
	}
	switch project, service, region, account := segments[1], segments[2], segments[3], segments[4]; {
	case project != "" && project != "*":
		return r, refuse(place, "the project segment %s must be empty.", "项目段 %s 必须为空。", quote(project))
	case service != "" && !isWord(service, false):
		return r, refuse(place, "%s is not the name of a service.", "%s 不是合法的产品名称。", quote(service))
	case region != "" && !isWord(region, false):
		return r, refuse(place, "%s is not a region.", "%s 不是合法的地域。", quote(region))
	case !isAccount(account):
		return r, refuse(place, "the account segment %s must be uin/<uin of the root account>, uid/<AppId> or empty.",
			"账号段 %s 必须是 uin/<主账号 uin>、uid/<AppId> 或留空。", quote(account))
	}
	r = resource{text: text, service: segments[2], region: segments[3], account: segments[4], name: segments[5]}
	r.varies, err = hasVariables(r.name, place)
	return r, err
}

func isAccount(segment string) bool {
	kind, number, found := strings.Cut(segment, "/")
	return segment == "" || strings.Contains(segment, "*") ||
		found && (kind == "uin" || kind == "uid") && number != "" && strings.Trim(number, "0123456789") == ""
}

// matches tells whether a resource is one of these; with some, whether some of
// what a name ending in * stands for could be.
func (p *resource) matches(q *query, some bool) bool {
	if p.all {
		return true
	}
	if !q.named || p.service != "" && !glob(p.service, q.service, false) ||
		p.region != "" && !glob(p.region, q.region, false) || !p.ownedBy(q) {
		return false
	}
	name := p.name
	if p.varies {
		name = q.caller().expand(name)
	}
	if prefix, stands := strings.CutSuffix(q.name, "*"); some && stands {
		return mayBegin(name, prefix)
	}
	return glob(name, q.name, false)
}

// ownedBy compares the account segment. A caller's own account has two names.
func (p *resource) ownedBy(q *query) bool {
	switch {
	case p.account == "":
		return q.own
	case glob(p.account, q.account, false):
		return true
	}
	return q.own && q.AppID != 0 && strings.HasPrefix(p.account, "uid/") && glob(p.account, "uid/"+strconv.FormatUint(q.AppID, 10), false)
}

// mayBegin tells whether a pattern matches some text that begins with a prefix.
func mayBegin(pattern, prefix string) bool {
	before, _, wild := strings.Cut(pattern, "*")
	if wild && len(before) < len(prefix) {
		return strings.HasPrefix(prefix, before)
	}
	return strings.HasPrefix(before, prefix)
}

// The variables (CAM documentation, page 598/10607).
const (
	variableUin   = "${uin}"
	variableOwner = "${owner_uin}"
	variableAppID = "${app_id}"
)

func hasVariables(text, place string) (bool, error) {
	rest := strings.NewReplacer(variableUin, "", variableOwner, "", variableAppID, "").Replace(text)
	if strings.Contains(rest, "${") {
		return false, refuse(place, "%s has an unknown variable; there are ${uin}, ${owner_uin} and ${app_id}.",
			"%s 含有未知的策略变量，可用的变量为 ${uin}、${owner_uin} 和 ${app_id}。", quote(text))
	}
	return rest != text, nil
}

// caller has the values of the variables.
type caller struct{ uin, owner, appID uint64 }

func (r *Request) caller() caller { return caller{r.Principal, r.Account, r.AppID} }

func (c caller) expand(text string) string {
	for variable, value := range c.values {
		text = strings.ReplaceAll(text, variable, strconv.FormatUint(value, 10))
	}
	return text
}

// values yields the variables.
func (c caller) values(yield func(variable string, value uint64) bool) {
	_ = yield(variableUin, c.uin) && yield(variableOwner, c.owner) && yield(variableAppID, c.appID)
}
