//go:build amd64 || arm64

package trace

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	format "github.com/cdylib-ls/cdylib-ls/analysis/trace"
)

const (
	ringVariable = "CDYLIB_LS_TRACE"
	grace        = 2 * time.Second // from SIGTERM to SIGKILL
	closeLook    = 20 * time.Millisecond
)

// Session is a host that is about to be traced, by whoever starts it.
type Session struct {
	host  *host
	parts *parts
	ring  *ring
	o     Options
	begin time.Time
}

// Prepare looks at the host, compiles the tracer where that is due and makes room for what
// is recorded. The caller starts Path with Environment, once, and calls Finish or Discard.
// An error is a *Failure.
func Prepare(o Options) (*Session, error) {
	if len(o.Args) == 0 {
		return nil, failure(ExitFailure, "no host to run")
	}
	dir := o.Dir
	if dir == "" {
		dir, _ = os.Getwd()
	}
	h, err := findHost(o.Args[0], dir)
	if err != nil {
		return nil, err
	}
	p, err := compile(o.Cache, o.Compiler, h.musl)
	if err != nil {
		return nil, err
	}
	ring, err := newRing(o, calibrate(p))
	if err != nil {
		p.remove()
		return nil, err
	}
	return &Session{h, p, ring, o, time.Now()}, nil
}

// Path is the program's file.
func (s *Session) Path() string { return s.host.path }

// Environment is that of Options with the tracer in it.
func (s *Session) Environment() []string {
	return environment(s.o.Env, s.host, s.parts, s.ring.path, s.host.reserve(s.o.Cache, s.o.Env))
}

// Discard gives back what Prepare took.
func (s *Session) Discard() {
	s.ring.remove()
	s.parts.remove()
}

// Finish tells what was seen of a host that has ended, and gives back what Prepare took.
// Kind is how it ended, one of the document's.
func (s *Session) Finish(kind string, state *os.ProcessState) (*format.Document, error) {
	defer s.Discard()
	doc := &format.Document{Version: format.Version, Tool: format.Tool{Name: "cdylib-ls", Version: s.o.Version}, Platform: "linux-gnu", Host: s.o.Args, Started: s.begin.UTC().Format(time.RFC3339), NotSeen: []string{}}
	if s.host.musl {
		doc.Platform = "linux-musl"
	}
	doc.End.Kind, doc.End.Seconds = kind, time.Since(s.begin).Seconds()
	ended(&doc.End, state)
	decoded, err := format.Decode(s.ring.bytes)
	if err != nil {
		return nil, failure(ExitFailure, "the host overwrote what was recorded of it: %w", err)
	}
	format.Build(decoded, doc)
	blind(doc)
	return doc, nil
}

// Run runs the host, waits for its end and tells what was seen. An error is a *Failure:
// the host was not run, or nothing could be recorded.
func Run(ctx context.Context, o Options) (*format.Document, error) {
	s, err := Prepare(o)
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(s.Path(), o.Args[1:]...)
	cmd.Args[0] = o.Args[0]
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr, cmd.Env = o.Dir, o.Stdin, o.Stdout, o.Stderr, s.Environment()
	cmd.ExtraFiles = o.Files
	s.begin = time.Now()
	if err := cmd.Start(); err != nil {
		s.Discard()
		return nil, failure(ExitNotRunnable, "%s: %w", o.Args[0], errors.Unwrap(err))
	}
	return s.Finish(s.ring.wait(ctx, cmd, o), cmd.ProcessState)
}

// ended notes how the process ended.
func ended(e *format.End, s *os.ProcessState) {
	w, ok := s.Sys().(syscall.WaitStatus)
	if !ok {
		return
	}
	e.Status = w.ExitStatus()
	if w.Signaled() {
		e.Status, e.Signal = 128+int(w.Signal()), format.SignalName(int(w.Signal()))
		if e.Kind == format.EndExited {
			e.Kind = format.EndSignal
		}
	}
	if e.Kind == format.EndTimeout {
		e.Status = ExitTimeout
	}
}

// blind says what this run could not see.
func blind(d *format.Document) {
	if len(d.Processes) == 0 {
		d.NotSeen = append(d.NotSeen, "anything: the tracer did not start in the host (it cleared its environment, or it starts programs that are static or have more rights)")
	}
	d.NotSeen = append(d.NotSeen, "children that were started with an empty environment, static programs, and programs with more rights")
	if d.Platform == "linux-musl" {
		d.NotSeen = append(d.NotSeen, "constructors, thread-local destructors and what keeps a library: with musl nothing is ever unmapped")
	}
	slices.Sort(d.NotSeen)
}

// environment adds the tracer to the host's environment, and room for reserve bytes of
// static thread-local storage.
func environment(env []string, h *host, p *parts, ring string, reserve int) []string {
	out := []string{}
	preload, audit := p.preload, p.audit
	if h.musl {
		reserve = 0
	}
	if reserve > 0 {
		out = append(out, tunables+"="+withReserve(value(env, tunables), reserve))
	}
	if h.asan != "" {
		preload = h.asan + ":" + preload
	}
	for _, kv := range env {
		key, value, _ := strings.Cut(kv, "=")
		switch {
		case key == "LD_PRELOAD" && value != "":
			preload += ":" + value
		case key == "LD_AUDIT" && value != "" && audit != "":
			audit += ":" + value
		case key == tunables && reserve > 0:
		case key != ringVariable && key != "LD_PRELOAD" && key != "LD_AUDIT":
			out = append(out, kv)
		}
	}
	out = append(out, "LD_PRELOAD="+preload, ringVariable+"="+ring)
	if audit != "" {
		out = append(out, "LD_AUDIT="+audit)
	}
	return out
}

// calibrate finds the loader's counters. Without them pins are unknown, which is said.
func calibrate(p *parts) format.Counters {
	var c format.Counters
	if p.calibrate == "" {
		return c
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.calibrate, p.empty)
	cmd.Env = []string{}
	out, err := cmd.Output()
	if err != nil {
		return c
	}
	if n, _ := fmt.Sscanf(string(out), "%d %d %d %d %s", &c.Opens, &c.ThreadLocals, &c.NoDelete, &c.NoDeleteMask, &c.Loader); n != 5 {
		return format.Counters{}
	}
	return c
}

// ring is the file that the traced processes write into.
type ring struct {
	path   string
	bytes  []byte
	remove func()
}

func newRing(o Options, c format.Counters) (*ring, error) {
	slots := o.Slots
	if slots == 0 {
		slots = DefaultSlots
	}
	f, err := os.CreateTemp("", "cdylib-ls-ring-*")
	if err != nil {
		return nil, failure(ExitFailure, "cannot make room for what is recorded: %w", err)
	}
	defer f.Close()
	size := 4096 + 512*slots
	fail := func(err error) (*ring, error) {
		os.Remove(f.Name())
		return nil, failure(ExitFailure, "cannot make room for what is recorded (%d MB in %s): %w; free some, or name another folder in TMPDIR", size>>20, filepath.Dir(f.Name()), err)
	}
	// A hole that the disk has no room for would kill the host with SIGBUS.
	if err := syscall.Fallocate(int(f.Fd()), 0, 0, int64(size)); err != nil {
		return fail(err)
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_SHARED)
	if err != nil {
		return fail(err)
	}
	r := &ring{path: f.Name(), bytes: b, remove: func() { syscall.Munmap(b); os.Remove(f.Name()) }}
	if err := format.NewRing(b, c, o.Libraries); err != nil {
		r.remove()
		return nil, &Failure{ExitFailure, err}
	}
	return r, nil
}

// wait waits for the host's end, which it may bring about, and tells why it ended.
func (r *ring) wait(ctx context.Context, cmd *exec.Cmd, o Options) string {
	done := make(chan struct{})
	go func() { cmd.Wait(); close(done) }()
	var limit, look <-chan time.Time
	var seen uint64
	if o.Timeout > 0 {
		t := time.NewTimer(o.Timeout)
		defer t.Stop()
		limit = t.C
	}
	if o.UntilClose {
		t := time.NewTicker(closeLook)
		defer t.Stop()
		look = t.C
	}
	for {
		select {
		case <-done:
			return format.EndExited
		case <-limit:
			end(cmd, done, syscall.SIGTERM)
			return format.EndTimeout
		case <-ctx.Done():
			end(cmd, done, syscall.SIGINT)
			return format.EndExited
		case <-look:
			now := format.Recorded(r.bytes)
			if now == seen {
				continue
			}
			if seen = now; format.Closed(r.bytes, o.Libraries) {
				end(cmd, done, syscall.SIGTERM)
				return format.EndClose
			}
		}
	}
}

// end asks the host to end, and kills it where it does not.
func end(cmd *exec.Cmd, done <-chan struct{}, s syscall.Signal) {
	cmd.Process.Signal(s)
	t := time.NewTimer(grace)
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
		cmd.Process.Kill()
		<-done
	}
}
