package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"miyao/internal/audit"
	"miyao/internal/localca"
	"miyao/internal/node"
	"miyao/internal/operator"
	"miyao/internal/server"
)

const serverLong = `Runs the service. No flag is needed: it listens on 127.0.0.1:8573 and keeps
everything in ./miyao-data. The first start makes the root key, an account and
a credential, which it writes to credentials.env there.

Each flag can also be set by an environment variable (--data-dir by
MIYAO_DATA_DIR) or a line of the file that --config names (data-dir: /srv/miyao).
The command line goes before the environment, the environment before the file.

SIGTERM and SIGINT end the server after it has answered what it has begun.`

const serverExample = `  miyao server
  miyao server --listen 0.0.0.0:8573 --tls auto --extra-hosts kms.example.com
  miyao server --config /etc/miyao.yaml --log-format json`

// heapFloor is the size of an allocation that is never touched, so it takes no
// memory, but counts as live: the collector then runs when this much garbage
// has come together, and not at every few megabytes that a small heap allows.
const heapFloor = 64 << 20

// gcPercent is how much garbage, in percent of what is live, comes together
// before a collection, which with 100,000 keys in memory is long: memory for
// time.
const gcPercent = 200

// drainTime is how long requests in flight may take after SIGTERM.
const drainTime = 20 * time.Second

func newServerCommand() *cobra.Command {
	var c serverConfig
	cmd := &cobra.Command{
		Use: "server", Short: "Run the service", Long: serverLong, Example: serverExample, Args: takes(),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := settle(cmd, &c); err != nil {
				return err
			}
			return local(runServer(cmd, &c))
		},
	}
	bindServerFlags(cmd, &c)
	return cmd
}

func runServer(cmd *cobra.Command, c *serverConfig) error {
	ctx, stop := untilTold(cmd)
	defer stop()
	if err := forbidCoreDumps(); err != nil {
		return fmt.Errorf("switch core dumps off: %w", err)
	}
	defer runtime.KeepAlive(tuneCollector())
	log, err := c.logger(cmd)
	if err != nil {
		return err
	}
	regions, err := c.regions()
	if err != nil {
		return err
	}
	retention, err := c.retention()
	if err != nil {
		return err
	}
	lock, err := node.TakeLock(c.dataDir)
	if err != nil {
		return err
	}
	at, err := c.open(log)
	if err != nil {
		return errors.Join(err, lock.Release())
	}
	defer at.close()
	n, err := node.Open(ctx, lock, node.Config{
		Store: c.store, Seal: c.seal, Regions: regions, Quotas: c.quota, AuditSyncAll: c.auditSync.value == "all",
		Endpoint: at.endpoint, CAFile: at.caFile, ConsoleURL: c.consoleURL, Logger: log,
	})
	if err != nil {
		return unlessTold(ctx, err)
	}
	err = c.run(ctx, cmd.OutOrStdout(), n, at, retention, log)
	return errors.Join(unlessTold(ctx, err), n.Close())
}

// untilTold is a context that ends when the server is told to end. A hang-up
// tells that to one in a terminal only; elsewhere it is somebody's habit, and
// there is nothing to read again. A log that nobody reads any more is no reason
// to end either.
func untilTold(cmd *cobra.Command) (context.Context, context.CancelFunc) {
	signal.Ignore(syscall.SIGPIPE, syscall.SIGHUP)
	told := []os.Signal{syscall.SIGTERM, os.Interrupt}
	if isTerminal(cmd.ErrOrStderr()) {
		told = append(told, syscall.SIGHUP)
	}
	return signal.NotifyContext(cmd.Context(), told...)
}

// unlessTold is no error if it is only that the server was told to end while it
// was starting.
func unlessTold(ctx context.Context, err error) error {
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// tuneCollector sets the garbage collector, and returns what has to live as long
// as the server. A limit from outside (GOMEMLIMIT) would count it as used.
func tuneCollector() (floor []byte) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		floor = make([]byte, heapFloor)
	}
	return floor
}

// run says how to go on and serves until ctx ends.
func (c *serverConfig) run(ctx context.Context, out io.Writer, n *node.Node, at *opened, retention audit.Retention, log *slog.Logger) error {
	sinks, err := c.sinks(n, log)
	if err != nil {
		return err
	}
	welcome(out, n, at.endpoint)
	if err := announceConsole(ctx, out, n); err != nil {
		return err
	}
	return c.serve(ctx, n, at, auditWork{retention, sinks}, log)
}

// opened is what the server listens on, and how clients reach it. All of it is
// open before the data directory is: what cannot be had is said before anything
// is made.
type opened struct {
	listener net.Listener
	ops      net.Listener // nil for --ops-listen off
	endpoint string
	caFile   string       // of --tls auto
	renew    func() error // the certificate of --tls auto; nil for others
}

func (at *opened) close() {
	at.listener.Close()
	if at.ops != nil {
		at.ops.Close()
	}
}

func (c *serverConfig) open(log *slog.Logger) (*opened, error) {
	l, err := listen("listen", c.listen, "give another address; port 0 takes a free one")
	if err != nil {
		return nil, err
	}
	at := &opened{listener: l}
	if err := c.openOps(at, log); err != nil {
		at.close()
		return nil, err
	}
	if err := c.openTLS(at, log); err != nil {
		at.close()
		return nil, err
	}
	return at, nil
}

func listen(flag, address, hint string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if failed, ok := errors.AsType[*net.OpError](err); ok {
		err = failed.Err // the rest says the address again
	}
	if err != nil {
		return nil, localf("listen on %s (--%s): %w", address, flag, err).withHint("%s", hint)
	}
	return l, nil
}

func (c *serverConfig) openOps(at *opened, log *slog.Logger) (err error) {
	if c.opsListen == off {
		return nil
	}
	if at.ops, err = listen("ops-listen", c.opsListen, "give another address, or --ops-listen off"); err != nil {
		return err
	}
	if host, _, _ := net.SplitHostPort(at.ops.Addr().String()); !net.ParseIP(host).IsLoopback() {
		log.Warn("metrics and profiles are open to the network, and ask for no credential", "ops-listen", c.opsListen)
	}
	return nil
}

// openTLS puts TLS over the listener, if it is wanted, and says what clients
// call.
func (c *serverConfig) openTLS(at *opened, log *slog.Logger) error {
	host, port, _ := net.SplitHostPort(at.listener.Addr().String())
	ip := net.ParseIP(host)
	if ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	config, err := c.tlsConfig(host, at, log)
	if err != nil {
		return err
	}
	scheme := "http://"
	if config != nil {
		scheme, at.listener = "https://", tls.NewListener(at.listener, config)
	} else if !ip.IsLoopback() {
		log.Warn("the API is open to the network without TLS: plaintext can be read on the way; use --tls auto or --tls-cert", "listen", c.listen)
	}
	at.endpoint = scheme + net.JoinHostPort(host, port)
	return nil
}

// tlsConfig is nil for plain HTTP. Of --tls auto it fills in what at has.
func (c *serverConfig) tlsConfig(host string, at *opened, log *slog.Logger) (*tls.Config, error) {
	cert, key := c.tlsCert, c.tlsKey
	if c.tls.value == "auto" {
		files := localca.In(c.dataDir)
		names := []string{host, "localhost", "127.0.0.1", "::1"}
		for _, extra := range c.extraHosts { // a name that clients sign may have a port
			if name, _, err := net.SplitHostPort(extra); err == nil {
				extra = name
			}
			names = append(names, extra)
		}
		if own, err := os.Hostname(); err == nil {
			names = append(names, own)
		}
		slices.Sort(names)
		names = slices.Compact(names)
		at.renew = func() error { return files.Ensure(names, time.Now()) }
		if err := at.renew(); err != nil {
			return nil, err
		}
		cert, key, at.caFile = files.Cert, files.Key, files.CA
		if absolute, err := filepath.Abs(at.caFile); err == nil {
			at.caFile = absolute
		}
	}
	if cert == "" {
		return nil, nil
	}
	certificate, err := server.OpenCertificate(cert, key, log)
	if err != nil {
		return nil, err
	}
	return certificate.Config(), nil
}

// serve runs all listeners and the worker until ctx ends or one of them fails,
// and waits for all.
func (c *serverConfig) serve(ctx context.Context, n *node.Node, at *opened, work auditWork, log *slog.Logger) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	s, err := c.server(ctx, n, work, log)
	if err != nil {
		return err
	}
	control, err := operator.Listen(n.DataDir)
	if err != nil {
		return fmt.Errorf("open the control socket: %w", err)
	}
	defer control.Close()
	var running sync.WaitGroup
	failures := make(chan error, 3)
	run := func(fn func() error) {
		running.Go(func() {
			if err := fn(); err != nil {
				failures <- err
				stop()
			}
		})
	}
	if at.ops != nil {
		run(func() error { return s.ServeOps(ctx, at.ops, n.Ready) })
	}
	run(func() error { return serveControl(ctx, control, n) })
	run(func() error { n.Service.Run(ctx); return nil })
	run(func() error { work.run(ctx, n.Audit); return nil })
	if at.renew != nil {
		run(func() error { keepRenewed(ctx, at.renew, log); return nil })
	}
	run(func() error { return s.Serve(ctx, at.listener, drainTime) })
	running.Wait()
	select {
	case err := <-failures:
		return err
	default:
		return nil
	}
}

// server is the handler of the main listener.
func (c *serverConfig) server(ctx context.Context, n *node.Node, work auditWork, log *slog.Logger) (*server.Server, error) {
	page, err := c.console(ctx, n, log)
	if err != nil {
		return nil, err
	}
	return server.New(server.Config{
		Service: n.Service, Directory: n.Directory, ExtraHosts: c.extraHosts, Console: page,
		AuditSinks: work.states, Logger: log,
	}), nil
}

// keepRenewed makes the certificate of --tls auto anew before it ends; the
// listener reads the files again when they change.
func keepRenewed(ctx context.Context, renew func() error, log *slog.Logger) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(12 * time.Hour):
		}
		if err := renew(); err != nil {
			log.Error("the certificate of --tls auto could not be renewed; it will be tried again", "error", err)
		}
	}
}

func serveControl(ctx context.Context, l net.Listener, n *node.Node) error {
	h := &http.Server{Handler: operator.Handler(n.Operator()), ReadHeaderTimeout: time.Second}
	defer context.AfterFunc(ctx, func() { _ = h.Close() })()
	if err := h.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
