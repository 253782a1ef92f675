package lsp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// deaf is a client that never reads, until it is told to. It tells when it hears the
// answer to its last request.
type deaf struct {
	hears chan struct{}
	bye   chan struct{}
	heard bytes.Buffer
}

func (d *deaf) Write(p []byte) (int, error) {
	<-d.hears
	if bytes.Contains(p, []byte(`"id":"bye"`)) {
		close(d.bye)
	}
	return d.heard.Write(p)
}

// talker is its voice: first what opens the session, then messages of one kind until
// the server has taken enough of them, at last a request that is answered.
type talker struct {
	next   func(n int) string
	enough chan struct{} // closed by it: so many were taken
	last   chan struct{} // closed by the test: time for the last request
	bye    chan struct{}
	taken  int
	rest   []byte
}

// enough is how many messages of a kind a deaf client sends that makes the server say
// little: it may take them all.
const enough = 5_000

func (c *talker) Read(p []byte) (int, error) {
	if len(c.rest) == 0 {
		body := ""
		select {
		case <-c.last:
			if c.taken < 0 {
				<-c.bye
				return 0, io.EOF
			}
			c.taken, body = -1, `{"jsonrpc":"2.0","id":"bye","method":"shutdown"}`
		default:
			if c.taken == enough {
				close(c.enough)
				<-c.last
			}
			body = c.next(c.taken)
			c.taken++
		}
		c.rest = fmt.Appendf(nil, "Content-Length: %d\r\n\r\n%s", len(body), body)
	}
	n := copy(p, c.rest)
	c.rest = c.rest[n:]
	return n, nil
}

// TestDeafClient talks without end to a server and reads nothing, in every kind of
// message that it answers or that makes it speak. It stops taking messages while what
// waits for the client is small, and goes on when the client reads at last.
func TestDeafClient(t *testing.T) {
	dir := crate(t, plugin())
	uri := string(uriOf(filepath.Join(dir, "src", "lib.rs")))
	long := strings.Repeat("x", 10<<10)
	request := func(method, params string) func(int) string {
		return func(n int) string {
			return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, n, method, params)
		}
	}
	at := `{"textDocument":{"uri":"` + uri + `"},"position":{"line":3,"character":4}}`
	for name, next := range map[string]func(int) string{
		"unknown methods":  request(long, "{}"),
		"hovers":           request("textDocument/hover", at),
		"symbols":          request("textDocument/documentSymbol", at),
		"diagnostics":      request("textDocument/diagnostic", at),
		"bad parameters":   request("textDocument/hover", `"`+long+`"`),
		"the rules' pages": request("workspace/executeCommand", `{"command":"`+explainRule+`","arguments":["stdio-in-ctor"]}`),
		"large parameters": request("textDocument/hover", at[:len(at)-1]+`,"x":"`+strings.Repeat("x", 256<<10)+`"}`),
		"no JSON":          func(int) string { return "{" + long },
		"settings": func(n int) string {
			return fmt.Sprintf(`{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"unknown%d":1}}}`, n)
		},
		"another initialized": func(int) string { return `{"jsonrpc":"2.0","method":"initialized","params":{}}` },
		"edits": func(n int) string {
			if n == 2 {
				return `{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"` + uri + `","version":1,"text":"","languageId":"rust"}}}`
			}
			return fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"%s","version":%d},"contentChanges":[{"text":"#[ctor::ctor] fn f%d() { println!(); }"}]}}`, uri, n, n)
		},
	} {
		t.Run(name, func(t *testing.T) { talk(t, dir, next) })
	}
}

func talk(t *testing.T, dir string, next func(int) string) {
	client := &deaf{hears: make(chan struct{}), bye: make(chan struct{})}
	voice := &talker{enough: make(chan struct{}), last: make(chan struct{}), bye: client.bye}
	voice.next = func(n int) string {
		switch n {
		case 0:
			return `{"jsonrpc":"2.0","id":"hello","method":"initialize","params":{"rootUri":"` + string(uriOf(dir)) + `","capabilities":{"workspace":{"configuration":true},"window":{"showDocument":{"support":true},"workDoneProgress":true}}}}`
		case 1:
			return `{"jsonrpc":"2.0","method":"initialized","params":{}}`
		}
		return next(n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := newServer(ctx, Options{In: voice, Out: client, CacheDir: t.TempDir(), CargoHome: "/nowhere", Target: "x86_64-unknown-linux-gnu"})
	s.stream.out.limit = 16 << 10
	waits := make(chan struct{}, 1)
	s.stream.out.stalled = func() {
		select {
		case waits <- struct{}{}:
		default:
		}
	}
	before := runtime.NumGoroutine()
	ended := make(chan struct{})
	go func() {
		s.run(cancel)
		close(ended)
	}()
	select {
	case <-waits:
	case <-voice.enough:
	}
	o := s.stream.out
	o.mu.Lock()
	queued := o.queued
	o.mu.Unlock()
	s.mu.Lock()
	open, held, asked := s.open, s.held, s.asked
	s.mu.Unlock()
	const frame = 32 << 10 // no message of these is larger
	if queued > o.limit+frame {
		t.Errorf("%d bytes wait for a client that does not read", queued)
	}
	if open > maxOpen || held > maxParams || asked > maxAsked {
		t.Errorf("%d requests with %d bytes are open, %d are asked", open, held, asked)
	}
	if n := runtime.NumGoroutine() - before; n > maxOpen+maxAsked+20 {
		t.Errorf("%d goroutines", n)
	}
	close(voice.last)
	close(client.hears)
	<-ended
	if !bytes.Contains(client.heard.Bytes(), []byte(`"id":"hello"`)) {
		t.Errorf("the client heard %.200q", client.heard.Bytes())
	}
}

// TestOutgoingFails checks that nothing is kept for a client that is gone, and that
// those who wait end with the connection.
func TestOutgoingFails(t *testing.T) {
	r, w := io.Pipe()
	o := newOutgoing(w)
	o.limit = 10
	stalled := make(chan struct{}, 1)
	o.stalled = func() { stalled <- struct{}{} }
	if err := o.send(t.Context(), make([]byte, 100)); err != nil {
		t.Fatal(err)
	}
	second := make(chan error)
	go func() { second <- o.send(t.Context(), make([]byte, 100)) }()
	<-stalled
	r.CloseWithError(errors.New("gone"))
	if err := <-second; err == nil || o.queued != 0 {
		t.Errorf("%v with %d bytes kept", err, o.queued)
	}
	o = newOutgoing(&deaf{hears: make(chan struct{})})
	o.limit = 10
	o.stalled = func() { stalled <- struct{}{} }
	_ = o.send(t.Context(), make([]byte, 100))
	go func() { second <- o.send(t.Context(), make([]byte, 100)) }()
	<-stalled
	o.close()
	if err := <-second; !errors.Is(err, errEnded) {
		t.Error(err)
	}
}
