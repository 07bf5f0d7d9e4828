package kms

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/audit"
	"miyao/internal/store"
)

// Rotation gives a key a new version, which encrypts from then on; the older
// ones go on opening what they encrypted.

const (
	minRotateDays = 7
	maxRotateDays = 365
	// rotationPause is how long a caller must wait between two rotations.
	rotationPause = 24 * time.Hour
)

func enableKeyRotation(c *call, r *api.EnableKeyRotationRequest) (*api.EnableKeyRotationResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	days := int64(defaultRotateDays)
	if r.RotateDays != nil {
		if *r.RotateDays < minRotateDays || *r.RotateDays > maxRotateDays {
			return nil, api.Errorf(api.InvalidParameterValue, "RotateDays must be %d to %d.", "RotateDays 必须为 %d 到 %d。",
				minRotateDays, maxRotateDays)
		}
		days = int64(*r.RotateDays)
	}
	return &api.EnableKeyRotationResponse{}, c.transition([]string{r.KeyId}, planningRotation, func(_ *store.Tx, k *store.Key) error {
		switch {
		case k.Origin == store.OriginExternal:
			return api.Errorf(api.ExternalCmkCanNotRotate, "The material of key %s is imported, so miyao cannot rotate it by itself; rotate it with RotateKey and ImportKeyMaterial.",
				"密钥 %s 的密钥材料由外部导入，无法自动轮换；请用 RotateKey 和 ImportKeyMaterial 轮换。", k.ID)
		case !rotatesItself(k):
			return api.Errorf(api.RotateNotSupported, "Key %s has the usage %s, which is not rotated automatically; rotate it with RotateKey.",
				"密钥 %s 的用途为 %s，不支持自动轮换；请用 RotateKey 轮换。", k.ID, k.Usage)
		case k.RotationEnabled && k.RotateDays == days:
			return nil // a client that says it again must not put the date off
		}
		k.RotationEnabled, k.RotateDays = true, days
		k.NextRotation = c.s.inDays(days)
		return nil
	})
}

func disableKeyRotation(c *call, r *api.DisableKeyRotationRequest) (*api.DisableKeyRotationResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	return &api.DisableKeyRotationResponse{}, c.transition([]string{r.KeyId}, anyState, func(_ *store.Tx, k *store.Key) error {
		k.RotationEnabled = false
		return nil
	})
}

func getKeyRotationStatus(c *call, r *api.GetKeyRotationStatusRequest) (*api.GetKeyRotationStatusResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	return &api.GetKeyRotationStatusResponse{KeyRotationEnabled: k.RotationEnabled}, nil
}

// rotateKey rotates before it answers. A key with imported material waits for
// that of its next version instead.
func rotateKey(c *call, r *api.RotateKeyRequest) (*api.RotateKeyResponse, error) {
	if err := c.member(r.MemberAccount); err != nil {
		return nil, err
	}
	k, err := c.key(r.KeyId)
	if err != nil {
		return nil, err
	}
	if err := rotating.check(&k.Key); err != nil {
		return nil, err
	}
	if err := c.mayRotate(&k.Key); err != nil {
		return nil, err
	}
	rotate := awaitMaterial
	if k.Origin != store.OriginExternal {
		v, err := c.s.nextVersion(&k.Key)
		if err != nil {
			return nil, err
		}
		rotate = func(tx *store.Tx, k *store.Key) error {
			c.entry.KeyVersion = v.Version
			return c.s.addVersion(tx, k, v)
		}
	}
	err = c.change(func(tx *store.Tx) error {
		return c.editKey(tx, k.ID, rotating, func(tx *store.Tx, now *store.Key) error {
			if now.Version != k.Version {
				return rotateTaskRunning(k.ID)
			}
			if err := c.mayRotate(now); err != nil {
				return err
			}
			return rotate(tx, now)
		})
	}, k.ID)
	return &api.RotateKeyResponse{TaskId: uuid.NewString()}, err
}

func awaitMaterial(_ *store.Tx, k *store.Key) error {
	k.RotationPending = true
	return nil
}

// rotatesItself tells whether a key can be rotated automatically. Nobody has to
// be told of a new symmetric key; a new public key must be given away first,
// and imported material comes from outside.
func rotatesItself(k *store.Key) bool {
	return k.Usage == alg.EncryptDecrypt && k.Origin != store.OriginExternal
}

// mayRotate refuses rotations that a caller may not have now.
func (c *call) mayRotate(k *store.Key) error {
	if err := userMade(k); err != nil {
		return err
	}
	const pause = int64(rotationPause / time.Second)
	now, free := c.s.now().Unix(), k.LastRotated+pause
	switch {
	case k.RotationPending:
		return api.Errorf(api.RotateTaskRunning, "Key %s is being rotated already: it waits for new material from ImportKeyMaterial.",
			"密钥 %s 正在轮换中，等待通过 ImportKeyMaterial 导入新的密钥材料。", k.ID)
	case rotatesItself(k) && !k.RotationEnabled:
		return api.Errorf(api.RotateNotSupported, "Rotation of key %s is off; switch it on with EnableKeyRotation first.",
			"密钥 %s 未开启轮换，请先用 EnableKeyRotation 开启。", k.ID)
	case k.LastRotated-pause < now && now < free: // one further ahead is of a clock that was wrong
		return api.Errorf(api.RotateRateLimited, "Key %s can be rotated once in 24 hours; the next time is after %s.",
			"密钥 %s 每 24 小时只能轮换一次，%s 之后可再次轮换。", k.ID, time.Unix(free, 0).UTC().Format(time.RFC3339))
	}
	return nil
}

func rotateTaskRunning(id uuid.UUID) error {
	return api.Errorf(api.RotateTaskRunning, "Key %s was rotated by another call at this moment; there is nothing left to do.",
		"密钥 %s 刚刚已被另一个请求轮换，无需重复操作。", id)
}

// nextVersion makes the version that follows k's current one. It is slow for
// some algorithms, so it stands outside of transactions.
func (s *Service) nextVersion(k *store.Key) (store.KeyVersion, error) {
	row, ok := alg.ByID(alg.ID(k.Algorithm))
	if !ok {
		return store.KeyVersion{}, fmt.Errorf("key %s has the unknown algorithm %d", k.ID, k.Algorithm)
	}
	return s.keyring.NewVersion(k.ID, k.Version+1, row, s.now())
}

// addVersion makes v the current version of k.
func (s *Service) addVersion(tx *store.Tx, k *store.Key, v store.KeyVersion) error {
	k.Version, k.LastRotated = v.Version, s.now().Unix()
	if k.RotateDays > 0 {
		k.NextRotation = s.inDays(k.RotateDays)
	}
	return tx.InsertKeyVersion(v)
}

// inDays is the date, in Unix seconds, some days from now.
func (s *Service) inDays(days int64) int64 {
	return s.now().Add(time.Duration(days) * 24 * time.Hour).Unix()
}

// RotateDue rotates keys whose date has come, each once however long ago that
// was, and returns how many. One that fails does not hold up the others. It
// stops after a number of keys; the rest is for the next round.
func (s *Service) RotateDue(ctx context.Context) (int, error) {
	return eachDue(ctx, s, "rotate", (*store.Tx).KeysToRotate, s.rotate)
}

// rotate rotates one key, unless it was rotated or changed meanwhile.
func (s *Service) rotate(ctx context.Context, k *store.Key) error {
	v, err := s.nextVersion(k)
	if err != nil {
		return err
	}
	return s.act(ctx, audit.Entry{Action: api.RotateKey.Name, KeyVersion: v.Version}, keyResource(k), func(tx *store.Tx) error {
		now, err := tx.Key(k.ID)
		if err != nil {
			return err
		}
		due := now.State == store.Enabled && now.RotationEnabled && now.NextRotation <= s.now().Unix()
		if !due || now.Version != k.Version {
			return errNotDue
		}
		if err := s.addVersion(tx, &now, v); err != nil {
			return err
		}
		return tx.UpdateKey(now)
	})
}
