package cam

import (
	"crypto/rand"
	"errors"
	"slices"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/secret"
	"miyao/internal/store"
)

// subUserType is what the API calls a sub-user.
const subUserType = 2

func (s service) addUser(c kms.Call, r *api.AddUserRequest) (*api.AddUserResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	p := store.Principal{Account: account(c), Kind: store.PrincipalUser, Name: r.Name, Created: c.Now().Unix(),
		Remark: r.Remark, Email: r.Email, Phone: r.PhoneNum, CountryCode: r.CountryCode}
	login, withKey, err := checkNewUser(&p, r)
	if err != nil {
		return nil, err
	}
	answer := &api.AddUserResponse{Name: r.Name}
	var verifier string
	if login {
		if r.Password == "" {
			answer.Password = rand.Text()
			r.Password = answer.Password
		}
		if verifier, err = s.verifier(c, r.Password); err != nil {
			return nil, err
		}
	}
	err = s.Directory.ApplyFound(c.Context(), func() (secretIDs []string, err error) {
		err = c.Change(func(tx *store.Tx) error {
			if err := insertUser(tx, &p, verifier); err != nil || !withKey {
				return err
			}
			row, key, err := s.Directory.NewCredential(p.Uin, "")
			if err != nil {
				return err
			}
			secretIDs = []string{row.SecretID}
			answer.SecretId, answer.SecretKey = row.SecretID, string(key.Expose())
			return tx.InsertCredential(row)
		})
		return secretIDs, err
	})
	if err != nil {
		return nil, err
	}
	answer.Uin, answer.Uid = p.Uin, p.Uin
	c.Made(userName(c, p.Uin))
	if withKey {
		c.Note("accessKeyId", answer.SecretId)
	}
	return answer, nil
}

// insertUser gives a user its uin and adds it, with a password or none.
func insertUser(tx *store.Tx, p *store.Principal, verifier string) (err error) {
	if p.Uin, err = identity.NewUin(tx); err != nil {
		return err
	}
	if err := tx.InsertPrincipal(*p); err != nil {
		return taken(err, "principal name", nameInUse(p.Name))
	}
	if verifier == "" {
		return nil
	}
	return tx.SetSignIn(store.SignIn{Principal: p.Uin, Password: verifier})
}

func checkNewUser(p *store.Principal, r *api.AddUserRequest) (login, withKey bool, err error) {
	if err = checkName("Name", p.Name, shortName, api.UserNameIllegal); err != nil {
		return false, false, err
	}
	if err = checkAttributes(p); err != nil {
		return false, false, err
	}
	if login, err = flag("ConsoleLogin", r.ConsoleLogin); err != nil {
		return false, false, err
	}
	if withKey, err = flag("UseApi", r.UseApi); err != nil {
		return false, false, err
	}
	if _, err = flag("NeedResetPassword", r.NeedResetPassword); err != nil {
		return false, false, err
	}
	if r.Password != "" && !login {
		return false, false, api.Errorf(api.ParamError, "A Password is for a user that can sign in to the console; set ConsoleLogin to 1.",
			"Password 仅用于可登录控制台的用户，请将 ConsoleLogin 设为 1。")
	}
	return login, withKey, nil
}

func checkAttributes(p *store.Principal) error {
	if err := checkText("Remark", p.Remark, maxRemark, api.ParamError); err != nil {
		return err
	}
	for _, f := range []struct{ field, text string }{{"PhoneNum", p.Phone}, {"CountryCode", p.CountryCode}, {"Email", p.Email}} {
		if err := checkText(f.field, f.text, maxContact, api.ParamError); err != nil {
			return err
		}
	}
	return nil
}

// verifier makes what is stored of a password for the console.
func (s service) verifier(c kms.Call, password string) (string, error) {
	text := secret.New([]byte(password))
	defer text.Wipe()
	verifier, err := s.NewVerifier(c.Context(), text)
	for _, refused := range []error{identity.ErrPasswordShort, identity.ErrPasswordLong, identity.ErrPasswordSimple} {
		if errors.Is(err, refused) {
			return "", api.Errorf(api.PasswordViolatedRules, "Password is refused: a password has 12 characters to 256 bytes, of which 5 characters differ.",
				"Password 不符合规则：至少 12 个字符、最长 256 字节、至少 5 个不同的字符。")
		}
	}
	return verifier, err
}

// findUser finds a sub-user by name, if the caller may do this action on it.
func findUser(c kms.Call, name string) (p store.Principal, err error) {
	err = c.View(func(tx *store.Tx) error {
		p, err = tx.PrincipalByName(account(c), name)
		return err
	})
	if errors.Is(err, store.ErrNotFound) || err == nil && p.Kind != store.PrincipalUser {
		if err := c.AllowAbsent(api.Shown(name), resourceName(c, "uin", all)); err != nil {
			return p, err
		}
		return p, noUser(api.UserNotExist, name)
	}
	if err != nil {
		return p, err
	}
	return p, c.AllowAs(api.Shown(name), userName(c, p.Uin))
}

// subUser reads a sub-user of the account.
func subUser(tx *store.Tx, account, uin uint64) (store.Principal, error) {
	if !stored(uin) {
		return store.Principal{}, noUser(api.UserNotExist, number(uin))
	}
	p, err := tx.Principal(uin)
	if err == nil && (p.Account != account || p.Kind != store.PrincipalUser) {
		err = store.ErrNotFound
	}
	return p, missing(err, noUser(api.UserNotExist, number(uin)))
}

func getUser(c kms.Call, r *api.GetUserRequest) (*api.GetUserResponse, error) {
	p, err := findUser(c, r.Name)
	if err != nil {
		return nil, err
	}
	answer := &api.GetUserResponse{Uin: p.Uin, Name: p.Name, Uid: p.Uin, Remark: p.Remark,
		PhoneNum: p.Phone, CountryCode: p.CountryCode, Email: p.Email}
	err = c.View(func(tx *store.Tx) error {
		_, signsIn, err := signIn(tx, p.Uin)
		if signsIn {
			answer.ConsoleLogin = 1
		}
		return err
	})
	return answer, err
}

// signIn reads how a user signs in to the console, if it does.
func signIn(tx *store.Tx, uin uint64) (row store.SignIn, signsIn bool, err error) {
	row, err = tx.SignIn(uin)
	if errors.Is(err, store.ErrNotFound) {
		return store.SignIn{Principal: uin}, false, nil
	}
	return row, err == nil, err
}

func (s service) updateUser(c kms.Call, r *api.UpdateUserRequest) (*api.UpdateUserResponse, error) {
	p, err := findUser(c, r.Name)
	if err != nil {
		return nil, err
	}
	setAttributes(&p, r)
	if err := checkUserChange(&p, r); err != nil {
		return nil, err
	}
	var verifier string
	if r.Password != "" {
		if verifier, err = s.verifier(c, r.Password); err != nil {
			return nil, err
		}
	}
	if r.ConsoleLogin != nil || verifier != "" {
		defer s.SignInChanged(p.Uin)
	}
	err = s.Directory.ApplyFound(c.Context(), func() (secretIDs []string, err error) {
		err = c.Change(func(tx *store.Tx) error {
			now, err := subUser(tx, p.Account, p.Uin)
			if err != nil {
				return err
			}
			setAttributes(&now, r)
			if secretIDs, err = secretIDsOf(tx, p.Uin); err != nil {
				return err
			}
			if r.ConsoleLogin != nil || verifier != "" {
				if err := changeSignIn(tx, p.Uin, r.ConsoleLogin, verifier); err != nil {
					return err
				}
			}
			return tx.UpdatePrincipal(now)
		})
		return secretIDs, err
	})
	return &api.UpdateUserResponse{}, err
}

func setAttributes(p *store.Principal, r *api.UpdateUserRequest) {
	for to, from := range map[*string]*string{&p.Remark: r.Remark, &p.Phone: r.PhoneNum, &p.CountryCode: r.CountryCode, &p.Email: r.Email} {
		if from != nil {
			*to = *from
		}
	}
}

func checkUserChange(p *store.Principal, r *api.UpdateUserRequest) error {
	if err := checkAttributes(p); err != nil {
		return err
	}
	if _, err := flag("NeedResetPassword", r.NeedResetPassword); err != nil {
		return err
	}
	login, err := flag("ConsoleLogin", r.ConsoleLogin)
	if err == nil && r.Password != "" && r.ConsoleLogin != nil && !login {
		err = api.Errorf(api.ParamError, "A Password does not go with ConsoleLogin 0.", "ConsoleLogin 为 0 时不能设置 Password。")
	}
	return err
}

// changeSignIn changes whether (nil: as before) and with which password (empty:
// the one it has) a user signs in.
func changeSignIn(tx *store.Tx, uin uint64, login *uint64, verifier string) error {
	row, signsIn, err := signIn(tx, uin)
	switch {
	case err != nil:
		return err
	case login != nil && *login == 0:
		return tx.DeleteSignIn(uin)
	case signsIn && verifier == "":
		return nil
	case !signsIn && (verifier == "" || login == nil):
		return api.Errorf(api.ParamError, "The user cannot sign in to the console yet; give ConsoleLogin 1 and a Password.",
			"该用户尚不能登录控制台，请同时填写 ConsoleLogin 为 1 和 Password。")
	}
	row.Password = verifier
	return tx.SetSignIn(row)
}

func secretIDsOf(tx *store.Tx, uin uint64) (secretIDs []string, err error) {
	rows, err := tx.Credentials(uin)
	for _, row := range rows {
		secretIDs = append(secretIDs, row.SecretID)
	}
	return secretIDs, err
}

func (s service) deleteUser(c kms.Call, r *api.DeleteUserRequest) (*api.DeleteUserResponse, error) {
	p, err := findUser(c, r.Name)
	if err != nil {
		return nil, err
	}
	force, err := flag("Force", r.Force)
	if err != nil {
		return nil, err
	}
	err = s.Directory.ApplyFound(c.Context(), func() (secretIDs []string, err error) {
		err = c.Change(func(tx *store.Tx) error {
			if _, err := subUser(tx, p.Account, p.Uin); err != nil {
				return err
			}
			if secretIDs, err = secretIDsOf(tx, p.Uin); err != nil {
				return err
			}
			if len(secretIDs) > 0 && !force {
				return api.Errorf(api.HaveKeys, "User %s has %d access keys; delete them first, or set Force to 1.",
					"用户 %s 还有 %d 个访问密钥，请先删除，或将 Force 设为 1。", p.Name, len(secretIDs))
			}
			return tx.DeletePrincipal(p.Uin)
		})
		return secretIDs, err
	})
	return &api.DeleteUserResponse{}, err
}

func listUsers(c kms.Call, _ *api.ListUsersRequest) (*api.ListUsersResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	answer := &api.ListUsersResponse{}
	err := c.View(func(tx *store.Tx) error {
		signIns, err := tx.SignIns(account(c))
		if err != nil {
			return err
		}
		users, err := subUsers(tx, account(c))
		slices.SortStableFunc(users, func(a, b store.Principal) int { return int(b.Created - a.Created) })
		for _, p := range users {
			info := api.SubAccountInfo{Uin: p.Uin, Name: p.Name, Uid: p.Uin, Remark: p.Remark, PhoneNum: p.Phone,
				CountryCode: p.CountryCode, Email: p.Email, CreateTime: stamp(p.Created), NickName: p.Name}
			if signIns[p.Uin] {
				info.ConsoleLogin = 1
			}
			answer.Data = append(answer.Data, info)
		}
		return err
	})
	return answer, err
}

func subUsers(tx *store.Tx, account uint64) ([]store.Principal, error) {
	rows, err := tx.Principals(account)
	return slices.DeleteFunc(rows, func(p store.Principal) bool { return p.Kind != store.PrincipalUser }), err
}

func describeSubAccounts(c kms.Call, r *api.DescribeSubAccountsRequest) (*api.DescribeSubAccountsResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if n := len(r.FilterSubAccountUin); n == 0 || n > maxFiltered {
		return nil, api.Errorf(api.InvalidParameter, "FilterSubAccountUin must have 1 to %d entries; it has %d.",
			"FilterSubAccountUin 必须有 1 到 %d 个元素，当前为 %d 个。", maxFiltered, n)
	}
	answer := &api.DescribeSubAccountsResponse{}
	err := c.View(func(tx *store.Tx) error {
		users, err := subUsers(tx, account(c))
		for _, p := range users {
			if slices.Contains(r.FilterSubAccountUin, p.Uin) {
				answer.SubAccounts = append(answer.SubAccounts, api.SubAccountUser{Uin: p.Uin, Name: p.Name, Uid: p.Uin,
					Remark: p.Remark, CreateTime: stamp(p.Created), UserType: subUserType})
			}
		}
		return err
	})
	return answer, err
}

func getUserAppID(c kms.Call, _ *api.GetUserAppIdRequest) (*api.GetUserAppIdResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	caller := c.Caller()
	return &api.GetUserAppIdResponse{Uin: number(caller.Principal.Uin), OwnerUin: number(caller.Account.Uin), AppId: caller.Account.AppID}, nil
}

func nameInUse(name string) error {
	return api.Errorf(api.SubUserNameInUse, "The name %s is taken by another user.", "用户名 %s 已被使用。", name)
}

func noUser(code api.Code, who string) error {
	return api.Errorf(code, "There is no sub-user %s in this account.", "当前账号中没有子用户 %s。", api.Shown(who))
}
