package kms

import (
	"strings"

	"miyao/api"
	"miyao/internal/alg"
	"miyao/internal/store"
)

// unlimited stands for "no quota" where the API has a number and no way to say
// none: the greatest 32-bit integer, so that clients can subtract from it.
const unlimited = 1<<31 - 1

func getServiceStatus(c *call, _ *api.GetServiceStatusRequest) (*api.GetServiceStatusResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	var keys, dataKeys int
	err := c.s.db.View(c.ctx, func(tx *store.Tx) (err error) {
		if keys, err = tx.CountKeys(c.account(), c.region); err != nil {
			return err
		}
		dataKeys, err = tx.CountDataKeys(c.account(), c.region)
		return err
	})
	if err != nil {
		return nil, err
	}
	const normal, ultimate = 1, 1
	limits, rates := c.s.quotas.Of(c.account()), c.requestRates()
	return &api.GetServiceStatusResponse{
		ServiceEnabled:   true,
		InvalidType:      normal,
		UserLevel:        ultimate,
		SubscriptionInfo: "self-hosted",
		CmkUserCount:     uint64(keys),
		CmkLimit:         orUnlimited(limits.Keys),
		ExclusiveHSMList: []api.ExclusiveHSM{},
		SyncTaskList:     []api.DestinationSyncConfig{},
		QpsLimit:         rates.region,
		QpsTotalLimit:    rates.total,
		RegionsQps:       rates.regions,

		IsAllowedDataKeyHosted: true,
		DataKeyLimit:           orUnlimited(limits.DataKeys),
		DataKeyUsedCount:       uint64(dataKeys),
	}, nil
}

func orUnlimited(limit *int) uint64 {
	if limit == nil {
		return unlimited
	}
	return uint64(*limit)
}

func getRegions(c *call, _ *api.GetRegionsRequest) (*api.GetRegionsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	regions := make([]string, len(c.s.regions))
	for i, region := range c.s.regions {
		regions[i] = region.Name
	}
	return &api.GetRegionsResponse{Regions: regions}, nil
}

func listAlgorithms(c *call, _ *api.ListAlgorithmsRequest) (*api.ListAlgorithmsResponse, error) {
	if err := c.allow(); err != nil {
		return nil, err
	}
	answer := &api.ListAlgorithmsResponse{
		SymmetricAlgorithms:            []api.AlgorithmInfo{},
		AsymmetricAlgorithms:           []api.AlgorithmInfo{},
		AsymmetricSignVerifyAlgorithms: []api.AlgorithmInfo{},
	}
	for _, row := range alg.Table() {
		list := &answer.AsymmetricAlgorithms
		switch {
		case row.Usage == alg.EncryptDecrypt:
			list = &answer.SymmetricAlgorithms
		case strings.HasPrefix(row.Usage, "ASYMMETRIC_SIGN_VERIFY_"):
			list = &answer.AsymmetricSignVerifyAlgorithms
		}
		// The published sample names key types; the values that Sign takes
		// stand behind them.
		for _, name := range append([]string{row.Spec}, row.Algorithms...) {
			*list = append(*list, api.AlgorithmInfo{KeyUsage: row.Usage, Algorithm: name})
		}
	}
	return answer, nil
}
