package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"

	"github.com/spf13/cobra"

	"miyao/internal/console"
	"miyao/internal/node"
	"miyao/internal/operator"
)

func newConsoleCommand() *cobra.Command {
	var at place
	group := &cobra.Command{Use: "console", Short: "Let root sign in to the console"}
	link := &cobra.Command{
		Use: "link", Short: "Make a link by which a browser sets root's password", Args: takes(),
		Long: "Prints a link that opens the console and sets root's password there. It is valid\n" +
			"once, for 24 hours, and takes the place of the link before. It is also the way\n" +
			"back in for who lost the password or the one-time codes: both are set anew. Who\n" +
			"can read and write the data directory may use this, with and without a running\n" +
			"server.",
		Example: "  miyao console link --data-dir /var/lib/miyao",
		RunE: func(cmd *cobra.Command, _ []string) error {
			var l operator.ConsoleLink
			if err := control(cmd, &at, http.MethodPost, "/console/link", "", &l); err != nil {
				return err
			}
			return emit(cmd, l, func(w io.Writer) error {
				_, err := fmt.Fprintln(w, l.URL)
				return err
			})
		},
	}
	at.bind(link)
	group.AddCommand(link)
	return group
}

// checkConsoleURL accepts scheme, host and port and nothing more.
func checkConsoleURL(text string) error {
	if text == "" {
		return nil
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.Scheme+"://"+u.Host != text {
		return usagef("--console-url %q is not of the form https://kms.example.com", text)
	}
	return nil
}

// console makes the handler of what is below /console.
func (c *serverConfig) console(ctx context.Context, n *node.Node, log *slog.Logger) (http.Handler, error) {
	regions, err := c.regions()
	if err != nil {
		return nil, err
	}
	slots, err := n.Slots(ctx)
	if err != nil {
		return nil, err
	}
	var shown []console.Slot
	for _, slot := range slots {
		shown = append(shown, console.Slot(slot))
	}
	return console.New(console.Config{
		Service: n.Service, Directory: n.Directory, SignIns: n.SignIns, Audit: n.Audit,
		Regions: regions, URL: c.consoleURL, OIDC: c.oidc.provider(), Version: buildVersion().Version, Slots: shown, Logger: log,
	})
}

// announceConsole says where the console is and, while root has no password,
// how to set it. A link that was made before stays valid.
func announceConsole(ctx context.Context, w io.Writer, n *node.Node) error {
	setup, err := n.SignIns.Setup(ctx)
	if err != nil {
		return err
	}
	text := fmt.Sprintf("\nThe console is at %s%s/\n", n.ConsoleURL, console.Prefix)
	switch {
	case !setup.NeedsPassword:
	case !setup.Link.IsZero():
		text += "Its root has no password yet: use the link that was made before, or make one with\n  miyao console link\n"
	default:
		link, err := n.Operator().CreateConsoleLink(ctx)
		if err != nil {
			return err
		}
		text += "Its root has no password yet: set it by this link, once and within 24 hours:\n  " + link.URL + "\n"
	}
	_, _ = io.WriteString(w, text)
	return nil
}
