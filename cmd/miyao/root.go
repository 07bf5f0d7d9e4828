package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"miyao/api"
	"miyao/client"
)

// The groups of the root help.
const (
	groupKeys     = "keys"
	groupData     = "data"
	groupOperator = "operator"
	groupMore     = "more"
)

const rootLong = `miyao is a self-hosted key management service that speaks the Tencent Cloud KMS
API. This one program is the server and its command line.

Start with "miyao server": it needs no flags and writes a credential to
miyao-data/credentials.env. In the same directory the client commands then work
without further settings ("miyao help connection").

KEY is everywhere the id of a key or its alias. Results go to standard output,
messages to standard error. --output json prints the response of the API.`

const rootExample = `  miyao server                                      # in one terminal
  miyao key create app                              # in another
  miyao encrypt --key app --in app.conf --out app.conf.enc
  miyao decrypt --in app.conf.enc
  miyao run --decrypt DB_PASSWORD=db.enc -- ./app   # plaintext touches no disk`

func newRootCommand() *cobra.Command {
	root := &cobra.Command{
		Use:           "miyao",
		Short:         "Self-hosted key management service that speaks the Tencent Cloud KMS API",
		Long:          rootLong,
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.AddGroup(
		&cobra.Group{ID: groupKeys, Title: "Keys:"},
		&cobra.Group{ID: groupData, Title: "Data:"},
		&cobra.Group{ID: groupOperator, Title: "Operator:"},
		&cobra.Group{ID: groupMore, Title: "More:"})
	s := newSession(root)
	inspectCommand, versionCommand := newInspectCommand(), newVersionCommand()
	inGroup(root, groupKeys, newKeyCommand(s))
	tables := newWhiteboxCommand()
	inGroup(root, groupData, newEncryptCommand(s), newDecryptCommand(s), newDatakeyCommand(s),
		newEnvelopeCommand(s), newRandomCommand(s), newRunCommand(s), inspectCommand, tables)
	operator := []*cobra.Command{newServerCommand(), newAccountCommand(), newCredentialCommand(), newPolicyCommand(),
		newConsoleCommand(), newAuditCommand(), newCACommand()}
	inGroup(root, groupOperator, operator...)
	inGroup(root, groupMore, newCallCommand(s), versionCommand)
	root.AddCommand(newConnectionTopic(), newExitCodesTopic())
	root.SetHelpCommand(newHelpCommand())
	root.SetHelpCommandGroupID(groupMore)
	root.SetCompletionCommandGroupID(groupMore)
	root.InitDefaultCompletionCmd() // now, so that it refuses shells it does not know
	root.SetUsageTemplate(usageTemplate)
	root.SetFlagErrorFunc(flagError)
	hideConnectionFlags(root, append(operator, inspectCommand, tables, versionCommand))
	return root
}

// newSession defines the flags that every client command has.
func newSession(root *cobra.Command) *session {
	s := &session{}
	flags := root.PersistentFlags()
	addChoice(root, flags, "output", outputText, "form of the result", outputText, outputJSON)
	s.language = addChoice(root, flags, "lang", "en", "language of the server's messages", "en", "zh")
	flags.StringVar(&s.envFile, "env-file", "", "`file` with the credential, one NAME=value a line; goes before the\n"+
		"environment (default $"+envFile+"; or ./"+defaultEnvFile+",\nif it exists and the environment has no credential)")
	flags.StringVar(&s.endpoint, "endpoint", "", "`URL` of the server (default $"+client.EnvEndpoint+" or "+client.DefaultEndpoint+")")
	flags.StringVar(&s.region, "region", "", "`region` of the keys (default $"+client.EnvRegion+")")
	flags.DurationVar(&s.timeout, "timeout", 30*time.Second, "how long one call may take")
	complete(root, "region", cobra.NoFileCompletions)
	complete(root, "endpoint", cobra.NoFileCompletions)
	return s
}

// connectionFlags are the persistent flags that only client commands heed.
var connectionFlags = []string{"lang", "env-file", "endpoint", "region", "timeout"}

// hideConnectionFlags keeps the help of commands that call no API to what they
// heed.
func hideConnectionFlags(root *cobra.Command, commands []*cobra.Command) {
	help := root.HelpFunc()
	for _, cmd := range commands {
		cmd.SetHelpFunc(func(c *cobra.Command, args []string) {
			for _, name := range connectionFlags {
				root.PersistentFlags().Lookup(name).Hidden = true
			}
			help(c, args)
		})
	}
}

func inGroup(root *cobra.Command, group string, commands ...*cobra.Command) {
	for _, cmd := range commands {
		cmd.GroupID = group
	}
	root.AddCommand(commands...)
}

// observe notes in ran when a command has begun, and gives commands that only
// hold others a body: help, or an error for a name they do not know. The shell
// offers no files for arguments, unless a command says so.
func observe(cmd *cobra.Command, ran *bool) {
	for _, child := range cmd.Commands() {
		observe(child, ran)
	}
	if cmd.ValidArgsFunction == nil {
		cmd.ValidArgsFunction = cobra.NoFileCompletions
	}
	if cmd.HasSubCommands() && !cmd.Runnable() {
		cmd.RunE = runGroup
		cmd.Args = cobra.ArbitraryArgs
	}
	if run := cmd.RunE; run != nil {
		cmd.RunE = func(cmd *cobra.Command, args []string) error {
			*ran = true
			return run(cmd, args)
		}
	}
}

func runGroup(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return cmd.Help()
	}
	return unknownCommand(cmd, args[0])
}

func unknownCommand(cmd *cobra.Command, name string) error {
	err := usagef("there is no command %q", strings.TrimSpace(cmd.CommandPath()+" "+name))
	if cmd.SuggestionsMinimumDistance <= 0 {
		cmd.SuggestionsMinimumDistance = 2
	}
	if similar := cmd.SuggestionsFor(name); len(similar) > 0 {
		return err.withHint("did you mean %s %s?", cmd.CommandPath(), strings.Join(similar, " or "))
	}
	for _, action := range api.Actions() {
		if strings.EqualFold(action.Name, name) {
			return err.withHint("actions of the API are sent with: miyao call %s", action.Name)
		}
	}
	return err
}

// flagError reports a flag that does not parse. After an unknown command the
// command is what is wrong, not its flags.
func flagError(cmd *cobra.Command, err error) error {
	if cmd.HasSubCommands() && cmd.Flags().NArg() > 0 {
		return unknownCommand(cmd, cmd.Flags().Arg(0))
	}
	if value, ok := errors.AsType[*pflag.InvalidValueError](err); ok && errors.As(err, new(*strconv.NumError)) {
		return usagef("--%s %s: it must be a whole number of 0 or more", value.GetFlag().Name, value.GetValue())
	}
	return usagef("%w", err)
}

// takes is the check for a command with exactly these arguments.
func takes(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) < len(names) {
			return usagef("%s is missing", names[len(args)])
		}
		if len(args) > len(names) {
			return usagef("%q is one argument too many", args[len(names)])
		}
		return nil
	}
}

// takesOne is the check for a command with one argument, which may be left out.
func takesOne(_ *cobra.Command, args []string) error {
	if len(args) > 1 {
		return usagef("%q is one argument too many", args[1])
	}
	return nil
}

// takesSome is the check for a command with one or more arguments of a kind.
func takesSome(name string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) == 0 {
			return usagef("%s is missing", name)
		}
		return nil
	}
}

// completeFiles is for commands whose arguments are files.
func completeFiles(*cobra.Command, []string, string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return nil, cobra.ShellCompDirectiveDefault
}

// newHelpCommand is cobra's help command that knows the actions of call, and
// fails for what does not exist.
func newHelpCommand() *cobra.Command {
	return &cobra.Command{
		Use:               "help [COMMAND]",
		Short:             "Help about a command or a topic",
		Long:              "Prints the help of a command or a topic, as \"miyao COMMAND --help\" does.",
		Example:           "  miyao help key create\n  miyao help exit-codes\n  miyao help call Encrypt",
		ValidArgsFunction: completeHelp,
		RunE: func(cmd *cobra.Command, args []string) error {
			target, rest, err := cmd.Root().Find(args)
			if err != nil {
				return usagef("%w", err)
			}
			target.InitDefaultHelpFlag()
			if target.Name() == "call" && len(rest) == 1 {
				return actionHelp(target, rest[0])
			}
			if len(rest) > 0 {
				return unknownCommand(target, rest[0])
			}
			return target.Help()
		},
	}
}

func completeHelp(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	var names []cobra.Completion
	if target, _, err := cmd.Root().Find(args); err == nil {
		for _, child := range target.Commands() {
			if child.IsAvailableCommand() || child.IsAdditionalHelpTopicCommand() {
				names = append(names, cobra.CompletionWithDesc(child.Name(), child.Short))
			}
		}
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

const usageTemplate = `Usage:{{if .HasAvailableSubCommands}}
  {{.CommandPath}} COMMAND{{else if .Runnable}}
  {{.UseLine}}{{end}}{{if .HasExample}}

Examples:
{{.Example}}{{end}}{{if .HasAvailableSubCommands}}{{$all := .Commands}}{{if eq (len .Groups) 0}}

Commands:{{range $all}}{{if .IsAvailableCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{else}}{{range $group := .Groups}}

{{.Title}}{{range $all}}{{if and (eq .GroupID $group.ID) (or .IsAvailableCommand (eq .Name "help"))}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{end}}{{end}}{{end}}{{if .HasAvailableLocalFlags}}

Flags:
{{.LocalFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasAvailableInheritedFlags}}

Common flags:
{{.InheritedFlags.FlagUsages | trimTrailingWhitespaces}}{{end}}{{if .HasHelpSubCommands}}

Topics:{{range .Commands}}{{if .IsAdditionalHelpTopicCommand}}
  {{rpad .Name .NamePadding}}  {{.Short}}{{end}}{{end}}{{end}}{{if .HasAvailableSubCommands}}

"{{.CommandPath}} COMMAND --help" tells more about a command.{{end}}
`

const connectionLong = `Client commands find the server and the credential through these variables:

  TENCENTCLOUD_SECRET_ID    id of the credential
  TENCENTCLOUD_SECRET_KEY   its secret
  TENCENTCLOUD_TOKEN        token, for a temporary credential
  TENCENTCLOUD_REGION       region of the keys
  MIYAO_ENDPOINT            address of the server, default http://127.0.0.1:8573
  MIYAO_CA_FILE             certificates to trust for https, in PEM ("miyao ca")
  MIYAO_ENV_FILE            a file with the variables above

They are looked up in this order:

  1. the file of --env-file or MIYAO_ENV_FILE, which has one NAME=value a line
  2. the environment
  3. miyao-data/credentials.env below the current directory, where "miyao server"
     writes the first credential. It is read only if the environment has no
     credential, and only if it belongs to you and nobody else can write it.

--endpoint and --region go before all of these. There is no flag for the secret:
arguments can be read by every user of a machine.`

func newConnectionTopic() *cobra.Command {
	return &cobra.Command{
		Use:     "connection",
		Short:   "How client commands find the server and the credential",
		Long:    connectionLong,
		Example: fmt.Sprintf("  miyao key list --env-file ./%s\n  MIYAO_ENDPOINT=https://kms.example.com miyao key list", defaultEnvFile),
	}
}
