package sink

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"miyao/internal/audit"
)

// otlpReceiver sends to an OpenTelemetry collector: OTLP/HTTP with JSON
// (opentelemetry.io/docs/specs/otlp), ExportLogsServiceRequest. The body of a
// record is the line of the log as text, so that what is provable arrives
// unchanged; what is searched for stands in attributes too.
type otlpReceiver struct {
	*poster
	resource otlpResource
	now      func() time.Time
}

func openOTLP(p *place) (receiver, error) {
	u := p.url
	u.Scheme = strings.TrimPrefix(u.Scheme, "otlp+")
	if u.Path == "" || u.Path == "/" {
		u.Path = "/v1/logs"
	}
	post, err := newPoster(p, u)
	r := &otlpReceiver{poster: post, now: time.Now}
	r.resource.text("service.name", "miyao")
	if name, err := os.Hostname(); err == nil {
		r.resource.text("host.name", name)
	}
	return r, err
}

// The JSON of opentelemetry/proto/collector/logs/v1: camelCase names, 64-bit
// numbers as text, enumerations as numbers.
type (
	otlpRequest struct {
		ResourceLogs [1]otlpResourceLogs `json:"resourceLogs"`
	}
	otlpResourceLogs struct {
		Resource  otlpResource     `json:"resource"`
		ScopeLogs [1]otlpScopeLogs `json:"scopeLogs"`
	}
	otlpScopeLogs struct {
		Scope      otlpScope    `json:"scope"`
		LogRecords []otlpRecord `json:"logRecords"`
	}
	otlpScope struct {
		Name string `json:"name"`
	}
	otlpRecord struct {
		Time         string    `json:"timeUnixNano"`
		Observed     string    `json:"observedTimeUnixNano"`
		Severity     int       `json:"severityNumber"`
		SeverityText string    `json:"severityText"`
		EventName    string    `json:"eventName"`
		Body         otlpValue `json:"body"`
		otlpResource
	}
	otlpResource struct {
		Attributes []otlpAttribute `json:"attributes"`
	}
	otlpAttribute struct {
		Key   string    `json:"key"`
		Value otlpValue `json:"value"`
	}
	otlpValue struct {
		String string `json:"stringValue,omitempty"`
		Int    string `json:"intValue,omitempty"`
	}
	otlpAnswer struct {
		PartialSuccess struct {
			Rejected otlpCount `json:"rejectedLogRecords"`
			Message  string    `json:"errorMessage"`
		} `json:"partialSuccess"`
	}
	// otlpCount is a 64-bit number, which stands as text or as a number.
	otlpCount int
)

// UnmarshalJSON reads both forms.
func (c *otlpCount) UnmarshalJSON(text []byte) error {
	n, err := strconv.Atoi(strings.Trim(string(text), `"`))
	*c = otlpCount(n)
	return err
}

func (r *otlpResource) text(key, value string) {
	if value != "" {
		r.Attributes = append(r.Attributes, otlpAttribute{key, otlpValue{String: value}})
	}
}

func (r *otlpResource) number(key string, n uint64) {
	if n != 0 {
		r.Attributes = append(r.Attributes, otlpAttribute{key, otlpValue{Int: strconv.FormatUint(n, 10)}})
	}
}

func (r *otlpReceiver) send(ctx context.Context, lines []audit.Line) (int, error) {
	logs := otlpScopeLogs{Scope: otlpScope{"miyao/audit"}}
	for i := range lines {
		record, err := r.record(&lines[i])
		if err != nil {
			return 0, err
		}
		logs.LogRecords = append(logs.LogRecords, record)
	}
	body, err := json.Marshal(otlpRequest{[1]otlpResourceLogs{{r.resource, [1]otlpScopeLogs{logs}}}})
	if err != nil {
		return 0, err
	}
	text, err := r.post(ctx, "application/json", body)
	if err != nil {
		return 0, err
	}
	var answer otlpAnswer
	if len(text) > 0 {
		if err := json.Unmarshal(text, &answer); err != nil {
			return 0, fmt.Errorf("the collector's answer is not OTLP in JSON: %w", err)
		}
	}
	// What a collector rejects must not be sent to it again (OTLP, partial
	// success).
	return min(max(0, int(answer.PartialSuccess.Rejected)), len(lines)), nil
}

func (r *otlpReceiver) record(l *audit.Line) (otlpRecord, error) {
	e, err := l.Entry()
	if err != nil {
		return otlpRecord{}, err
	}
	record := otlpRecord{
		Time: strconv.FormatInt(e.Time.UnixNano(), 10), Observed: strconv.FormatInt(r.now().UnixNano(), 10),
		Severity: 9, SeverityText: "INFO", EventName: "miyao.audit", Body: otlpValue{String: string(l.Text)},
	}
	if e.Code != "" {
		record.Severity, record.SeverityText = 13, "WARN"
	}
	if alarm := e.Detail[audit.AlarmDetail]; alarm != "" {
		record.Severity, record.SeverityText = 17, "ERROR"
		record.text("miyao.alarm", alarm)
	}
	record.number("miyao.seq", l.Seq)
	record.text("miyao.hash", l.Hash.String())
	record.text("miyao.phase", string(e.Phase))
	record.text("miyao.action", e.Action)
	record.text("miyao.request_id", e.RequestID)
	record.text("miyao.region", e.Region)
	record.number("miyao.account", e.Account)
	record.number("miyao.principal", e.Principal)
	record.text("miyao.secret_id", e.SecretID)
	record.text("miyao.resources", strings.Join(e.Resources, " "))
	record.text("error.type", e.Code)
	record.text("client.address", e.SourceIP)
	record.text("user_agent.original", e.UserAgent)
	return record, nil
}
