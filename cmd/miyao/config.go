package main

import (
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"miyao/internal/kms"
)

// serverConfig holds the flags of the server.
type serverConfig struct {
	configFile   string
	listen       string
	opsListen    string
	dataDir      string
	store        string
	seal         string
	region       string
	extraRegions []string
	smRegions    []string
	extraHosts   []string
	tls          *choice
	tlsCert      string
	tlsKey       string
	quota        string
	consoleURL   string
	oidc         oidcConfig
	auditSync    *choice
	auditRetain  []string
	auditArchive string
	auditSinks   []string
	logLevel     *choice
	logFormat    *choice
}

const (
	defaultListen    = "127.0.0.1:8573"
	defaultOpsListen = "127.0.0.1:8574"
	defaultDataDir   = "./miyao-data"
	defaultRegion    = "ap-guangzhou"
	off              = "off"
)

// bindServerFlags defines the flags. Each can also be set by an environment
// variable and a line of the configuration file (see settle).
func bindServerFlags(cmd *cobra.Command, c *serverConfig) {
	f := cmd.Flags()
	f.StringVar(&c.configFile, "config", "", "YAML `file` with these settings, one \"name: value\" a line")
	f.StringVar(&c.listen, "listen", defaultListen, "`address` of the API; port 0 takes a free one")
	f.StringVar(&c.opsListen, "ops-listen", defaultOpsListen, "`address` of health, metrics and profiles, or off")
	bindDataDir(cmd, &c.dataDir)
	bindStorage(cmd, &c.store, &c.seal)
	f.StringVar(&c.region, "region", defaultRegion, "`region` of requests that name none")
	f.StringSliceVar(&c.extraRegions, "extra-regions", nil, "further `regions` on offer; each has keys of its own")
	f.StringSliceVar(&c.smRegions, "sm-regions", nil, "those `regions` whose keys use SM4 unless a key asks otherwise")
	f.StringSliceVar(&c.extraHosts, "extra-hosts", nil, "further host `names` that clients may have signed, for those that\ncome through a gateway or proxy under another name")
	c.tls = addChoice(cmd, f, "tls", off, "auto makes a local CA and a certificate in the data directory;\nclients trust what \"miyao ca\" prints", off, "auto")
	f.StringVar(&c.tlsCert, "tls-cert", "", "`file` with the TLS certificate chain in PEM; read again when it changes")
	f.StringVar(&c.tlsKey, "tls-key", "", "`file` with its private key in PEM")
	f.StringVar(&c.quota, "quota", "none", "what accounts may do and have: none (no limits), cloud (those of the\ncloud service, to test throttling), or a YAML `file`")
	f.StringVar(&c.consoleURL, "console-url", "", "`URL` at which browsers reach the server, if not by --listen:\nhttps://kms.example.com")
	bindOIDC(cmd, &c.oidc)
	c.auditSync = addChoice(cmd, f, "audit-sync", "changes", "what is on stable storage in the audit log before its answer;\nthe rest is written to the file, which survives the process", "changes", "all")
	f.StringSliceVar(&c.auditRetain, "audit-retain", nil, "how much of the audit log to keep: an `age`, a size or both, such as\n90d,20GB (default all); whole segments of 16 MiB are removed")
	f.StringVar(&c.auditArchive, "audit-archive", "", "`directory` that gets what --audit-retain removes, compressed")
	f.StringSliceVar(&c.auditSinks, "audit-sinks", nil, "`URIs` of places that get every audit entry: file:/PATH,\nsyslog+tcp://, syslog+tls://, https://, otlp+http://, otlp+https://")
	c.logLevel = addChoice(cmd, f, "log-level", "info", "least level of the log", "debug", "info", "warn", "error")
	c.logFormat = addChoice(cmd, f, "log-format", "text", "form of the log on standard error", "text", "json")
}

func bindDataDir(cmd *cobra.Command, dataDir *string) {
	cmd.Flags().StringVar(dataDir, "data-dir", defaultDataDir, "`directory` of everything miyao keeps")
	_ = cmd.MarkFlagDirname("data-dir")
}

func bindStorage(cmd *cobra.Command, store, seal *string) {
	f := cmd.Flags()
	f.StringVar(store, "store", "", "`URI` of the database (default sqlite:miyao.db in the data directory)")
	f.StringVar(seal, "seal", "file:", "`URI` of what protects the root key: file:, which is root.key\nin the data directory, or file:PATH")
}

// settle completes the flags: what the command line does not set comes from
// the environment variable MIYAO_<NAME>, else from the configuration file.
func settle(cmd *cobra.Command, c *serverConfig) error {
	flags := cmd.Flags()
	if err := fromEnvironment(flags, "config"); err != nil {
		return err
	}
	file, err := readConfigFile(c.configFile)
	if err != nil {
		return err
	}
	var failures []error
	cmd.LocalFlags().VisitAll(func(flag *pflag.Flag) {
		if err := fromEnvironment(flags, flag.Name); err != nil {
			failures = append(failures, err)
		}
		value, ok := file[flag.Name]
		delete(file, flag.Name)
		if ok && value != "" && !flag.Changed { // an empty one is none
			if err := flags.Set(flag.Name, value); err != nil {
				failures = append(failures, localf("%s: %s: %w", c.configFile, flag.Name, err))
			}
		}
	})
	for name := range file {
		failures = append(failures, localf("%s: there is no setting %q", c.configFile, name).
			withHint("the settings have the names of the flags in: miyao server --help"))
	}
	if len(failures) > 0 {
		return failures[0]
	}
	return c.check()
}

// variableOf is the environment variable that stands for a flag.
func variableOf(flag string) string {
	return "MIYAO_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

func fromEnvironment(flags *pflag.FlagSet, name string) error {
	variable := variableOf(name)
	value := os.Getenv(variable) // an empty one is none
	if value == "" || flags.Changed(name) || name == "help" {
		return nil
	}
	if err := flags.Set(name, value); err != nil {
		return localf("the environment variable %s: %w", variable, err)
	}
	return nil
}

// readConfigFile reads a flat YAML mapping; a list becomes comma-separated, and the
// text of a name without a value is empty.
func readConfigFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, localf("read the configuration: %w", err)
	}
	var values map[string]any
	if err := yaml.UnmarshalWithOptions(text, &values, yaml.Strict()); err != nil {
		return nil, localf("%s is not a YAML mapping of settings: %s", path, yaml.FormatError(err, false, false))
	}
	settings := map[string]string{}
	for name, value := range values {
		list, ok := value.([]any)
		if !ok {
			list = []any{value}
		}
		var parts []string
		for _, v := range list {
			switch v := v.(type) {
			case nil:
			case map[string]any, []any:
				return nil, localf("%s: %s is neither a text nor a list of texts", path, name)
			case bool: // YAML 1.1 tools write off as false
				parts = append(parts, map[bool]string{true: "on", false: off}[v])
			default:
				parts = append(parts, fmt.Sprint(v))
			}
		}
		settings[name] = strings.Join(parts, ",")
	}
	return settings, nil
}

func (c *serverConfig) check() error {
	if (c.tlsCert == "") != (c.tlsKey == "") {
		return usagef("--tls-cert and --tls-key go together")
	}
	if c.tlsCert != "" && c.tls.value == "auto" {
		return usagef("--tls auto makes a certificate; leave --tls-cert and --tls-key out")
	}
	if c.region == "" {
		return usagef("--region must not be empty")
	}
	for _, host := range c.extraHosts {
		if u, err := url.Parse("//" + host); err != nil || host == "" || u.Host != host {
			return usagef("--extra-hosts: %q is not the name of a host, such as kms.example.com", host)
		}
	}
	if err := checkConsoleURL(c.consoleURL); err != nil {
		return err
	}
	return c.oidc.check(c.consoleURL)
}

// regions puts the default region first.
func (c *serverConfig) regions() ([]kms.Region, error) {
	var regions []kms.Region
	seen := map[string]int{}
	for _, name := range append([]string{c.region}, append(c.extraRegions, c.smRegions...)...) {
		if name == "" || strings.ContainsFunc(name, func(r rune) bool { return r != '-' && (r < 'a' || r > 'z') && (r < '0' || r > '9') }) {
			return nil, usagef("%q is not the name of a region: lower-case letters, digits and - only", name)
		}
		if _, ok := seen[name]; !ok {
			seen[name] = len(regions)
			regions = append(regions, kms.Region{Name: name})
		}
	}
	for _, name := range c.smRegions {
		regions[seen[name]].SM = true
	}
	return regions, nil
}

func (c *serverConfig) logger(cmd *cobra.Command) (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.logLevel.value)); err != nil {
		return nil, usagef("--log-level: %w", err)
	}
	options := &slog.HandlerOptions{Level: level}
	if c.logFormat.value == "json" {
		return slog.New(slog.NewJSONHandler(cmd.ErrOrStderr(), options)), nil
	}
	return slog.New(slog.NewTextHandler(cmd.ErrOrStderr(), options)), nil
}
