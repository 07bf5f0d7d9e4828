package main

import (
	"encoding/base64"
	"encoding/json"
	"reflect"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

// fieldText is the value of Field=value: the text itself, or what a file has.
func fieldText(cmd *cobra.Command, text string) (string, error) {
	rest, isFile := strings.CutPrefix(text, "@")
	if !isFile || strings.HasPrefix(rest, "@") {
		return rest, nil
	}
	path, isBytes := strings.CutPrefix(rest, "base64:")
	if path == "" {
		return "", usagef("%s names no file", text)
	}
	data, err := readInput(cmd, path, "value", maxRequest)
	if err != nil {
		return "", err
	}
	if isBytes {
		return base64.StdEncoding.EncodeToString(data), nil
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(data), "\n"), "\r"), nil
}

// fieldTree is a request under construction: for each member of a structure
// or index of a list, a JSON value or another fieldTree.
type fieldTree map[string]any

// set puts a value at a dotted name of the action's request.
func (tree fieldTree) set(action *api.Info, name, text string) error {
	t := action.Request
	path := strings.Split(name, ".")
	for i, step := range path {
		inner, err := stepInto(t, step, strings.Join(path[:i], "."))
		if err != nil {
			return err.withHint("\"miyao call %s --help\" shows the fields", action.Name)
		}
		t = inner
		if i == len(path)-1 {
			break
		}
		if tree[step] == nil {
			tree[step] = fieldTree{}
		}
		below, ok := tree[step].(fieldTree)
		if !ok {
			return usagef("%s is given twice", strings.Join(path[:i+1], "."))
		}
		tree = below
	}
	last := path[len(path)-1]
	if tree[last] != nil {
		return usagef("%s is given twice", name)
	}
	value, err := leaf(t, name, text)
	if err != nil {
		return err.withHint("\"miyao call %s --help\" shows the fields", action.Name)
	}
	tree[last] = value
	return nil
}

// stepInto gives the type of a member or an entry of t, which stands at the
// dotted name at.
func stepInto(t reflect.Type, step, at string) (reflect.Type, *failure) {
	switch {
	case isList(t):
		if _, err := strconv.ParseUint(step, 10, 16); err != nil {
			return nil, usagef("%s is a list, it needs an index: %s.0", at, at)
		}
		return bare(t.Elem()), nil
	case t.Kind() == reflect.Struct:
		field, ok := t.FieldByName(step)
		if !ok {
			return nil, usagef("there is no field %q", strings.TrimPrefix(at+"."+step, "."))
		}
		return bare(field.Type), nil
	}
	return nil, usagef("%s has no members", at)
}

// leaf is the JSON value of text for a field of type t.
func leaf(t reflect.Type, name, text string) (any, *failure) {
	switch {
	case isList(t):
		return nil, usagef("%s is a list, its entries are %s.0 and so on", name, name)
	case t.Kind() == reflect.Struct:
		return nil, usagef("%s is a structure, its members are %s.%s and so on", name, name, t.Field(0).Name)
	case t.Kind() == reflect.Uint64:
		if _, err := strconv.ParseUint(text, 10, 64); err != nil {
			return nil, usagef("%s must be a whole number, not negative", name)
		}
		return json.Number(text), nil
	case t.Kind() == reflect.Bool:
		if text != "true" && text != "false" {
			return nil, usagef("%s must be true or false", name)
		}
		return text == "true", nil
	case t.Kind() == reflect.Int64:
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return nil, usagef("%s must be a whole number", name)
		}
		return json.Number(text), nil
	}
	return text, nil
}

// value turns the tree into what encoding/json writes as the request: lists
// from indexes, which must go up from 0.
func (tree fieldTree) value(t reflect.Type, at string) (any, error) {
	members := map[string]any{}
	for name, member := range tree {
		if below, ok := member.(fieldTree); ok {
			dotted := strings.TrimPrefix(at+"."+name, ".")
			inner, fault := stepInto(t, name, at)
			if fault != nil {
				return nil, fault
			}
			value, err := below.value(inner, dotted)
			if err != nil {
				return nil, err
			}
			member = value
		}
		members[name] = member
	}
	if !isList(t) {
		return members, nil
	}
	list := make([]any, len(members))
	for i := range list {
		entry, ok := members[strconv.Itoa(i)]
		if !ok {
			return nil, usagef("the entry %s.%d is missing: indexes go up from 0", at, i)
		}
		list[i] = entry
	}
	return list, nil
}

func isList(t reflect.Type) bool {
	return t.Kind() == reflect.Slice && t != reflect.TypeFor[api.Base64]()
}

// bare is the type that a pointer points to.
func bare(t reflect.Type) reflect.Type {
	if t.Kind() == reflect.Pointer {
		return t.Elem()
	}
	return t
}
