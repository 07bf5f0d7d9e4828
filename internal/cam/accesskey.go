package cam

import (
	"errors"
	"regexp"
	"time"

	"miyao/api"
	"miyao/internal/identity"
	"miyao/internal/kms"
	"miyao/internal/store"
)

// The states of an access key.
const (
	active   = "Active"
	inactive = "Inactive"
)

// keyNote is what the description of an access key may be.
var keyNote = regexp.MustCompile(`^[\w+=,.@:/-]*$`)

// target finds the principal whose access keys the call is about, if the caller
// may do this action on it: the one with the uin, else the caller itself.
func target(c kms.Call, uin *uint64) (p store.Principal, err error) {
	caller := c.Caller().Principal
	who := caller.Uin
	if uin != nil && *uin != 0 {
		who = *uin
	} else if caller.Kind == identity.PrincipalRole {
		return p, api.Errorf(api.ParamError, "A role has no access keys; name a user with TargetUin.", "角色没有访问密钥，请用 TargetUin 指定用户。")
	}
	if err := c.Allow(userName(c, who)); err != nil {
		return p, err
	}
	err = c.View(func(tx *store.Tx) error {
		p, err = keyOwner(tx, account(c), who)
		return err
	})
	if err == nil && p.Kind == store.PrincipalRoot && !c.Caller().Root() { // nor root's own limited sessions
		err = api.Errorf(api.SubUinDenied, "Only the root principal manages its own access keys.", "只有主账号可以管理自己的访问密钥。")
	}
	return p, err
}

func keyOwner(tx *store.Tx, account, uin uint64) (p store.Principal, err error) {
	if err = store.ErrNotFound; stored(uin) {
		p, err = tx.Principal(uin)
	}
	if err == nil && p.Account != account {
		err = store.ErrNotFound
	}
	return p, missing(err, noUser(api.TargetUserNotExist, number(uin)))
}

func (s service) createAccessKey(c kms.Call, r *api.CreateAccessKeyRequest) (*api.CreateAccessKeyResponse, error) {
	p, err := target(c, r.TargetUin)
	if err != nil {
		return nil, err
	}
	if len(r.Description) > maxNote || !keyNote.MatchString(r.Description) {
		return nil, api.Errorf(api.ParamError, "Description may have up to %d letters, digits and =,.@:/+-_",
			"Description 最多 %d 个字母、数字或 =,.@:/+-_ 字符。", maxNote)
	}
	row, key, err := s.Directory.NewCredential(p.Uin, r.Description)
	if err != nil {
		return nil, err
	}
	defer key.Wipe()
	err = s.change(c, func(tx *store.Tx) error {
		if _, err := keyOwner(tx, p.Account, p.Uin); err != nil {
			return err
		}
		keys, err := tx.Credentials(p.Uin)
		if err == nil && len(keys) >= maxAccessKeys {
			return api.Errorf(api.AccessKeyOverLimit, "%s has %d access keys already, and may have %d; delete one first.",
				"%s 已有 %d 个访问密钥（上限 %d 个），请先删除一个。", p.Name, len(keys), maxAccessKeys)
		}
		if err != nil {
			return err
		}
		return tx.InsertCredential(row)
	}, row.SecretID)
	c.Note("accessKeyId", row.SecretID)
	return &api.CreateAccessKeyResponse{AccessKey: api.AccessKeyDetail{AccessKeyId: row.SecretID, SecretAccessKey: string(key.Expose()),
		Status: active, CreateTime: stamp(row.Created), Description: row.Note}}, err
}

func (s service) updateAccessKey(c kms.Call, r *api.UpdateAccessKeyRequest) (*api.UpdateAccessKeyResponse, error) {
	p, err := target(c, r.TargetUin)
	if err != nil {
		return nil, err
	}
	if r.Status != active && r.Status != inactive {
		return nil, api.Errorf(api.ParamError, "Status must be %s or %s.", "Status 必须为 %s 或 %s。", active, inactive)
	}
	err = s.changeKey(c, p, r.AccessKeyId, func(tx *store.Tx, row store.Credential) error {
		if r.Status == inactive {
			if err := keepsWayIn(tx, p, row); err != nil {
				return err
			}
		}
		row.Enabled = r.Status == active
		return tx.UpdateCredential(row)
	})
	return &api.UpdateAccessKeyResponse{}, err
}

func (s service) deleteAccessKey(c kms.Call, r *api.DeleteAccessKeyRequest) (*api.DeleteAccessKeyResponse, error) {
	p, err := target(c, r.TargetUin)
	if err != nil {
		return nil, err
	}
	err = s.changeKey(c, p, r.AccessKeyId, func(tx *store.Tx, row store.Credential) error {
		if err := keepsWayIn(tx, p, row); err != nil {
			return err
		}
		return tx.DeleteCredential(row.SecretID)
	})
	return &api.DeleteAccessKeyResponse{}, err
}

// changeKey makes a change of an access key of a principal.
func (s service) changeKey(c kms.Call, p store.Principal, secretID string, fn func(*store.Tx, store.Credential) error) error {
	c.Note("accessKeyId", api.Shown(secretID))
	return s.change(c, func(tx *store.Tx) error {
		row, owner, err := accessKey(tx, p.Account, secretID)
		if err != nil {
			return missing(err, api.Errorf(api.SecretNotExist, "There is no access key %s in this account.", "当前账号中没有访问密钥 %s。", api.Shown(secretID)))
		}
		if owner.Uin != p.Uin {
			return api.Errorf(api.UinNotMatch, "Access key %s is not one of %s; name its user with TargetUin.",
				"访问密钥 %s 不属于 %s，请用 TargetUin 指定其用户。", secretID, p.Name)
		}
		return fn(tx, row)
	}, secretID)
}

// accessKey reads an access key of the account and whose it is.
func accessKey(tx *store.Tx, account uint64, secretID string) (row store.Credential, owner store.Principal, err error) {
	if row, err = tx.Credential(secretID); err != nil {
		return row, owner, err
	}
	owner, err = tx.Principal(row.Principal)
	if err == nil && owner.Account != account {
		err = store.ErrNotFound
	}
	return row, owner, err
}

// keepsWayIn refuses to take an access key out of use if it is the last enabled
// one of the root principal, unless that signs in to the console with a
// password. So there is always somebody who administers the account. (The
// operator's commands are not bound by this: they can make a new one.)
func keepsWayIn(tx *store.Tx, p store.Principal, row store.Credential) error {
	if p.Kind != store.PrincipalRoot || !row.Enabled {
		return nil
	}
	if other, err := identity.HasWayIn(tx, p.Uin, row.SecretID); err != nil || other {
		return err
	}
	return api.Errorf(api.AccessKeyFailed, "This is the last enabled access key of the root principal, which has no password for the console: nobody could be sure to administer the account any more. Make another key first, or let the operator use miyao credential.",
		"这是主账号最后一个启用的访问密钥，且主账号没有控制台密码，停用后将无法保证账号可管理。请先创建另一个密钥，或由运维人员使用 miyao credential 命令。")
}

func listAccessKeys(c kms.Call, r *api.ListAccessKeysRequest) (*api.ListAccessKeysResponse, error) {
	p, err := target(c, r.TargetUin)
	if err != nil {
		return nil, err
	}
	answer := &api.ListAccessKeysResponse{}
	err = c.View(func(tx *store.Tx) error {
		rows, err := tx.Credentials(p.Uin)
		for _, row := range rows {
			status := inactive
			if row.Enabled {
				status = active
			}
			answer.AccessKeys = append(answer.AccessKeys, api.AccessKey{AccessKeyId: row.SecretID, Status: status,
				CreateTime: stamp(row.Created), Description: row.Note})
		}
		return err
	})
	return answer, err
}

func (s service) getSecurityLastUsed(c kms.Call, r *api.GetSecurityLastUsedRequest) (*api.GetSecurityLastUsedResponse, error) {
	if err := c.Allow(); err != nil {
		return nil, err
	}
	if n := len(r.SecretIdList); n == 0 || n > maxLastUsed {
		return nil, api.Errorf(api.InvalidParameter, "SecretIdList must have 1 to %d entries; it has %d.",
			"SecretIdList 必须有 1 到 %d 个元素，当前为 %d 个。", maxLastUsed, n)
	}
	answer := &api.GetSecurityLastUsedResponse{}
	err := c.View(func(tx *store.Tx) error {
		for _, id := range r.SecretIdList {
			row, _, err := accessKey(tx, account(c), id)
			if errors.Is(err, store.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			used := api.SecretIdLastUsed{SecretId: id}
			if at := s.Directory.LastUsed(row); at != 0 {
				used.LastUsedDate = new(time.Unix(at, 0).UTC().Format(time.DateOnly))
				used.LastSecretUsedDate = new(uint64(at))
			}
			answer.SecretIdLastUsedRows = append(answer.SecretIdLastUsedRows, used)
		}
		return nil
	})
	return answer, err
}
