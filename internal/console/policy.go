package console

import (
	"errors"
	"unicode/utf8"

	"miyao/internal/policy"
)

// fault is what is wrong with a policy document, and where; empty for nothing.
type fault struct{ Place, Message string }

// checkPolicy reads a policy document as the API would, for an editor that tells
// while somebody types what the API would refuse. Nothing is done.
func checkPolicy(x *exchange) (any, error) {
	var req struct {
		Document string
		Trust    bool
	}
	if err := x.decode(&req); err != nil {
		return nil, err
	}
	var err error
	if req.Trust {
		_, err = policy.ParseTrust(req.Document)
	} else {
		_, err = policy.Parse(req.Document)
	}
	zh := language(x.r) == "zh-CN"
	found, isFault := errors.AsType[*policy.Error](err)
	switch n := utf8.RuneCountInString(req.Document); {
	case n > policy.MaxCharacters && zh:
		return fault{Message: "策略内容过长"}, nil
	case n > policy.MaxCharacters:
		return fault{Message: "The document is too long."}, nil
	case isFault && zh:
		return fault{found.Place, found.MessageZH}, nil
	case isFault:
		return fault{found.Place, found.Message}, nil
	}
	return fault{}, err
}
