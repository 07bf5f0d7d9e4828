package server

import (
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"miyao/api"
)

// metrics counts requests by action and code. What every action needs on its
// usual way is looked up once, at start.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
	seconds  *prometheus.HistogramVec
	actions  map[string]actionMetrics
}

type actionMetrics struct {
	name     string
	answered prometheus.Counter
	seconds  prometheus.Observer
}

// unknownAction is the label of requests that name no action of the API, so
// that callers cannot invent labels.
const unknownAction = "unknown"

func newMetrics(c *Config) *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "miyao_requests_total", Help: "Requests by action and published error code; the code of a success is OK.",
		}, []string{"action", "code"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "miyao_request_seconds", Help: "Time from the end of a request's header to its answer.",
			Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5},
		}, []string{"action"}),
		actions: map[string]actionMetrics{},
	}
	m.registry.MustRegister(m.requests, m.seconds,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
		Name: "miyao_pending_delete_key_uses_total", Help: "Calls that wanted to use a key that is pending deletion, and were refused.",
	}, func() float64 { return float64(c.Service.PendingDeleteUses()) }))
	if c.AuditSinks != nil {
		m.registry.MustRegister(auditSinks(c.AuditSinks))
	}
	names := []string{unknownAction}
	for _, action := range api.Actions() {
		names = append(names, action.Name)
	}
	for _, name := range names {
		m.actions[name] = actionMetrics{name, m.requests.WithLabelValues(name, "OK"), m.seconds.WithLabelValues(name)}
	}
	return m
}

func (m *metrics) observe(action string, failure *api.Error, took time.Duration) {
	a, ok := m.actions[action]
	if !ok {
		a = m.actions[unknownAction]
	}
	a.seconds.Observe(took.Seconds())
	if failure == nil {
		a.answered.Inc()
		return
	}
	m.requests.WithLabelValues(a.name, string(failure.Code)).Inc()
}

func (m *metrics) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
}
