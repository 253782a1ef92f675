package lsp

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"
)

// maxQueued is how many bytes may wait for the client to read them. Above it nothing
// more is read from the client, so that it gets no answer to pile up: one that reads
// again goes on where it was.
const maxQueued = 32 << 20

// outgoing holds the frames that the client has not read yet. Whoever writes is never
// the goroutine that reads: a client that reads only after it has written all it wants
// to say would wait for ever.
type outgoing struct {
	out   io.Writer
	limit int // in bytes

	mu      sync.Mutex // guards all below
	frames  [][]byte
	queued  int // bytes in frames, and in the one that is being written
	writing bool
	err     error         // of the first write that failed: nothing is sent after it
	changed chan struct{} // closed, and made anew, when some of this has changed
	closed  chan struct{} // no one waits any longer
	end     sync.Once
	// stalled, where it is set, is told of each wait for room.
	stalled func()
}

func newOutgoing(out io.Writer) *outgoing {
	return &outgoing{out: out, limit: maxQueued, changed: make(chan struct{}), closed: make(chan struct{})}
}

// errEnded is what those get who wait when the connection ends.
var errEnded = errors.New("the connection has ended")

// room waits until there is room for another frame. A connection whose client is gone
// has room for all: nothing is kept for it.
func (o *outgoing) room(ctx context.Context) error {
	for {
		o.mu.Lock()
		full, err, changed, stalled := o.queued >= o.limit, o.err, o.changed, o.stalled
		o.mu.Unlock()
		if err != nil || !full {
			return err
		}
		if stalled != nil {
			stalled()
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return ctx.Err()
		case <-o.closed:
			return errEnded
		}
	}
}

// send takes a frame when there is room for it. It does not wait for the client.
func (o *outgoing) send(ctx context.Context, frame []byte) error {
	if err := o.room(ctx); err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return o.err
	}
	o.frames = append(o.frames, frame)
	o.queued += len(frame)
	if !o.writing {
		o.writing = true
		go o.write() // flush waits for it
	}
	return nil
}

// write writes what is queued, in one write for each frame, and ends with the last.
func (o *outgoing) write() {
	o.mu.Lock()
	defer o.mu.Unlock()
	for len(o.frames) > 0 && o.err == nil {
		frame := o.frames[0]
		o.frames[0] = nil
		o.frames = o.frames[1:]
		o.mu.Unlock()
		_, err := o.out.Write(frame)
		o.mu.Lock()
		o.queued -= len(frame)
		o.err = err
		o.tellLocked()
	}
	if o.err != nil {
		o.frames, o.queued = nil, 0
	}
	o.writing = false
	o.tellLocked()
}

func (o *outgoing) tellLocked() {
	close(o.changed)
	o.changed = make(chan struct{})
}

// close ends all waiting for room. What is queued is still written.
func (o *outgoing) close() { o.end.Do(func() { close(o.closed) }) }

// flush waits until all is written, and gives up a client that does not read.
func (o *outgoing) flush(timeout time.Duration) {
	late := time.NewTimer(timeout)
	defer late.Stop()
	for {
		o.mu.Lock()
		writing, changed := o.writing, o.changed
		o.mu.Unlock()
		if !writing {
			return
		}
		select {
		case <-changed:
		case <-late.C:
			return
		}
	}
}
