package lsp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"go.lsp.dev/jsonrpc2"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"

	"github.com/cdylib-ls/cdylib-ls/parse/fault"
)

// Options are what the program gives the server.
type Options struct {
	Version string
	In      io.Reader
	Out     io.Writer
	// Log takes the log as text, and Trace every message; each may be nil.
	Log, Trace io.Writer
	// Level is that of the log until the client's settings name another.
	Level slog.Level
	// CacheDir is where the rules' pages are written, so that editors can open
	// them; "" offers their addresses on the web instead.
	CacheDir string
	// Inspect describes the built library at an absolute path as text.
	Inspect func(path string) (string, error)
	// Delay is the pause after a change before all files are looked at again;
	// 0 means the default.
	Delay time.Duration
	// CargoHome and Target replace what the environment and the machine say; ""
	// leaves it to them.
	CargoHome, Target string
}

// defaultDelay keeps the work on other files out of the way of typing.
const defaultDelay = 250 * time.Millisecond

// clientTimeout is how long the server waits for answers that it can do without.
const clientTimeout = 5 * time.Second

// drainTimeout bounds how long a server waits for its goroutines at the end.
const drainTimeout = 500 * time.Millisecond

// stage is how far a connection has come.
type stage uint8

const (
	starting stage = iota // before initialize
	running
	stopping // after shutdown
)

// server is one connection.
type server struct {
	opts    Options
	conn    jsonrpc2.Conn
	stream  *stream
	ctx     context.Context // of the connection: cancelled at its end
	work    sync.WaitGroup  // all goroutines
	log     *slog.Logger
	level   *slog.LevelVar // of the log, here and at the client
	client  client         // set by initialize, then read only
	session *session
	pages   *pages
	tasks   *tasks

	// phase, and that the client said initialized, are touched by the reading
	// goroutine alone.
	phase   stage
	greeted bool

	// settingsWanted counts the reasons to ask for settings since that began.
	settingsWanted atomic.Int64
	// complained holds what was said of wrong settings, complaints how much.
	complained sync.Map
	complaints atomic.Int64

	mu    sync.Mutex // guards all below
	calls map[jsonrpc2.ID]context.CancelFunc
	open  int // requests without an answer yet
	held  int // bytes of their parameters
	asked int // requests to the client that it has not answered
}

// Serve runs a language server until the client says exit or its input ends. It
// reports whether the client said shutdown before: the exit code depends on it.
func Serve(ctx context.Context, opts Options) (orderly bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	return newServer(ctx, opts).run(cancel)
}

// run serves until the end, at which it cancels the server's context.
func (s *server) run(cancel context.CancelFunc) (orderly bool) {
	s.conn.Go(s.ctx, s.handle)
	select {
	case <-s.conn.Done():
		orderly = s.phase == stopping
	case <-s.ctx.Done():
	}
	cancel()
	_ = s.stream.Close()
	s.session.close()
	s.wait()
	s.stream.out.flush(clientTimeout)
	return orderly
}

// treeMemory is what the trees of bodies and macro arguments may take, in bytes.
const treeMemory = 12 << 20

// newServer makes a server that does nothing yet.
func newServer(ctx context.Context, opts Options) *server {
	if opts.Delay == 0 {
		opts.Delay = defaultDelay
	}
	if opts.Log == nil {
		opts.Log = io.Discard
	}
	rust.Remember(treeMemory)
	s := &server{opts: opts, ctx: ctx, level: &slog.LevelVar{}, calls: map[jsonrpc2.ID]context.CancelFunc{}}
	s.level.Set(opts.Level)
	s.log = slog.New(newLogHandler(s, opts.Log))
	s.stream = newStream(opts.In, opts.Out, newTracer(opts.Trace), func(text string) { s.log.Warn(text) })
	s.pages = newPages(opts.CacheDir)
	s.tasks = newTasks(s)
	s.session = newSession(s)
	s.conn = jsonrpc2.NewConn(s.stream)
	return s
}

// wait gives goroutines a moment to see that the connection is gone.
func (s *server) wait() {
	done := make(chan struct{})
	go func() {
		s.work.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(drainTimeout):
	}
}

// spawn runs f on a goroutine that the server waits for.
func (s *server) spawn(f func()) {
	s.work.Go(func() {
		if p := fault.Catch(f); p != nil {
			s.log.Error("internal error", "panic", p.Error(), "stack", string(p.Stack))
		}
	})
}

// notify sends a notification; one that cannot be sent is lost with the connection.
func (s *server) notify(method string, params any) {
	if err := s.conn.Notify(s.ctx, method, params); err != nil && s.ctx.Err() == nil {
		fmt.Fprintln(s.opts.Log, "cannot notify:", err)
	}
}

// maxAsked bounds the questions that wait for the client's answer.
const maxAsked = 100

// ask sends a request to the client and waits for its answer. It must not be
// called by the goroutine that reads.
func (s *server) ask(ctx context.Context, method string, params, result any) error {
	s.mu.Lock()
	if s.asked >= maxAsked {
		s.mu.Unlock()
		return errors.New("the client answers none of the questions asked before")
	}
	s.asked++
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.asked--
		s.mu.Unlock()
	}()
	_, err := s.conn.Call(ctx, method, params, result)
	return err
}
