package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

const (
	connections = 16
	// driveLimit ends a connection that a server no longer answers, far above
	// the time of any turn.
	driveLimit = 2 * time.Minute
)

// requests are whole HTTP requests in one piece of memory, which the garbage
// collector need not look through.
type requests struct {
	data []byte
	ends []int
}

func (r *requests) add(request []byte) {
	r.data = append(r.data, request...)
	r.ends = append(r.ends, len(r.data))
}

func (r *requests) at(i int) []byte {
	start := 0
	if i > 0 {
		start = r.ends[i-1]
	}
	return r.data[start:r.ends[i]]
}

// pool is a set of keep-alive connections to one server.
type pool struct {
	address     string
	connections []*connection
	used        time.Time
}

type connection struct {
	socket    net.Conn
	reader    *bufio.Reader
	latencies []time.Duration
}

// maxIdle is how long connections are kept without use; servers close those
// that send nothing.
const maxIdle = 2 * time.Second

// connect opens the connections, anew when they were idle for too long.
func (p *pool) connect() error {
	if len(p.connections) > 0 && time.Since(p.used) < maxIdle {
		return nil
	}
	p.close()
	for range connections {
		c, err := dial(p.address)
		if err != nil {
			return err
		}
		p.connections = append(p.connections, c)
	}
	return nil
}

func (p *pool) close() {
	for _, c := range p.connections {
		c.socket.Close()
	}
	p.connections = nil
}

func dial(address string) (*connection, error) {
	socket, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		return nil, err
	}
	c := &connection{socket: socket, reader: bufio.NewReaderSize(socket, 64<<10)}
	return c, socket.SetDeadline(time.Now().Add(driveLimit))
}

// do sends a request and returns the body of its answer, valid until the next
// call. Anything but a success is an error.
func (c *connection) do(request []byte) ([]byte, error) {
	if _, err := c.socket.Write(request); err != nil {
		return nil, err
	}
	status, err := c.reader.ReadSlice('\n')
	if err != nil {
		return nil, err
	}
	ok := bytes.HasPrefix(status, []byte("HTTP/1.1 200 "))
	length := -1
	for {
		line, err := c.reader.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if len(line) <= 2 {
			break
		}
		const name = "Content-Length: "
		if len(line) > len(name) && bytes.EqualFold(line[:len(name)], []byte(name)) {
			if length, err = strconv.Atoi(string(bytes.TrimSpace(line[len(name):]))); err != nil {
				return nil, err
			}
		}
	}
	if length < 0 {
		return nil, errors.New("the answer has no Content-Length")
	}
	body, err := c.reader.Peek(length)
	if err != nil {
		return nil, err
	}
	if !ok || bytes.Contains(body, []byte(`"Error"`)) {
		return nil, fmt.Errorf("the server answered %s", body[:min(len(body), 400)])
	}
	_, err = c.reader.Discard(length)
	return body, err
}

// each runs work for every connection at once and returns the first error.
func (p *pool) each(work func(i int, c *connection) error) error {
	if err := p.connect(); err != nil {
		return err
	}
	failures := make([]error, connections)
	var group sync.WaitGroup
	for i, c := range p.connections {
		group.Go(func() {
			if failures[i] = c.socket.SetDeadline(time.Now().Add(driveLimit)); failures[i] == nil {
				failures[i] = work(i, c)
			}
		})
	}
	group.Wait()
	p.used = time.Now()
	if i := slices.IndexFunc(failures, func(err error) bool { return err != nil }); i >= 0 {
		return failures[i]
	}
	return nil
}

// collect sends each request once and hands every answer to keep, from several
// goroutines at once.
func (p *pool) collect(r *requests, keep func(i int, body []byte) error) error {
	return p.each(func(first int, c *connection) error {
		for i := first; i < len(r.ends); i += connections {
			body, err := c.do(r.at(i))
			if err != nil {
				return err
			}
			if err := keep(i, body); err != nil {
				return err
			}
		}
		return nil
	})
}

// turn is what one server did in one turn.
type turn struct {
	Requests  int           `json:"requests"`
	PerSecond float64       `json:"per_second"`
	P50       time.Duration `json:"p50_ns"`
	P99       time.Duration `json:"p99_ns"`
	CPU       time.Duration `json:"cpu_ns_per_request"`
	LoadBusy  float64       `json:"load_generator_busy"` // share of its core
}

// drive sends the requests round and round for a time.
func (p *pool) drive(r *requests, length time.Duration) (turn, error) {
	if err := p.connect(); err != nil {
		return turn{}, err
	}
	start := time.Now()
	end := start.Add(length)
	err := p.each(func(i int, c *connection) error {
		c.latencies = c.latencies[:0]
		next := i * len(r.ends) / connections
		for sent := start; sent.Before(end); {
			sent = time.Now()
			if _, err := c.do(r.at(next)); err != nil {
				return err
			}
			c.latencies = append(c.latencies, time.Since(sent))
			if next++; next == len(r.ends) {
				next = 0
			}
		}
		return nil
	})
	if err != nil {
		return turn{}, err
	}
	elapsed := time.Since(start)
	var all []time.Duration
	for _, c := range p.connections {
		all = append(all, c.latencies...)
	}
	slices.Sort(all)
	return turn{
		Requests:  len(all),
		PerSecond: float64(len(all)) / elapsed.Seconds(),
		P50:       all[len(all)/2],
		P99:       all[len(all)*99/100],
	}, nil
}
