// Package sts answers the STS API: who the caller is, and temporary credentials
// of roles and with narrower rights. A temporary credential is not stored; its
// token holds it, and it ends when its time is over, or when the credential,
// user or a role that it goes back to is gone or disabled. One that a temporary
// credential asked for does not outlive that.
package sts

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/policy"
	"miyao/internal/store"
)

// Lives of temporary credentials in seconds (published: DurationSeconds).
const (
	defaultRoleLife       = 7200
	defaultFederationLife = 1800
	maxRootFederationLife = 7200
	maxUserFederationLife = 129600
)

// Bindings returns the actions, for kms.Config.
func Bindings(d *identity.Directory) []kms.Binding {
	s := service{d}
	return []kms.Binding{
		kms.Bind(api.AssumeRole, s.assumeRole),
		kms.Bind(api.GetCallerIdentity, getCallerIdentity),
		kms.Bind(api.GetFederationToken, s.getFederationToken),
	}
}

type service struct{ directory *identity.Directory }

func (s service) assumeRole(c kms.Call, r *api.AssumeRoleRequest) (*api.AssumeRoleResponse, error) {
	if err := checkAssumption(r); err != nil {
		return nil, err
	}
	role, err := findRole(c, r.RoleArn)
	if err != nil {
		return nil, err
	}
	if err := trusted(c, role, r.ExternalId); err != nil {
		return nil, err
	}
	life, err := life(r.DurationSeconds, defaultRoleLife, role.MaxSession)
	if err != nil {
		return nil, err
	}
	if r.SourceIdentity != "" {
		c.Note("sourceIdentity", r.SourceIdentity)
	}
	made, expires, err := s.credential(c, identity.SessionRequest{Role: &role, Name: r.RoleSessionName, Policy: r.Policy}, life)
	return &api.AssumeRoleResponse{Credentials: made, ExpiredTime: expires.Unix(), Expiration: iso(expires)}, err
}

func checkAssumption(r *api.AssumeRoleRequest) error {
	if len(r.Tags) > 0 || r.SerialNumber != "" || r.TokenCode != "" {
		return api.Errorf(api.ParamError, "Tags, SerialNumber and TokenCode are not used here; leave them out.",
			"此处不使用 Tags、SerialNumber 和 TokenCode，请不要填写。")
	}
	if n := utf8.RuneCountInString(r.ExternalId); n > 128 {
		return api.Errorf(api.ParamError, "ExternalId may have 128 characters; it has %d.", "ExternalId 最多 128 个字符，当前为 %d 个。", n)
	}
	if r.SourceIdentity != "" {
		if err := checkName("SourceIdentity", r.SourceIdentity); err != nil {
			return err
		}
	}
	return checkName("RoleSessionName", r.RoleSessionName)
}

// findRole finds the role of a resource name, of any account, if the caller may
// assume it. A role has two names, and a policy may hold either.
func findRole(c kms.Call, arn string) (role store.Role, err error) {
	name, ok := identity.ParseRoleName(arn)
	if !ok {
		return role, api.Errorf(api.ResouceError, "RoleArn must be qcs::cam::uin/<account>:roleName/<name> or qcs::cam::uin/<account>:role/<id>.",
			"RoleArn 必须形如 qcs::cam::uin/<账号>:roleName/<名称> 或 qcs::cam::uin/<账号>:role/<ID>。")
	}
	if role, err = c.AllowRole(name, arn); errors.Is(err, store.ErrNotFound) {
		err = notTrusted()
	}
	return role, err
}

// trusted asks the role's trust policy. A role that does not trust the caller
// looks like one that does not exist.
func trusted(c kms.Call, role store.Role, externalID string) error {
	trust, err := policy.ParseTrust(role.Trust)
	if err != nil {
		return fmt.Errorf("trust policy of role %d: %w", role.ID, err)
	}
	caller := c.Caller()
	request := policy.Request{Service: "sts", Action: api.AssumeRole.Name,
		Account: caller.Account.Uin, AppID: caller.Account.AppID, Principal: caller.Principal.Uin, Time: c.Now()}
	request.SourceIP, _ = netip.ParseAddr(c.SourceIP())
	if externalID != "" {
		request.Values = map[string][]string{"sts:external_id": {externalID}}
	}
	outcome := policy.Unmatched
	for _, name := range principalNames(caller) {
		outcome = outcome.Or(trust.Allows(policy.Principal{Kind: policy.QCS, Name: name}, &request).Outcome)
	}
	if outcome != policy.Allowed {
		return notTrusted()
	}
	return nil
}

func notTrusted() error {
	return api.Errorf(api.RoleNotFound, "There is no such role, or its trust policy does not name the caller.",
		"角色不存在，或其信任策略未包含调用者。")
}

func (s service) getFederationToken(c kms.Call, r *api.GetFederationTokenRequest) (*api.GetFederationTokenResponse, error) {
	if err := checkName("Name", r.Name); err != nil {
		return nil, err
	}
	if strings.TrimSpace(r.Policy) == "" { // it would not limit anything
		return nil, api.Errorf(api.StrategyFormatError, "Policy is empty; it says what the token may do.", "Policy 为空，请填写该凭证的权限策略。")
	}
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if c.Caller().Session != "" {
		return nil, api.Errorf(api.TempKeyNotAllowed, "A temporary credential cannot ask for a federation token; use a lasting one.",
			"临时密钥不能申请联合身份临时凭证，请使用长期密钥。")
	}
	most := int64(maxUserFederationLife)
	if c.Caller().Root() {
		most = maxRootFederationLife
	}
	life, err := life(r.DurationSeconds, defaultFederationLife, most)
	if err != nil {
		return nil, err
	}
	made, expires, err := s.credential(c, identity.SessionRequest{Name: r.Name, Policy: r.Policy}, life)
	return &api.GetFederationTokenResponse{Credentials: made, ExpiredTime: uint64(expires.Unix()), Expiration: iso(expires)}, err
}

// credential makes a temporary credential for the caller.
func (s service) credential(c kms.Call, r identity.SessionRequest, life time.Duration) (made api.Credentials, expires time.Time, err error) {
	if c.Caller().SecretID == "" {
		return made, expires, api.Errorf(api.TempKeyNotAllowed, "A console session cannot ask for a temporary credential; call with a SecretId.",
			"控制台会话不能申请临时密钥，请使用 SecretId 调用。")
	}
	r.By, r.Expires = c.Caller(), c.Now().Add(life)
	if r.Policy, err = plainPolicy(r.Policy); err != nil {
		return made, expires, err
	}
	t, err := s.directory.NewSession(r)
	if fault, ok := errors.AsType[*policy.Error](err); ok {
		return made, expires, &api.Error{Code: api.StrategyFormatError, Message: "Policy: " + fault.Error(), MessageZH: "Policy：" + fault.ErrorZH()}
	}
	if err != nil {
		return made, expires, err
	}
	c.Note("temporarySecretId", t.SecretID)
	c.Note("temporarySession", r.Name)
	return api.Credentials{Token: t.Token, TmpSecretId: t.SecretID, TmpSecretKey: string(t.Secret.Expose())}, t.Expires, nil
}

// plainPolicy undoes the URL encoding that the cloud asks for.
func plainPolicy(text string) (string, error) {
	if strings.HasPrefix(strings.TrimSpace(text), "%") {
		decoded, err := url.QueryUnescape(text)
		if err != nil {
			return "", api.Errorf(api.StrategyFormatError, "Policy is neither JSON nor URL-encoded JSON.", "Policy 不是 JSON，也不是 URL 编码后的 JSON。")
		}
		text = decoded
	}
	if utf8.RuneCountInString(text) > policy.MaxCharacters {
		return "", api.Errorf(api.PolicyTooLong, "Policy may have %d characters.", "Policy 最多 %d 个字符。", policy.MaxCharacters)
	}
	return text, nil
}

func getCallerIdentity(c kms.Call, _ *api.GetCallerIdentityRequest) (*api.GetCallerIdentityResponse, error) {
	c.AllowEveryone()
	caller := c.Caller()
	account, uin := strconv.FormatUint(caller.Account.Uin, 10), strconv.FormatUint(caller.Principal.Uin, 10)
	answer := &api.GetCallerIdentityResponse{AccountId: account, Arn: principalNames(caller)[0], UserId: uin, PrincipalId: uin, Type: "CAMUser"}
	switch {
	case caller.Principal.Kind == identity.PrincipalRole:
		answer.Arn = "qcs::sts:" + account + ":assumed-role/" + uin
		answer.UserId, answer.Type = uin+":"+caller.Session, "CAMRole"
		answer.PrincipalId = strconv.FormatUint(caller.Applicant(), 10)
	case caller.Session != "":
		answer.Arn = "qcs::sts:" + account + ":federated-user/" + uin
		answer.UserId, answer.Type = uin+":"+caller.Session, "FederatedUser"
	}
	return answer, nil
}

// principalNames is how a trust policy may name a caller.
func principalNames(c *identity.Caller) []string {
	if c.Principal.Kind == identity.PrincipalRole {
		names := identity.RoleNames(c.Account.Uin, c.Principal.Name, c.Principal.Uin)
		return names[:]
	}
	return []string{fmt.Sprintf("qcs::cam::uin/%d:uin/%d", c.Account.Uin, c.Principal.Uin)}
}

var sessionName = regexp.MustCompile(`^[\w+=,.@-]{2,128}$`)

func checkName(field, name string) error {
	if !sessionName.MatchString(name) {
		return api.Errorf(api.ParamError, "%s must have 2 to 128 letters, digits and +=,.@_-", "%s 必须为 2 到 128 个字母、数字或 +=,.@_- 字符。", field)
	}
	return nil
}

// life reads DurationSeconds.
func life(seconds *uint64, ordinary, most int64) (time.Duration, error) {
	n := ordinary
	if seconds != nil && *seconds != 0 {
		if *seconds > uint64(most) {
			return 0, api.Errorf(api.OverTimeError, "DurationSeconds may be %d at most.", "DurationSeconds 最大为 %d。", most)
		}
		n = int64(*seconds)
	}
	return time.Duration(min(n, most)) * time.Second, nil
}

func iso(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }
