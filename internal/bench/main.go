// Command bench measures miyao against a bare net/http server.
//
// The bare server reads each request and answers as many bytes as miyao does,
// and nothing else: what it reaches on one core is what a service over net/http
// could reach on this machine at all. Both run in the same minutes, pinned to
// the same core with GOMAXPROCS=1, driven in turns by the same load generator
// on another core over 16 keep-alive connections with requests signed before.
// The ratio of the two is taken within each turn and reported as the median, so
// that it holds on a machine that is slow or shared. CPU per request is read
// from the process clocks.
//
// Five take their turns: bare, miyao with 10 keys, miyao with 100,000 keys, miyao
// with 10 keys and --audit-sync all, and miyao with 10 keys once more, of which
// the caller is one of 10,000 users under five policies each instead of root. Requests spread evenly over
// all keys. Calls that are mostly arithmetic, such as signatures, take turns with
// a process that does the arithmetic alone.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"syscall"
	"time"
)

type options struct {
	binary     string         // the miyao to measure
	dir        string         // parent of the data directories
	keys       int            // keys in the large store
	rounds     int            // turns of each server
	round      time.Duration  // length of a turn
	cases      *regexp.Regexp // names of the cases to run
	bareOnly   bool
	jsonFile   string
	cpuProfile string
	limit      time.Duration // the whole run
}

func main() {
	var o options
	pattern := flag.String("case", "", "run only cases whose name matches this `regexp`")
	quick := flag.Bool("quick", false, "a run of about 20 seconds: fewer keys, shorter turns")
	bareSize := flag.Int("bare-server", -1, "be the bare server, answering this many `bytes` (used by bench itself)")
	computes := flag.String("primitive", "", "compute the primitive with this `name` (used by bench itself)")
	flag.StringVar(&o.binary, "miyao", os.Getenv("MIYAO_BENCH_BINARY"), "`file` of the server to measure (default: build bin/miyao; also MIYAO_BENCH_BINARY)")
	flag.StringVar(&o.dir, "dir", "", "`folder` for the data directories (default: the system's temporary folder)")
	flag.IntVar(&o.keys, "keys", 0, "keys in the large store (default 100,000; with -cpuprofile in the only one, default 10);\neach takes about 12 KB of this program's memory")
	flag.IntVar(&o.rounds, "rounds", 9, "turns of each server in a case")
	flag.DurationVar(&o.round, "round", 450*time.Millisecond, "length of a turn")
	flag.BoolVar(&o.bareOnly, "bare-only", false, "drive the bare server alone, to see what the load generator can do")
	flag.StringVar(&o.jsonFile, "json", "", "write the results to this `file` too")
	flag.StringVar(&o.cpuProfile, "cpuprofile", "", "only profile the server under the chosen cases for 5 seconds, into this `file`")
	flag.DurationVar(&o.limit, "limit", 8*time.Minute, "give up after this long")
	flag.Parse()
	o.cases = regexp.MustCompile(*pattern)
	switch {
	case o.keys > 0:
	case o.cpuProfile != "":
		o.keys = fewKeys
	default:
		o.keys = 100_000
	}
	if *quick {
		o.keys, o.rounds, o.round = min(o.keys, 1000), 3, 150*time.Millisecond
	}
	var err error
	switch {
	case *bareSize >= 0:
		err = serveBare(*bareSize)
	case *computes != "":
		err = servePrimitive(*computes)
	default:
		err = run(o)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run owns every process and file of a measurement and leaves none behind.
func run(o options) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeoutCause(ctx, o.limit, errors.New("the run took longer than -limit"))
	defer cancel()
	if o.binary == "" && !o.bareOnly {
		o.binary = filepath.Join("bin", "miyao")
		progress("building %s", o.binary)
		build := exec.CommandContext(ctx, "go", "build", "-o", o.binary, "./cmd/miyao")
		build.Stdout, build.Stderr = os.Stderr, os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("build %s: %w", o.binary, err)
		}
	}
	dir, err := os.MkdirTemp(o.dir, "miyao-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	cores := runtime.NumCPU()
	if cores < 2 {
		fmt.Println("Only one core: the load generator and the servers share it, and ratios come out too high.")
	}
	if err := pinSelf(cores - 1); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	b := &bench{options: o, ctx: ctx, dir: dir}
	defer b.stopAll()
	err = b.measure()
	if cause := context.Cause(ctx); err != nil && cause != nil {
		return fmt.Errorf("%w (%w)", cause, err)
	}
	return err
}

func (b *bench) measure() error {
	var r report
	var err error
	switch {
	case b.cpuProfile != "":
		return b.profile()
	case b.bareOnly:
		r.Results, err = b.compare(nil)
	default:
		r, err = b.measureAll()
	}
	if err != nil {
		return err
	}
	r.print(os.Stdout, b.options)
	if b.jsonFile != "" {
		return r.writeJSON(b.jsonFile)
	}
	return nil
}

// progress goes to standard error, so that standard output is the report.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }
