package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"text/tabwriter"
	"time"
)

// report is what a run found out; durations are nanoseconds in its JSON.
type report struct {
	Results    []result          `json:"results"`
	Primitives []primitiveResult `json:"primitives,omitzero"`
	IdleKB     int               `json:"idle_memory_kb,omitzero"`
	LoadedKB   int               `json:"memory_after_load_kb,omitzero"`
	StartUp    []startUp         `json:"start_up,omitzero"`
	Goals      []goal            `json:"goals,omitzero"`
}

type startUp struct {
	Server string          `json:"server"`
	Times  []time.Duration `json:"times_ns"`
	Tail   int64           `json:"last_audit_segment_bytes"`
}

// result is one server in one case: medians over its turns.
type result struct {
	Case      string        `json:"case"`
	Server    string        `json:"server"`
	PerSecond float64       `json:"per_second"`
	P50       time.Duration `json:"p50_ns"`
	P99       time.Duration `json:"p99_ns"`
	CPU       time.Duration `json:"cpu_ns_per_request"`
	LoadBusy  float64       `json:"load_generator_busy"`
	Bare      spread        `json:"ratio_to_bare"`     // of throughput, turn by turn
	Few       spread        `json:"ratio_to_few_keys"` // the same, to miyao with few keys
	Turns     []turn        `json:"turns"`
	goal      float64       // of Bare; 0 for none
	place     int           // in the order of turns
}

// Places of the servers in a case.
const (
	placeBare = iota
	placeFew
	placeMany
	placeSynced
	placeUser
)

// within is how near many keys, and a user with policies, have to come to the
// figures of few keys and the root account.
const within = 0.9

type spread struct {
	Median float64 `json:"median"`
	Min    float64 `json:"min"`
	Max    float64 `json:"max"`
}

type goal struct {
	Name  string `json:"name"`
	Want  string `json:"want"`
	Value string `json:"value"`
	Met   bool   `json:"met"`
}

// newResult sums up the target at a place.
func newResult(c benchCase, place int, all []*target) result {
	t := all[place]
	r := result{Case: c.name, Server: t.name, Turns: t.turns, place: place}
	switch place {
	case placeFew:
		r.goal = c.goal
	case placeMany:
		r.goal = within * c.goal
	}
	r.PerSecond = median(t.turns, func(t turn) float64 { return t.PerSecond })
	r.P50 = median(t.turns, func(t turn) time.Duration { return t.P50 })
	r.P99 = median(t.turns, func(t turn) time.Duration { return t.P99 })
	r.CPU = median(t.turns, func(t turn) time.Duration { return t.CPU })
	r.LoadBusy = median(t.turns, func(t turn) float64 { return t.LoadBusy })
	r.Bare = ratio(t.turns, all[placeBare].turns)
	if len(all) > placeFew {
		r.Few = ratio(t.turns, all[placeFew].turns)
	}
	return r
}

func median[T any, N cmp.Ordered](values []T, of func(T) N) N {
	sorted := make([]N, len(values))
	for i, v := range values {
		sorted[i] = of(v)
	}
	slices.Sort(sorted)
	return sorted[len(sorted)/2]
}

// ratio compares the turns of the same rounds.
func ratio(a, b []turn) spread {
	ratios := make([]float64, len(a))
	for i := range a {
		ratios[i] = a[i].PerSecond / b[i].PerSecond
	}
	return spread{
		Median: median(ratios, func(f float64) float64 { return f }),
		Min:    slices.Min(ratios),
		Max:    slices.Max(ratios),
	}
}

func (r *report) print(w io.Writer, o options) {
	fmt.Fprintf(w, "%d connections, one core for the servers, %d turns of %s each; medians of the turns\n\n", connections, o.rounds, o.round)
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "case\tserver\trequests/s\tp50 µs\tp99 µs\tCPU µs/request\tof bare\t(min..max)\tgoal\tload generator busy\t")
	for _, x := range r.Results {
		goal := ""
		if x.goal > 0 {
			goal = fmt.Sprintf("%.3g", x.goal)
		}
		fmt.Fprintf(table, "%s\t%s\t%.0f\t%.0f\t%.0f\t%.1f\t%.3f\t(%.3f..%.3f)\t%s\t%.0f %%\t\n", x.Case, x.Server, x.PerSecond,
			micros(x.P50), micros(x.P99), micros(x.CPU), x.Bare.Median, x.Bare.Min, x.Bare.Max, goal, 100*x.LoadBusy)
	}
	table.Flush()
	if len(r.Primitives) > 0 {
		fmt.Fprintln(w)
		table = tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(table, "primitive\talone µs\tin a request µs\tadded µs\t")
		for _, x := range r.Primitives {
			fmt.Fprintf(table, "%s\t%.1f\t%.1f\t%.1f\t\n", x.Name, micros(x.Bare), micros(x.CPU), micros(x.Added))
		}
		table.Flush()
	}
	if len(r.StartUp) == 0 {
		return
	}
	r.judge()
	fmt.Fprintf(w, "\nResident memory with the large store after the load: %d MB\n\n", r.LoadedKB/1024)
	table = tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "goal\twanted\tmeasured\t")
	for _, g := range r.Goals {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", g.Name, g.Want, g.Value, map[bool]string{true: "met", false: "MISSED"}[g.Met])
	}
	table.Flush()
}

// judge compares the figures with the goals. With --audit-sync all a call waits
// for the disk; that is reported and has no goal.
func (r *report) judge() {
	for _, x := range r.Results {
		if x.goal > 0 {
			r.addRatio(fmt.Sprintf("%s, %s, of bare", x.Case, x.Server), x.goal, x.Bare.Median)
		}
		switch x.place {
		case placeFew:
			tail := float64(x.P99) / float64(x.P50)
			r.add(x.Case+" p99/p50", "< 5", fmt.Sprintf("%.1f", tail), tail < 5)
		case placeMany:
			r.addRatio(fmt.Sprintf("%s, %s to %d", x.Case, x.Server, fewKeys), within, x.Few.Median)
		case placeUser:
			r.addRatio(x.Case+", user to root", within, x.Few.Median)
		}
	}
	for _, x := range r.Primitives {
		want, got, met := x.met()
		r.add(x.Name+", added to the primitive", want, got, met)
	}
	r.add("idle memory", "< 40 MB", fmt.Sprintf("%.1f MB", float64(r.IdleKB)/1024), r.IdleKB < 40*1024)
	for _, s := range r.StartUp {
		middle := median(s.Times, func(d time.Duration) time.Duration { return d })
		value := fmt.Sprintf("%.0f ms (%.0f..%.0f)", millis(middle), millis(slices.Min(s.Times)), millis(slices.Max(s.Times)))
		name := fmt.Sprintf("start to first Encrypt, %s, %d MB in the last audit segment", s.Server, s.Tail>>20)
		r.add(name, "< 150 ms", value, middle < 150*time.Millisecond)
	}
}

func (r *report) addRatio(name string, goal, measured float64) {
	r.add(name, fmt.Sprintf(">= %.3g", goal), fmt.Sprintf("%.3f", measured), measured >= goal)
}

func (r *report) add(name, want, value string, met bool) {
	r.Goals = append(r.Goals, goal{name, want, value, met})
}

func (r *report) writeJSON(file string) error {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(data, '\n'), 0o644)
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }
func millis(d time.Duration) float64 { return float64(d) / 1e6 }
