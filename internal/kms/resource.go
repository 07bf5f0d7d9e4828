package kms

import (
	"errors"
	"unicode"
	"unicode/utf8"

	"miyao/api"
	"miyao/internal/store"
)

// Lengths of what names a cloud resource, in characters.
const (
	maxProductLength  = 64
	maxResourceLength = 256
)

func bindCloudResource(c *call, r *api.BindCloudResourceRequest) (*api.BindCloudResourceResponse, error) {
	if err := c.cloudResource(r.ProductId, r.ResourceId); err != nil {
		return nil, err
	}
	return &api.BindCloudResourceResponse{}, c.edit([]string{r.KeyId}, onlyEnabled, func(tx *store.Tx, k *store.Key) error {
		k.ValidTo = 0 // a key on which something depends does not expire
		return tx.InsertBinding(store.Binding{Key: k.ID, Product: r.ProductId, Resource: r.ResourceId, Created: c.s.now().Unix()})
	})
}

func unbindCloudResource(c *call, r *api.UnbindCloudResourceRequest) (*api.UnbindCloudResourceResponse, error) {
	if err := c.cloudResource(r.ProductId, r.ResourceId); err != nil {
		return nil, err
	}
	return &api.UnbindCloudResourceResponse{}, c.edit([]string{r.KeyId}, nil, func(tx *store.Tx, k *store.Key) error {
		err := tx.DeleteBinding(store.Binding{Key: k.ID, Product: r.ProductId, Resource: r.ResourceId})
		if errors.Is(err, store.ErrNotFound) {
			return api.Errorf(api.CloudResourceBindingNotFound, "Key %s is not bound to this ProductId and ResourceId.",
				"密钥 %s 未与该 ProductId 和 ResourceId 绑定。", k.ID)
		}
		return err
	})
}

// cloudResource checks what names a cloud resource, and records it: the name of
// the key alone would not say which binding was changed.
func (c *call) cloudResource(product, resource string) error {
	if err := checkResourceText("ProductId", product, maxProductLength); err != nil {
		return err
	}
	if err := checkResourceText("ResourceId", resource, maxResourceLength); err != nil {
		return err
	}
	c.note("ProductId", product)
	c.note("ResourceId", resource)
	return nil
}

func checkResourceText(parameter, text string, most int) error {
	if text == "" || utf8.RuneCountInString(text) > most {
		return api.Errorf(api.InvalidParameter, "%s must have 1 to %d characters.", "%s 长度必须为 1 到 %d 个字符。", parameter, most)
	}
	for _, r := range text {
		if !unicode.IsPrint(r) {
			return api.Errorf(api.InvalidParameter, "%s may hold printable characters only.", "%s 只能包含可打印字符。", parameter)
		}
	}
	return nil
}
