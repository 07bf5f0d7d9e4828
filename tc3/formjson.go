package tc3

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// Bounds of a document that comes as parameters. The deepest of the KMS API is
// TagFilters.0.TagValue.0.
const (
	maxEntries = 1000
	maxDepth   = 4
)

// FormJSON writes an action's parameters (without the common ones) as the JSON
// object that a client would have sent as a body:
//
//	KeyIds.0=a  KeyIds.1=b            {"KeyIds":["a","b"]}
//	Tags.0.TagKey=k  Tags.0.TagValue=v  {"Tags":[{"TagKey":"k","TagValue":"v"}]}
//
// Every value becomes a JSON string. An object's member that is empty, or
// whose members all are, is left out: an empty parameter is a missing one. An
// array keeps its empty elements. Members are sorted by name.
//
// Refused are: more than 1000 parameters or 4 levels, names that are not
// letters and digits, indexes that do not count from 0 without gap, a name
// that is a value and a structure or an array and an object at once, and text
// that is not UTF-8. Errors name the parameter and do not quote values.
func FormJSON(params []Param) ([]byte, error) {
	if len(params) > maxEntries {
		return nil, fmt.Errorf("there are more than %d parameters", maxEntries)
	}
	leaves := make([]leaf, len(params))
	size := 2
	for i, p := range params {
		if err := leaves[i].set(p); err != nil {
			return nil, err
		}
		size += len(p.Name) + len(p.Value) + 6
	}
	slices.SortFunc(leaves, compareLeaves)
	return appendObject(make([]byte, 0, size), leaves, 0)
}

// leaf is a parameter with its name taken apart.
type leaf struct {
	Param
	path  [maxDepth]string // unused places are empty
	depth int
}

func (l *leaf) set(p Param) error {
	l.Param = p
	for segment := range strings.SplitSeq(p.Name, ".") {
		if l.depth == maxDepth {
			return fmt.Errorf("the parameter %s has more than %d levels", shown(p.Name), maxDepth)
		}
		if !isIndex(segment) && !isMember(segment) || l.depth == 0 && isIndex(segment) {
			return fmt.Errorf("%s is not the name of a parameter", shown(p.Name))
		}
		l.path[l.depth] = segment
		l.depth++
	}
	return nil
}

// isIndex takes the decimal numbers below maxEntries without leading zeros.
func isIndex(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != "" && len(s) <= len("999") && (s[0] != '0' || s == "0")
}

func isMember(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if (c < 'a' || c > 'z') && (i == 0 || s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	return s != "" && len(s) <= maxParamName
}

// compareLeaves brings the leaves of each structure together: indexes by their
// number and before names, and a value before what is below its name.
func compareLeaves(a, b leaf) int {
	for i := range maxDepth {
		x, y := a.path[i], b.path[i]
		if isIndex(x) && isIndex(y) && len(x) != len(y) {
			return cmp.Compare(len(x), len(y))
		}
		if order := strings.Compare(x, y); order != 0 {
			return order
		}
	}
	return 0
}

// appendValue writes the leaves, which agree in the first at segments.
func appendValue(dst []byte, leaves []leaf, at int) ([]byte, error) {
	first := &leaves[0]
	if first.depth > at {
		if isIndex(first.path[at]) {
			return appendArray(dst, leaves, at)
		}
		return appendObject(dst, leaves, at)
	}
	if len(leaves) > 1 {
		return nil, fmt.Errorf("the parameter %s is given twice, or is a value and a structure at once", first.Name)
	}
	dst, err := jsontext.AppendQuote(dst, first.Value)
	if err != nil {
		return nil, fmt.Errorf("the parameter %s is not UTF-8", first.Name)
	}
	return dst, nil
}

func appendArray(dst []byte, leaves []leaf, at int) ([]byte, error) {
	dst = append(dst, '[')
	for i := 0; len(leaves) > 0; i++ {
		if leaves[0].path[at] != strconv.Itoa(i) {
			return nil, fmt.Errorf("the parameter %s does not continue the list, whose next index is %d", leaves[0].Name, i)
		}
		if i > 0 {
			dst = append(dst, ',')
		}
		n := run(leaves, at)
		var err error
		if dst, err = appendValue(dst, leaves[:n], at+1); err != nil {
			return nil, err
		}
		leaves = leaves[n:]
	}
	return append(dst, ']'), nil
}

func appendObject(dst []byte, leaves []leaf, at int) ([]byte, error) {
	dst = append(dst, '{')
	start := len(dst)
	for len(leaves) > 0 {
		before := len(dst)
		if before > start {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = append(dst, leaves[0].path[at]...)
		dst = append(dst, '"', ':')
		value := len(dst)
		n := run(leaves, at)
		var err error
		if dst, err = appendValue(dst, leaves[:n], at+1); err != nil {
			return nil, err
		}
		if len(dst)-value == len("{}") { // or two quotes; an array is never empty
			dst = dst[:before]
		}
		leaves = leaves[n:]
	}
	return append(dst, '}'), nil
}

// run counts the leaves that share the first one's segment.
func run(leaves []leaf, at int) int {
	n := 1
	for n < len(leaves) && leaves[n].path[at] == leaves[0].path[at] {
		n++
	}
	return n
}

// shown bounds and cleans a name that a caller invented.
func shown(name string) string {
	return strconv.Quote(name[:min(len(name), maxParamName)])
}
