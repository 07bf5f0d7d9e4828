package main

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"miyao/api"
)

// version is what "miyao version" tells.
type version struct {
	Version  string // of the module, (devel) for a build from a work tree
	Commit   string // empty if the build does not know it
	Modified bool   // the work tree differed from the commit
	Go       string
	Platform string
	API      []api.Product
}

// buildVersion reads what the Go tool wrote into the program.
func buildVersion() version {
	v := version{Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH, API: api.Products()}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	v.Version = info.Main.Version
	for _, setting := range info.Settings {
		switch setting.Key {
		case "vcs.revision":
			v.Commit = setting.Value
		case "vcs.modified":
			v.Modified = setting.Value == "true"
		}
	}
	return v
}

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version of this program",
		Long:    "Prints the version of this program, the commit it was built from, and the versions\nof the APIs it speaks.",
		Example: "  miyao version\n  miyao version --output json",
		Args:    takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			v := buildVersion()
			products := make([]string, len(v.API))
			for i, product := range v.API {
				products[i] = product.String()
			}
			commit := v.Commit
			if v.Modified {
				commit += " with changes"
			}
			return emit(cmd, v, func(w io.Writer) error {
				return pairs(w,
					pair{"miyao", v.Version},
					pair{"Commit", commit},
					pair{"API", strings.Join(products, ", ")},
					pair{"Go", fmt.Sprintf("%s %s", v.Go, v.Platform)})
			})
		},
	}
}
