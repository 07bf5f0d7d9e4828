// Package logtest collects what tests make others log.
package logtest

import (
	"bytes"
	"sync"
)

// Text is the output of a logger that several goroutines write to. The zero
// value is empty.
type Text struct {
	mu sync.Mutex // guards b
	b  bytes.Buffer
}

// Write implements io.Writer.
func (t *Text) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

// String is all that was written.
func (t *Text) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}
