package server

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// AuditSink is how a sink of the audit log is doing.
type AuditSink struct {
	Name                           string
	Sent, Dropped, Failures, Queue uint64
	Lag                            time.Duration // age of the oldest entry that waits
	Failing                        bool          // the last attempt failed
	FailedAt                       time.Time     // of the last failure; zero if there was none
}

// auditSinks collects the sinks' numbers when they are asked for.
type auditSinks func() []AuditSink

var (
	sinkSent     = sinkDesc("sent_total", "Entries that arrived at an audit sink.")
	sinkDropped  = sinkDesc("dropped_total", "Entries that an audit sink will not get: removed by retention before they were sent, or not taken.")
	sinkFailures = sinkDesc("failures_total", "Attempts of an audit sink that failed.")
	sinkQueue    = sinkDesc("queue_entries", "Entries that wait for an audit sink.")
	sinkLag      = sinkDesc("lag_seconds", "Age of the oldest entry that waits for an audit sink.")
	sinkFailing  = sinkDesc("failing", "1 if the last attempt of an audit sink failed.")
	sinkFailedAt = sinkDesc("last_failure_timestamp_seconds", "When an audit sink failed last, 0 if never; the log tells why.")
)

func sinkDesc(name, help string) *prometheus.Desc {
	return prometheus.NewDesc("miyao_audit_sink_"+name, help, []string{"sink"}, nil)
}

// Describe implements prometheus.Collector.
func (auditSinks) Describe(descs chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sinkSent, sinkDropped, sinkFailures, sinkQueue, sinkLag, sinkFailing, sinkFailedAt} {
		descs <- d
	}
}

// Collect implements prometheus.Collector.
func (f auditSinks) Collect(values chan<- prometheus.Metric) {
	for _, s := range f() {
		value := func(d *prometheus.Desc, kind prometheus.ValueType, v float64) {
			values <- prometheus.MustNewConstMetric(d, kind, v, s.Name)
		}
		value(sinkSent, prometheus.CounterValue, float64(s.Sent))
		value(sinkDropped, prometheus.CounterValue, float64(s.Dropped))
		value(sinkFailures, prometheus.CounterValue, float64(s.Failures))
		value(sinkQueue, prometheus.GaugeValue, float64(s.Queue))
		value(sinkLag, prometheus.GaugeValue, s.Lag.Seconds())
		failing, at := 0., 0.
		if s.Failing {
			failing = 1
		}
		if !s.FailedAt.IsZero() {
			at = float64(s.FailedAt.Unix())
		}
		value(sinkFailing, prometheus.GaugeValue, failing)
		value(sinkFailedAt, prometheus.GaugeValue, at)
	}
}
