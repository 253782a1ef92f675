package lsp

import (
	"fmt"
	"io"
	"sync"
	"time"
)

// direction says who sent a traced message.
type direction string

const (
	fromClient direction = "->"
	fromServer direction = "<-"
)

// tracer writes the traffic for bug reports: a line a message, with the time and
// who sent it. A nil one writes nothing.
type tracer struct {
	mu sync.Mutex
	w  io.Writer
}

func newTracer(w io.Writer) *tracer {
	if w == nil {
		return nil
	}
	return &tracer{w: w}
}

func (t *tracer) message(from direction, body []byte) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	fmt.Fprintf(t.w, "%s %s %s\n", time.Now().UTC().Format("15:04:05.000000"), from, body)
}
