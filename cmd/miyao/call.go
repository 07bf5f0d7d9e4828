package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

const callLong = `Sends any action of the API and prints its response as JSON.

Parameters stand as Field=value; a member of a structure or an entry of a list is
named with dots: Tags.0.TagKey=team, KeyIds.0=ID. A value can come from a file:

  Field=@FILE         the text of the file, less a newline at its end
  Field=@base64:FILE  the bytes of the file, written in base64
  Field=@@text        a text that begins with @

FILE "-" is standard input. Plaintext belongs into a file, since arguments can be
read by every user of a machine. --json gives the whole request at once.`

const callExample = `  miyao call --list
  miyao call Encrypt --help
  miyao call CreateKey Alias=app Tags.0.TagKey=team Tags.0.TagValue=billing
  miyao call Encrypt KeyId=ID Plaintext=@base64:app.conf
  miyao call ListKeyDetail --json '{"KeyUsage": "ALL", "Limit": 200}'
  miyao call Decrypt --json @request.json`

// maxRequest is the server's limit for a request body.
const maxRequest = 10 << 20

func newCallCommand(s *session) *cobra.Command {
	var list bool
	var body string
	cmd := &cobra.Command{
		Use:               "call ACTION [Field=value ...]",
		Short:             "Send any action of the API",
		Long:              callLong,
		Example:           callExample,
		ValidArgsFunction: completeCall,
		Args:              cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case list:
				return listActions(cmd)
			case len(args) == 0:
				return usagef("ACTION is missing").withHint("\"miyao call --list\" shows the actions")
			}
			action, err := findAction(args[0])
			if err != nil {
				return err
			}
			request, err := requestBody(cmd, action, args[1:], body)
			if err != nil {
				return err
			}
			return sendRaw(cmd, s, action, request)
		},
	}
	cmd.Flags().BoolVar(&list, "list", false, "list the actions")
	cmd.Flags().StringVar(&body, "json", "", "the request: a JSON `object`, @FILE, or - for standard input")
	cmd.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		if args := cmd.Flags().Args(); len(args) > 0 && actionHelp(cmd, args[0]) == nil {
			return
		}
		cmd.Root().HelpFunc()(cmd, nil)
	})
	return cmd
}

// sendRaw sends a request and prints the Response object.
func sendRaw(cmd *cobra.Command, s *session, action *api.Info, request []byte) error {
	response, err := callRaw(cmd, s, action.Name, request)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := json.Indent(&b, response, "", "  "); err != nil {
		return fail(exitNetwork, "the response is not JSON: %w", err)
	}
	b.WriteByte('\n')
	return write(cmd.OutOrStdout(), b.Bytes())
}

// requestBody is the request as JSON, from --json or the arguments.
func requestBody(cmd *cobra.Command, action *api.Info, args []string, body string) ([]byte, error) {
	file, isFile := strings.CutPrefix(body, "@")
	switch {
	case body != "" && len(args) > 0:
		return nil, usagef("Field=value and --json exclude each other")
	case body == "-":
		return readInput(cmd, "-", "request", maxRequest)
	case isFile:
		return readInput(cmd, file, "request", maxRequest)
	case body != "":
		return []byte(body), nil
	}
	fields := fieldTree{}
	for _, arg := range args {
		name, text, ok := strings.Cut(arg, "=")
		if !ok {
			return nil, usagef("%q is not of the form Field=value", arg)
		}
		text, err := fieldText(cmd, text)
		if err != nil {
			return nil, err
		}
		if err := fields.set(action, name, text); err != nil {
			return nil, err
		}
	}
	value, err := fields.value(action.Request, "")
	if err != nil {
		return nil, err
	}
	return json.Marshal(value)
}

// findAction finds an action by name, in any case.
func findAction(name string) (*api.Info, error) {
	var similar []string
	for _, action := range api.Actions() {
		if strings.EqualFold(action.Name, name) {
			return action, nil
		}
		if strings.Contains(strings.ToLower(action.Name), strings.ToLower(name)) {
			similar = append(similar, action.Name)
		}
	}
	err := usagef("the API has no action %q", name)
	if len(similar) == 0 {
		return nil, err.withHint("\"miyao call --list\" shows the actions")
	}
	return nil, err.withHint("did you mean %s?", strings.Join(similar, ", "))
}

func listActions(cmd *cobra.Command) error {
	type line struct{ Name, Kind, Product string }
	var lines []line
	var rows [][]string
	for _, action := range api.Actions() {
		lines = append(lines, line{action.Name, action.Kind.String(), action.Product.Service})
		rows = append(rows, []string{action.Name, action.Kind.String(), action.Product.Service})
	}
	return emit(cmd, lines, func(w io.Writer) error { return table(w, []string{"ACTION", "KIND", "PRODUCT"}, rows) })
}

// actionHelp prints the fields of an action.
func actionHelp(cmd *cobra.Command, name string) error {
	action, err := findAction(name)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "Usage:\n  %s %s", cmd.CommandPath(), action.Name)
	request, response := fieldRows(action.Request, ""), fieldRows(action.Response, "")
	if len(request) > 0 {
		b.WriteString(" Field=value ...\n\nFields of the request:\n")
		if err := table(&b, nil, request); err != nil {
			return err
		}
	} else {
		b.WriteString("\n")
	}
	b.WriteString("\nFields of the response:\n")
	if err := table(&b, nil, response); err != nil {
		return err
	}
	b.WriteString("\n\"miyao call --help\" tells how values are written.\n")
	return write(cmd.OutOrStdout(), b.Bytes())
}

// fieldRows describes the fields of a struct, one row for each: its name with
// dots, its type and whether it is required. N stands for an index.
func fieldRows(t reflect.Type, prefix string) [][]string {
	var rows [][]string
	for _, field := range reflect.VisibleFields(t) {
		if field.Anonymous {
			continue
		}
		name := prefix + field.Name
		ft := field.Type
		if ft.Kind() == reflect.Slice && ft != reflect.TypeFor[api.Base64]() {
			name, ft = name+".N", ft.Elem()
		}
		if ft.Kind() == reflect.Pointer {
			ft = ft.Elem()
		}
		if ft.Kind() == reflect.Struct {
			rows = append(rows, fieldRows(ft, name+".")...)
			continue
		}
		required := ""
		if slices.Contains(strings.Split(field.Tag.Get("kms"), ","), "required") {
			required = "required"
		}
		rows = append(rows, []string{"  " + name, typeWord(ft), required})
	}
	return rows
}

func typeWord(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[api.Base64]():
		return "base64"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.String:
		return "text"
	}
	return "number"
}

// completeCall offers actions, then the fields of the action.
func completeCall(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var words []cobra.Completion
	if len(args) == 0 {
		for _, action := range api.Actions() {
			words = append(words, cobra.CompletionWithDesc(action.Name, action.Kind.String()))
		}
		return words, cobra.ShellCompDirectiveNoFileComp
	}
	action, err := findAction(args[0])
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, row := range fieldRows(action.Request, "") {
		name := strings.ReplaceAll(strings.TrimSpace(row[0]), ".N", ".0")
		words = append(words, cobra.CompletionWithDesc(name+"=", strings.TrimSpace(row[1]+" "+row[2])))
	}
	return words, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
