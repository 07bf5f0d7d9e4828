package cam

import (
	"errors"
	"strconv"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// Longest life of the temporary credentials of a role, in seconds (published:
// SessionDuration).
const (
	defaultSession = 7200
	maxSession     = 43200
)

// readRole reads a role of the account.
func readRole(tx *store.Tx, account, id uint64) (r store.Role, err error) {
	if err = store.ErrNotFound; stored(id) {
		r, err = tx.Role(id)
	}
	if err == nil && r.Account != account {
		err = store.ErrNotFound
	}
	return r, missing(err, noRole(number(id)))
}

func noRole(which string) error {
	return api.Errorf(api.RoleNotExist, "There is no role %s in this account.", "当前账号中没有角色 %s。", which)
}

// findRole finds a role by id or name, if the caller may do this action on it.
// Policies know roles by name, so that who names one by id and may not touch all
// roles does not learn which ids exist.
func findRole(c kms.Call, id, name string) (r store.Role, err error) {
	if (id == "") == (name == "") {
		return r, api.Errorf(api.ParamError, "Name the role by its id or by its name.", "请用角色 ID 或角色名二者之一指定角色。")
	}
	err = c.View(func(tx *store.Tx) error {
		if id != "" {
			n, wrong := strconv.ParseUint(id, 10, 64)
			if wrong != nil {
				return noRole(api.Shown(id))
			}
			r, err = readRole(tx, account(c), n)
			return err
		}
		r, err = tx.RoleByName(account(c), name)
		return missing(err, noRole(api.Shown(name)))
	})
	refusal, absent := errors.AsType[*api.Error](err)
	switch {
	case absent && (id != "" || !longName.MatchString(name)):
		err = c.AllowAbsent(api.Shown(id+name), resourceName(c, "roleName", all))
	case absent:
		err = c.Allow(roleName(c, name))
	case err != nil:
		return r, err
	default:
		return r, c.AllowAs(api.Shown(id+name), roleName(c, r.Name))
	}
	if err == nil {
		err = refusal
	}
	return r, err
}

func (s service) createRole(c kms.Call, r *api.CreateRoleRequest) (*api.CreateRoleResponse, error) {
	if err := checkName("RoleName", r.RoleName, longName, api.RoleNameError); err != nil {
		return nil, err
	}
	if err := c.Allow(roleName(c, r.RoleName)); err != nil {
		return nil, err
	}
	life, err := checkRole(r)
	if err != nil {
		return nil, err
	}
	now := c.Now().Unix()
	role := store.Role{Account: account(c), Name: r.RoleName, Description: r.Description, Trust: r.PolicyDocument,
		MaxSession: life, Created: now, Updated: now}
	err = s.change(c, func(tx *store.Tx) error {
		id, err := tx.NextNumber("role", identity.FirstRoleID)
		if err != nil {
			return err
		}
		role.ID = uint64(id)
		return taken(tx.InsertRole(role), "role name",
			api.Errorf(api.RoleNameInUse, "The name %s is taken by another role.", "角色名 %s 已被使用。", role.Name))
	})
	if err == nil {
		c.Note("roleId", number(role.ID))
	}
	return &api.CreateRoleResponse{RoleId: number(role.ID)}, err
}

func checkRole(r *api.CreateRoleRequest) (life int64, err error) {
	if err := noTags(r.Tags); err != nil {
		return 0, err
	}
	login, err := flag("ConsoleLogin", r.ConsoleLogin)
	if err != nil {
		return 0, err
	}
	if login {
		return 0, noConsoleLogin()
	}
	if err := checkText("Description", r.Description, maxRemark, api.DescriptionLengthOverlimit); err != nil {
		return 0, err
	}
	if err := checkTrust(r.PolicyDocument); err != nil {
		return 0, err
	}
	return sessionLife(r.SessionDuration)
}

func noConsoleLogin() error {
	return api.Errorf(api.ParamError, "Roles do not sign in to the console by themselves; set ConsoleLogin to 0.", "角色不能自行登录控制台，请将 ConsoleLogin 设为 0。")
}

func sessionLife(seconds *uint64) (int64, error) {
	if seconds == nil || *seconds == 0 {
		return defaultSession, nil
	}
	if *seconds > maxSession {
		return 0, api.Errorf(api.ParamError, "SessionDuration may be %d at most.", "SessionDuration 最大为 %d。", maxSession)
	}
	return int64(*seconds), nil
}

func getRole(c kms.Call, r *api.GetRoleRequest) (*api.GetRoleResponse, error) {
	role, err := findRole(c, r.RoleId, r.RoleName)
	return &api.GetRoleResponse{RoleInfo: roleInfo(c, role)}, err
}

func roleInfo(c kms.Call, r store.Role) api.RoleInfo {
	return api.RoleInfo{RoleId: number(r.ID), RoleName: r.Name, PolicyDocument: r.Trust, Description: r.Description,
		AddTime: stamp(r.Created), UpdateTime: stamp(r.Updated), RoleType: "user", SessionDuration: uint64(r.MaxSession),
		RoleArn: roleName(c, r.Name)}
}

func describeRoleList(c kms.Call, r *api.DescribeRoleListRequest) (*api.DescribeRoleListResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if err := noTags(r.Tags); err != nil {
		return nil, err
	}
	var roles []store.Role
	err := c.View(func(tx *store.Tx) (err error) {
		roles, err = tx.Roles(account(c))
		return err
	})
	if err != nil {
		return nil, err
	}
	answer := &api.DescribeRoleListResponse{TotalNum: uint64(len(roles))}
	roles, err = page(roles, &r.Page, &r.Rp)
	for _, role := range roles {
		answer.List = append(answer.List, roleInfo(c, role))
	}
	return answer, err
}

func (s service) deleteRole(c kms.Call, r *api.DeleteRoleRequest) (*api.DeleteRoleResponse, error) {
	role, err := findRole(c, r.RoleId, r.RoleName)
	if err != nil {
		return nil, err
	}
	err = s.change(c, func(tx *store.Tx) error { return missing(tx.DeleteRole(role.ID), noRole(role.Name)) })
	return &api.DeleteRoleResponse{}, err
}

// changeRole changes a role that was found.
func (s service) changeRole(c kms.Call, role store.Role, fn func(*store.Role)) error {
	return s.change(c, func(tx *store.Tx) error {
		now, err := readRole(tx, role.Account, role.ID)
		if err != nil {
			return err
		}
		fn(&now)
		now.Updated = c.Now().Unix()
		return tx.UpdateRole(now)
	})
}

func (s service) updateRoleDescription(c kms.Call, r *api.UpdateRoleDescriptionRequest) (*api.UpdateRoleDescriptionResponse, error) {
	role, err := findRole(c, r.RoleId, r.RoleName)
	if err != nil {
		return nil, err
	}
	if err := checkText("Description", r.Description, maxRemark, api.DescriptionLengthOverlimit); err != nil {
		return nil, err
	}
	err = s.changeRole(c, role, func(role *store.Role) { role.Description = r.Description })
	return &api.UpdateRoleDescriptionResponse{}, err
}

func (s service) updateAssumeRolePolicy(c kms.Call, r *api.UpdateAssumeRolePolicyRequest) (*api.UpdateAssumeRolePolicyResponse, error) {
	role, err := findRole(c, r.RoleId, r.RoleName)
	if err != nil {
		return nil, err
	}
	if err := checkTrust(r.PolicyDocument); err != nil {
		return nil, err
	}
	err = s.changeRole(c, role, func(role *store.Role) { role.Trust = r.PolicyDocument })
	return &api.UpdateAssumeRolePolicyResponse{}, err
}

// updateRoleConsoleLogin changes nothing: what it could set is what every role has.
func (s service) updateRoleConsoleLogin(c kms.Call, r *api.UpdateRoleConsoleLoginRequest) (*api.UpdateRoleConsoleLoginResponse, error) {
	if _, err := findRole(c, optional(r.RoleId), r.RoleName); err != nil {
		return nil, err
	}
	login, err := flag("ConsoleLogin", &r.ConsoleLogin)
	if err == nil && login {
		err = noConsoleLogin()
	}
	return &api.UpdateRoleConsoleLoginResponse{}, err
}

// optional is the text of a number that may be missing.
func optional(n *uint64) string {
	if n == nil {
		return ""
	}
	return number(*n)
}

func (s service) updateRoleSessionDuration(c kms.Call, r *api.UpdateRoleSessionDurationRequest) (*api.UpdateRoleSessionDurationResponse, error) {
	role, err := findRole(c, optional(r.RoleId), r.RoleName)
	if err != nil {
		return nil, err
	}
	life, err := sessionLife(&r.SessionDuration)
	if err != nil {
		return nil, err
	}
	err = s.changeRole(c, role, func(role *store.Role) { role.MaxSession = life })
	return &api.UpdateRoleSessionDurationResponse{}, err
}
