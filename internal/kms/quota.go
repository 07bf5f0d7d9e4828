package kms

import (
	"math"

	"miyao/api"
	"miyao/internal/store"
)

// withinRate counts the request. The plain code is the one on which SDKs try
// again.
func (c *call) withinRate() error {
	if c.req.Caller.Operator() || c.s.quotas.Allow(c.account(), c.region, c.action.Name) {
		return nil
	}
	perSecond, _ := c.s.quotas.PerSecond(c.account(), c.action.Name)
	return api.Errorf(api.RequestLimitExceeded, "%s is limited to %g requests a second for this account in a region; slow down and try again.",
		"当前账号在每个地域对 %s 的调用上限为每秒 %g 次，请降低频率后重试。", c.action.Name, perSecond)
}

// requestRates are the limits of requests in a second, of all actions of KMS
// together.
type requestRates struct {
	region, total uint64
	regions       []api.RegionQps // none if nothing is limited
}

func (c *call) requestRates() requestRates {
	rates := requestRates{unlimited, unlimited, []api.RegionQps{}}
	sum := 0.0
	for _, action := range api.Actions() {
		if action.Product != api.ProductKMS {
			continue
		}
		perSecond, limited := c.s.quotas.PerSecond(c.account(), action.Name)
		if !limited {
			return rates
		}
		sum += perSecond
	}
	rates.region = uint64(min(math.Ceil(sum), unlimited))
	rates.total = min(rates.region*uint64(len(c.s.regions)), unlimited)
	for _, region := range c.s.regions {
		rates.regions = append(rates.regions, api.RegionQps{Region: region.Name, Qps: rates.region})
	}
	return rates
}

// roomForKey refuses one more key than the account may have. It runs in the
// transaction that makes the key, so that two cannot both be the last.
func (c *call) roomForKey(tx *store.Tx) error {
	limit := c.s.quotas.Of(c.account()).Keys
	if limit == nil {
		return nil
	}
	n, err := tx.CountKeys(c.account(), c.region)
	if err == nil && n >= *limit {
		return api.Errorf(api.CmkLimitExceeded, "The account may have %d keys in region %s; destroy one that is not needed, or ask the operator for more.",
			"当前账号在地域 %[2]s 最多可有 %[1]d 个密钥；请删除不需要的密钥，或联系管理员提高配额。", *limit, c.region)
	}
	return err
}

// roomForDataKey is the same for hosted data keys, of which those that are
// pending deletion do not count.
func (c *call) roomForDataKey(tx *store.Tx) error {
	limit := c.s.quotas.Of(c.account()).DataKeys
	if limit == nil {
		return nil
	}
	n, err := tx.CountDataKeys(c.account(), c.region)
	if err == nil && n >= *limit {
		return api.Errorf(api.DataKeyLimitExceeded, "The account may have %d hosted data keys in region %s; delete one that is not needed, or ask the operator for more.",
			"当前账号在地域 %[2]s 最多可有 %[1]d 个托管数据密钥；请删除不需要的数据密钥，或联系管理员提高配额。", *limit, c.region)
	}
	return err
}
