package policy

import (
	"strings"
	"time"
)

// condition is one key under one operator.
//
// A value of the request passes if it equals (matches, exceeds) any value of
// the document, or under a negated operator if it equals none. Where the
// request has several, as with tags, for_all_value asks that each passes and
// for_any_value that one does. Without a prefix a negated operator asks it of
// each and another of one, so that string_not_equal is the opposite of
// string_equal.
type condition struct {
	name     string // of the operator as written, with prefix and suffix
	operator operator
	key      string
	values   []string // as written
	source   source
	test     test // nil for null_equal
	all      bool // each value of the request must pass
	present  bool // of null_equal: holds if the request has the key
	absent   bool // holds if the request does not have the key
}

// source is where a request has the values of a key.
type source uint8

const (
	fromValues source = iota
	fromSourceIP
	fromTime
	fromResourceTags
	fromRequestTags
)

// keys are the condition keys of the cloud, which are case-sensitive. A
// request may have others in its Values. One that it does not have is absent,
// and a condition on an absent key does not hold, whether it is negated or not
// (documentation of COS, page 436/46205), but for _if_exist and null_equal.
var keys = map[string]source{
	"qcs:ip":           fromSourceIP,
	"qcs:current_time": fromTime,
	"qcs:resource_tag": fromResourceTags,
	"qcs:request_tag":  fromRequestTags,
}

// takes tells whether values of this source can be compared in that way.
func (s source) takes(f family) bool {
	switch s {
	case fromSourceIP:
		return f == addressFamily || f == nullFamily
	case fromTime:
		return f == dateFamily || f == nullFamily
	case fromResourceTags, fromRequestTags:
		return f == textFamily || f == anyCaseFamily || f == likeFamily || f == nullFamily
	}
	return true
}

const (
	forAny  = "for_any_value:"
	forAll  = "for_all_value:"
	ifExist = "_if_exist"
)

// parseOperator makes a condition without key and values.
func parseOperator(name, place string) (condition, error) {
	base, some := strings.CutPrefix(name, forAny)
	base, all := strings.CutPrefix(base, forAll)
	base, optional := strings.CutSuffix(base, ifExist)
	o, ok := operators[base]
	if !ok || some && all {
		return condition{}, refuse(place, "there is no operator %s.", "不存在运算符 %s。", quote(name))
	}
	if o.family == nullFamily && base != name {
		return condition{}, refuse(place, "null_equal has no prefix or suffix.", "null_equal 不支持前缀或后缀。")
	}
	return condition{name: name, operator: o, all: all || o.negated && !some, absent: optional}, nil
}

// of completes a condition with key and values.
func (c condition) of(key string, values []string, place string) (condition, error) {
	c.key, c.values, c.source = key, values, keys[key]
	if err := checkKey(key, place); err != nil {
		return c, err
	}
	if !c.source.takes(c.operator.family) {
		return c, refuse(place, "the operator does not fit the key.", "该运算符不适用于此条件键。")
	}
	if c.operator.family == nullFamily {
		wants, err := each(values, place, parseBool)
		for _, want := range wants {
			c.absent, c.present = c.absent || want, c.present || !want
		}
		return c, err
	}
	if c.source == fromResourceTags || c.source == fromRequestTags {
		if err := c.checkTags(place); err != nil {
			return c, err
		}
	}
	var err error
	c.test, err = c.operator.compile(values, place)
	return c, err
}

// checkKey refuses a slip in a key of the cloud, which would make a condition
// that never holds.
func checkKey(key, place string) error {
	if key == "" {
		return refuse(place, "the condition key is empty.", "条件键为空。")
	}
	for known := range keys {
		name, _, _ := strings.Cut(key, "/")
		if key != known && strings.EqualFold(strings.TrimSpace(name), known) {
			return refuse(place, "the condition key must be written %s.", "条件键应写作 %s。", known)
		}
	}
	return nil
}

func (c *condition) checkTags(place string) error {
	for i, v := range c.values {
		separators := strings.Count(v, TagSeparator)
		anyTag := separators == 0 && c.operator.family == likeFamily && strings.Contains(v, "*")
		if separators != 1 && !anyTag {
			return refuse(item(place, i), "%s is not a tag; write <key>&<value>.", "%s 不是合法的标签，请使用 <标签键>&<标签值> 的形式。", quote(v))
		}
	}
	return nil
}

func (c *condition) holds(r *Request) bool {
	switch c.source {
	case fromSourceIP:
		return c.holdsFor(value{address: r.SourceIP}, r.SourceIP.IsValid(), r.caller())
	case fromTime:
		return c.holdsFor(value{at: r.Time.Truncate(time.Second)}, !r.Time.IsZero(), r.caller())
	case fromResourceTags:
		return c.holdsForEach(r.ResourceTags, r.caller())
	case fromRequestTags:
		return c.holdsForEach(r.RequestTags, r.caller())
	}
	return c.holdsForEach(r.Values[c.key], r.caller())
}

func (c *condition) holdsFor(v value, exists bool, who caller) bool {
	switch {
	case !exists:
		return c.absent
	case c.test == nil:
		return c.present
	}
	return c.test.passes(v, who) != c.operator.negated
}

func (c *condition) holdsForEach(values []string, who caller) bool {
	if len(values) == 0 {
		return c.absent
	}
	for _, v := range values {
		if c.holdsFor(value{text: v}, true, who) != c.all {
			return !c.all
		}
	}
	return c.all
}
