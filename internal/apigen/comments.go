package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"

	"miyao/api"
)

// comments is what the source of the api package says in words; the shapes
// come from the compiled package.
type comments struct {
	topics []topic
	of     map[string]string // by "Name" or "Struct.Field"
	codes  []codeList
}

// codeList is a declaration of error codes.
type codeList struct {
	about string
	codes []string // their values in order, keys of comments.of too
}

// topic is a file of the api package that declares actions.
type topic struct {
	title   string
	actions []string
}

func readComments(dir string) (*comments, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, err
	}
	c := &comments{of: map[string]string{}}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		c.addFile(file)
	}
	if len(c.topics) == 0 || len(c.codes) == 0 {
		return nil, fmt.Errorf("%s declares no actions or no error codes; is it the folder of package api?", dir)
	}
	return c, nil
}

func (c *comments) addFile(file *ast.File) {
	var actions []string
	for _, decl := range file.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		c.addCodes(gen)
		for _, spec := range gen.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				c.addType(spec, gen)
			case *ast.ValueSpec:
				if name, ok := actionName(spec); ok {
					actions = append(actions, name)
					c.of[name] = sentence(strings.TrimPrefix(oneLine(spec.Doc), name+" "))
				}
			}
		}
	}
	if len(actions) > 0 {
		c.topics = append(c.topics, topic{titleOf(file), actions})
	}
}

// titleOf is the free comment between the package clause and the first declaration.
func titleOf(file *ast.File) string {
	for _, group := range file.Comments {
		if group.Pos() > file.Name.End() && group.End() < file.Decls[0].Pos() {
			return strings.TrimSuffix(oneLine(group), ".")
		}
	}
	return file.Name.Name
}

// actionName recognises `X = declare[Request, Response]("Name", Kind)`, and
// declareIn with a product before the name.
func actionName(spec *ast.ValueSpec) (string, bool) {
	if len(spec.Values) != 1 {
		return "", false
	}
	call, ok := spec.Values[0].(*ast.CallExpr)
	if !ok || len(call.Args) < 2 {
		return "", false
	}
	return stringValue(call.Args[len(call.Args)-2])
}

// addCodes keeps a declaration that has any `Name Code = "..."`.
func (c *comments) addCodes(gen *ast.GenDecl) {
	list := codeList{about: oneLine(gen.Doc)}
	for _, spec := range gen.Specs {
		value, ok := spec.(*ast.ValueSpec)
		if !ok || len(value.Values) != 1 {
			continue
		}
		if kind, ok := value.Type.(*ast.Ident); !ok || kind.Name != "Code" {
			continue
		}
		if code, ok := stringValue(value.Values[0]); ok {
			list.codes = append(list.codes, code)
			c.of[code] = sentence(oneLine(value.Doc))
		}
	}
	if len(list.codes) > 0 {
		c.codes = append(c.codes, list)
	}
}

func (c *comments) addType(spec *ast.TypeSpec, decl *ast.GenDecl) {
	body, ok := spec.Type.(*ast.StructType)
	if !ok {
		return
	}
	c.of[spec.Name.Name] = oneLine(decl.Doc)
	for _, member := range body.Fields.List {
		for _, name := range member.Names {
			c.of[spec.Name.Name+"."+name.Name] = sentence(oneLine(member.Doc))
		}
	}
}

// field is the comment on a field of a struct, or of the Meta in it.
func (c *comments) field(t reflect.Type, f reflect.StructField) string {
	owner := t.Name()
	if len(f.Index) > 1 {
		owner = reflect.TypeFor[api.Meta]().Name()
	}
	return c.of[owner+"."+f.Name]
}

func stringValue(e ast.Expr) (string, bool) {
	literal, ok := e.(*ast.BasicLit)
	if !ok || literal.Kind != token.STRING {
		return "", false
	}
	value, err := strconv.Unquote(literal.Value)
	return value, err == nil
}

func oneLine(comment *ast.CommentGroup) string {
	return strings.Join(strings.Fields(comment.Text()), " ")
}

// sentence begins with a capital, unless the first word is a value.
func sentence(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == "" || first == "true" || first == "false" || strings.ContainsAny(first, "/_") {
		return text
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
