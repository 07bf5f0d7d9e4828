package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/term"
)

// The values of --output.
const (
	outputText = "text"
	outputJSON = "json"
)

// wantsJSON tells whether --output json was given to a command.
func wantsJSON(cmd *cobra.Command) bool {
	flag := cmd.Flag("output")
	return flag != nil && flag.Value.String() == outputJSON
}

// emit prints a result: v as JSON, or what text writes. Nothing is printed if
// text gives an error.
func emit(cmd *cobra.Command, v any, text func(w io.Writer) error) error {
	if wantsJSON(cmd) {
		return emitJSON(cmd, v)
	}
	var b bytes.Buffer
	if err := text(&b); err != nil {
		return err
	}
	return write(cmd.OutOrStdout(), b.Bytes())
}

// emitJSON prints v as indented JSON.
func emitJSON(cmd *cobra.Command, v any) error {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(v); err != nil {
		return fmt.Errorf("encode the result: %w", err)
	}
	return write(cmd.OutOrStdout(), b.Bytes())
}

// write is a Write whose error is one of this machine.
func write(w io.Writer, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return localf("write the result: %w", err)
	}
	return nil
}

// emitData prints data to standard output as it is. On a terminal a newline is
// added, and what would not show as text is refused.
func emitData(cmd *cobra.Command, data []byte) error {
	if isTerminal(cmd.OutOrStdout()) {
		if !isText(data) {
			return localf("the result is binary and standard output is a terminal").
				withHint("send it to a file with --out, or to a pipe")
		}
		if !bytes.HasSuffix(data, []byte("\n")) {
			data = append(bytes.Clone(data), '\n')
		}
	}
	return write(cmd.OutOrStdout(), data)
}

// without returns the members of a response as JSON has them, less those
// named: what went to a file is not printed again.
func without(response any, names ...string) map[string]any {
	members := map[string]any{}
	v := reflect.ValueOf(response).Elem()
	for _, field := range reflect.VisibleFields(v.Type()) {
		value := v.FieldByIndex(field.Index)
		omitted := strings.Contains(field.Tag.Get("json"), "omitzero") && value.IsZero()
		if !field.Anonymous && !omitted {
			members[field.Name] = value.Interface()
		}
	}
	for _, name := range names {
		delete(members, name)
	}
	return members
}

// table writes rows in aligned columns, below the header if there is one.
func table(w io.Writer, header []string, rows [][]string) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	if header != nil {
		rows = slices.Insert(slices.Clone(rows), 0, header)
	}
	for _, row := range rows {
		var line []string
		for _, cell := range row {
			line = append(line, printable(cell))
		}
		fmt.Fprintln(tw, strings.TrimRight(strings.Join(line, "\t"), "\t"))
	}
	return tw.Flush()
}

// pair is one line "Name: value".
type pair struct{ name, value string }

// pairs writes lines "Name:  value" with the values aligned. Empty values are
// left out.
func pairs(w io.Writer, lines ...pair) error {
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, line := range lines {
		if line.value != "" {
			fmt.Fprintf(tw, "%s:\t%s\n", line.name, printable(line.value))
		}
	}
	return tw.Flush()
}

// when shows a time of the API, Unix seconds; 0 is none.
func when(seconds uint64) string {
	if seconds == 0 {
		return ""
	}
	return localTime(time.Unix(int64(seconds), 0))
}

// localTime shows a time with its zone; the zero one is empty.
func localTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05 -07:00")
}

// printable shows text on one line: what a terminal would act on is escaped.
func printable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if unicode.IsPrint(r) {
			b.WriteRune(r)
		} else {
			quoted := strconv.QuoteRune(r)
			b.WriteString(quoted[1 : len(quoted)-1])
		}
	}
	return b.String()
}

// isText tells whether a terminal would only show the data.
func isText(data []byte) bool {
	return utf8.Valid(data) && bytes.IndexFunc(data, func(r rune) bool {
		return !unicode.IsPrint(r) && r != '\n' && r != '\t' && r != '\r'
	}) < 0
}

// isTerminal tells whether a standard stream is a terminal.
func isTerminal(stream any) bool {
	file, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(file.Fd()))
}

// choice is a flag that takes one of a few words, in any case.
type choice struct {
	value   string
	allowed []string
}

func (c *choice) String() string { return c.value }
func (c *choice) Type() string   { return strings.Join(c.allowed, "|") }

func (c *choice) Set(text string) error {
	for _, word := range c.allowed {
		if strings.EqualFold(word, text) {
			c.value = word
			return nil
		}
	}
	return fmt.Errorf("it must be one of %s", strings.Join(c.allowed, ", "))
}

// addChoice defines a flag of a command that takes one of a few words, with
// completion. The empty initial value means not given.
func addChoice(cmd *cobra.Command, flags *pflag.FlagSet, name, initial, usage string, allowed ...string) *choice {
	c := &choice{initial, allowed}
	flags.Var(c, name, usage)
	complete(cmd, name, cobra.FixedCompletions(allowed, cobra.ShellCompDirectiveNoFileComp))
	return c
}

// complete sets the completion of a flag, which must exist.
func complete(cmd *cobra.Command, flag string, f cobra.CompletionFunc) {
	if err := cmd.RegisterFlagCompletionFunc(flag, f); err != nil {
		panic(err) // the flag is not defined, or twice: a mistake in this program
	}
}

// require makes a flag, which must exist, one that has to be given.
func require(cmd *cobra.Command, flag string) {
	if err := cmd.MarkFlagRequired(flag); err != nil {
		panic(err) // the flag is not defined: a mistake in this program
	}
}
