package audit_test

import (
	"fmt"
	"testing"

	"miyao/internal/audit"
)

// Run with -cpu 1: what counts is how many entries one core writes.

func benchOptions() audit.Options {
	o := options()
	o.SegmentBytes = 64 << 20
	return o
}

func BenchmarkAppend(b *testing.B) {
	l := open(b, b.TempDir(), benchOptions())
	e := call("8c2b8b4f-0a3c-4a8f-8f0e-7a3d0a9d7c11")
	b.ReportAllocs()
	for b.Loop() {
		if err := l.Append(e); err != nil {
			b.Fatal(err)
		}
	}
	b.StopTimer()
	closeLog(b, l)
}

func benchmarkParallel(b *testing.B, goroutines int, write func(*audit.Log, *audit.Entry) error) {
	l := open(b, b.TempDir(), benchOptions())
	b.SetParallelism(goroutines)
	b.ReportAllocs()
	b.RunParallel(func(p *testing.PB) {
		e := call("8c2b8b4f-0a3c-4a8f-8f0e-7a3d0a9d7c11")
		for p.Next() {
			if err := write(l, e); err != nil {
				b.Error(err)
			}
		}
	})
	b.StopTimer()
	closeLog(b, l)
}

func BenchmarkAppendParallel(b *testing.B) {
	for _, n := range []int{16, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkParallel(b, n, (*audit.Log).Append) })
	}
}

func BenchmarkAppendSyncParallel(b *testing.B) {
	for _, n := range []int{1, 16, 64} {
		b.Run(fmt.Sprint(n), func(b *testing.B) { benchmarkParallel(b, n, (*audit.Log).AppendSync) })
	}
}

func BenchmarkVerify(b *testing.B) {
	dir := b.TempDir()
	l := open(b, dir, benchOptions())
	const entries = 10_000
	add(b, l, numbered(entries)...)
	closeLog(b, l)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := audit.Verify(dir, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*entries), "ns/entry")
}
