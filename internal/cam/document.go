package cam

import (
	"errors"
	"strings"
	"unicode/utf8"

	"miyao/api"
	"miyao/internal/policy"
)

func checkDocument(document string) error {
	return checkParsed(document, func() error {
		_, err := policy.Parse(document)
		return err
	})
}

func checkTrust(document string) error {
	return checkParsed(document, func() error {
		_, err := policy.ParseTrust(document)
		return err
	})
}

func checkParsed(document string, parse func() error) error {
	if n := utf8.RuneCountInString(document); n > policy.MaxCharacters {
		return api.Errorf(api.PolicyDocumentLengthOverLimit, "PolicyDocument may have %d characters; this one has %d.",
			"PolicyDocument 最多 %d 个字符，当前为 %d 个。", policy.MaxCharacters, n)
	}
	err := parse()
	if fault, ok := errors.AsType[*policy.Error](err); ok {
		return &api.Error{Code: documentCode(fault.Place), Message: "PolicyDocument: " + fault.Error(), MessageZH: "PolicyDocument：" + fault.ErrorZH()}
	}
	return err
}

// documentCodes are the codes for faults in a member of a document.
var documentCodes = map[string]api.Code{
	"version":   api.VersionError,
	"statement": api.StatementError,
	"effect":    api.EffectError,
	"action":    api.ActionError,
	"resource":  api.ResourceError,
	"condition": api.ConditionError,
	"principal": api.PrincipalError,
}

// documentCode is the code for a fault at a place such as
// statement[2].condition.ip_equal.
func documentCode(place string) api.Code {
	member, inner, within := strings.Cut(place, ".")
	if within {
		member, _, _ = strings.Cut(inner, ".")
	}
	member, _, _ = strings.Cut(member, "[")
	if code, ok := documentCodes[member]; ok {
		return code
	}
	return api.PolicyDocumentError
}
