package sink

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"miyao/internal/audit"
)

// auditFacility is "log audit" (RFC 5424, section 6.2.1, table 1).
const auditFacility = 13

// The severities in use (RFC 5424, section 6.2.1, table 2).
const (
	severityAlert   = 1 // the entry has an alarm
	severityWarning = 4 // a call was refused
	severityInfo    = 6
)

// syslogReceiver sends RFC 5424 messages over TCP (RFC 6587, octet counting) or
// TLS (RFC 5425). The message is the line of the log.
//
// Syslog has no acknowledgement. The nearest to one is that the peer's kernel
// has taken every byte: until then a batch counts as not sent. What the peer
// itself has not read when it hangs up is lost nevertheless, so a new connection
// begins with what the one before took last.
type syslogReceiver struct {
	address  string
	tls      func() (*tls.Config, error) // nil for plain TCP
	facility int
	hostname string
	process  string

	conn   *syslogConn // nil until it is needed
	recent []taken     // oldest first
	now    func() time.Time
}

// taken is a batch that the peer's kernel took.
type taken struct {
	data []byte
	at   time.Time
}

// What is sent again at the most: what a kernel keeps for a program that does
// not read, and how long a program is taken not to.
const (
	againBytes = 8 << 20
	againTime  = 30 * time.Second
)

// syslogConn is a connection of which a goroutine waits for the end.
type syslogConn struct {
	net.Conn
	tcp   *net.TCPConn // below it
	ended atomic.Pointer[error]
	done  chan struct{}
}

func openSyslog(p *place) (receiver, error) {
	facility, _ := p.number("facility", auditFacility, 0, 23)
	r := &syslogReceiver{address: p.url.Host, facility: facility, hostname: "-", process: strconv.Itoa(os.Getpid()), now: time.Now}
	if name, err := os.Hostname(); err == nil {
		r.hostname = printUSASCII(name, 255)
	}
	if p.url.Scheme == "syslog+tls" {
		if _, err := p.tlsConfig(); err != nil {
			return nil, err
		}
		r.tls = p.tlsConfig
	}
	return r, nil
}

func (r *syslogReceiver) send(ctx context.Context, lines []audit.Line) (int, error) {
	var b bytes.Buffer
	for i := range lines {
		if err := r.message(&b, &lines[i]); err != nil {
			return 0, err
		}
	}
	if r.conn != nil && r.conn.ended.Load() != nil {
		_ = r.close()
	}
	r.forget()
	if r.conn == nil {
		if err := r.begin(ctx); err != nil {
			return 0, err
		}
	}
	if len(lines) == 0 {
		return 0, nil
	}
	if err := r.deliver(ctx, b.Bytes()); err != nil {
		return 0, err
	}
	r.recent = append(r.recent, taken{b.Bytes(), r.now()})
	return 0, nil
}

// begin makes a connection and sends what the one before took last.
func (r *syslogReceiver) begin(ctx context.Context) (err error) {
	if r.conn, err = r.connect(ctx); err != nil {
		return err
	}
	for _, before := range r.recent {
		if err := r.deliver(ctx, before.data); err != nil {
			return err
		}
	}
	return nil
}

func (r *syslogReceiver) again() bool {
	r.forget()
	return len(r.recent) > 0 && (r.conn == nil || r.conn.ended.Load() != nil)
}

// forget lets go of batches that the peer has read by now.
func (r *syslogReceiver) forget() {
	size, keep := 0, len(r.recent)
	for ; keep > 0; keep-- {
		batch := r.recent[keep-1]
		if size += len(batch.data); size > againBytes || r.now().Sub(batch.at) > againTime {
			break
		}
	}
	r.recent = slices.Delete(r.recent, 0, keep)
}

// deliver ends a connection that fails: a half message may be on its way, and
// only a new one begins at its start.
func (r *syslogReceiver) deliver(ctx context.Context, data []byte) error {
	err := r.conn.deliver(ctx, data)
	if err != nil {
		_ = r.close()
	}
	return err
}

// message appends a message with its length.
func (r *syslogReceiver) message(b *bytes.Buffer, l *audit.Line) error {
	e, err := l.Entry()
	if err != nil {
		return err
	}
	severity := severityInfo
	if e.Code != "" {
		severity = severityWarning
	}
	if e.Detail[audit.AlarmDetail] != "" {
		severity = severityAlert
	}
	head := fmt.Sprintf("<%d>1 %s %s miyao %s %s - ", r.facility*8+severity,
		e.Time.UTC().Format("2006-01-02T15:04:05.000000Z"), r.hostname, r.process, printUSASCII(e.Action, 32))
	fmt.Fprintf(b, "%d %s", len(head)+len(l.Text), head)
	b.Write(l.Text)
	return nil
}

// printUSASCII makes a header field of text: "-" stands for none.
func printUSASCII(text string, most int) string {
	text = strings.Map(func(c rune) rune {
		if c < 33 || c > 126 {
			return '?'
		}
		return c
	}, text)
	if text == "" {
		return "-"
	}
	return text[:min(len(text), most)]
}

func (r *syslogReceiver) connect(ctx context.Context) (*syslogConn, error) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", r.address)
	if err != nil {
		return nil, err
	}
	c := &syslogConn{Conn: conn, tcp: conn.(*net.TCPConn), done: make(chan struct{})}
	if r.tls != nil {
		config, err := r.tls() // read again, since the files may be new
		if err == nil {
			secure := tls.Client(conn, config)
			err = secure.HandshakeContext(ctx)
			c.Conn = secure
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	go c.watch()
	return c, nil
}

// watch reads until the connection ends; a receiver has nothing to say.
func (c *syslogConn) watch() {
	defer close(c.done)
	_, err := io.Copy(io.Discard, c.Conn)
	if err == nil {
		err = errors.New("the receiver closed the connection")
	}
	c.ended.Store(&err)
}

// deliver writes and waits until the peer has everything.
func (c *syslogConn) deliver(ctx context.Context, data []byte) error {
	deadline, _ := ctx.Deadline()
	if err := c.SetWriteDeadline(deadline); err != nil {
		return err
	}
	if _, err := c.Write(data); err != nil {
		return err
	}
	for pause := time.Millisecond; ; pause = min(2*pause, 100*time.Millisecond) {
		rest, err := unacknowledged(c.tcp)
		if ended := c.ended.Load(); ended != nil {
			return *ended
		}
		if err != nil || rest == 0 {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the receiver does not take what was sent: %w", ctx.Err())
		case <-c.done:
		case <-time.After(pause):
		}
	}
}

func (r *syslogReceiver) close() error {
	if r.conn == nil {
		return nil
	}
	err := r.conn.Close()
	<-r.conn.done
	r.conn = nil
	if errors.Is(err, net.ErrClosed) || errors.Is(err, os.ErrDeadlineExceeded) {
		return nil
	}
	return err
}
