package probe

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/inspect"
)

// How a probe ended.
const (
	EndFine    = "fine"
	EndFailed  = "failed"  // dlopen refused it
	EndCrashed = "crashed" // a signal
	EndHung    = "hung"    // a step did not end within the time limit
	EndExited  = "exited"  // the library ended the process itself
)

// Probed is what a probe showed; its JSON is the output.
type Probed struct {
	Path   string   `json:"path"`
	Thread string   `json:"thread"`
	Calls  []string `json:"calls"`
	Reload int      `json:"reload"`

	Steps  []probeStep `json:"steps"`
	End    string      `json:"end"`            // fine, failed, crashed, hung, exited
	AtStep string      `json:"at"`             // the step that did not end well: open, call, close, thread-end, exit
	AtLoad int         `json:"reload_reached"` // loads begun
	Status int         `json:"status"`         // exit status, or 128 + signal as shells give it
	Signal string      `json:"signal"`
	Output string      `json:"output"` // the end of what the library printed

	Seen      string               `json:"seen"` // unloads, stays, crashes, or empty where dlclose was not reached
	Predicted inspect.BuiltVerdict `json:"predicted"`
	Agreement string               `json:"agreement"` // agrees, not-seen, contradicts
	Trace     probeTrace           `json:"trace"`
}

// probeStep is one thing that the child did.
type probeStep struct {
	Step   string `json:"step"`
	Symbol string `json:"symbol"`
	Load   int    `json:"load"`   // 1: the first
	Result string `json:"result"` // ok, failed, gone, mapped; crashed, hung, exited
	Detail string `json:"detail"`
}

const (
	maxOutput = 8 << 10 // bytes of the library's output that are kept
	maxSteps  = 64      // steps that are kept: the first and the last
)

// tail keeps the end of what is written to it.
type tail struct{ b []byte }

func (t *tail) Write(p []byte) (int, error) {
	t.b = append(t.b, p...)
	if len(t.b) > 2*maxOutput {
		t.b = append([]byte{}, t.b[len(t.b)-maxOutput:]...)
	}
	return len(p), nil
}

func (t *tail) String() string {
	return strings.ToValidUTF8(string(t.b[max(0, len(t.b)-maxOutput):]), "\ufffd")
}

// runChild starts the child, follows its steps and waits for its end.
func runChild(ctx context.Context, c *console.Console, f *Options, lib string) (*Probed, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("cannot start the child process: %w", err)
	}
	lines, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer lines.Close()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, self, append([]string{"--probe-child", lib, f.Thread, strconv.Itoa(f.Reload)}, f.Calls...)...)
	var out tail
	env := childEnv()
	session, seen := traceProbe(c, self, env)
	if session != nil {
		env = session.Environment()
	}
	finished := false
	defer func() {
		if session != nil && !finished {
			session.Discard()
		}
	}()
	cmd.Env, cmd.Dir, cmd.Stdout, cmd.Stderr, cmd.ExtraFiles = env, c.Dir, &out, &out, []*os.File{w}
	cmd.WaitDelay = time.Second // a grandchild may hold the pipe
	if err := cmd.Start(); err != nil {
		w.Close()
		return nil, fmt.Errorf("cannot start the child process: %w", err)
	}
	w.Close()
	r := &Probed{Steps: []probeStep{}, Trace: seen}
	stopped := make(chan struct{})
	steps := stepsOf(lines, stopped)
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	hung := r.follow(steps, ended, f.Timeout)
	if hung {
		cancel()
	}
	err = <-ended
	r.drain(steps)
	close(stopped)
	if ctx.Err() != nil && !hung {
		return nil, ctx.Err()
	}
	r.finish(err, hung, out.String())
	if session != nil {
		kind := traced.EndExited
		if hung {
			kind = traced.EndTimeout
		}
		finished = true
		r.finishTrace(func() (*traced.Document, error) { return session.Finish(kind, cmd.ProcessState) }, lib)
	}
	return r, nil
}

// stepsOf reads the lines of a pipe until its other end is closed, it is, or stopped is.
func stepsOf(lines io.Reader, stopped <-chan struct{}) <-chan string {
	steps := make(chan string)
	go func() {
		defer close(steps)
		s := bufio.NewScanner(lines)
		for s.Scan() {
			select {
			case steps <- s.Text():
			case <-stopped:
				return
			}
		}
	}()
	return steps
}

// drain notes what was written before the end and is still in the pipe.
func (r *Probed) drain(steps <-chan string) {
	for {
		select {
		case line, ok := <-steps:
			if !ok {
				return
			}
			r.note(line)
		case <-time.After(100 * time.Millisecond):
			return
		}
	}
}

// follow notes steps until the child ends or one takes longer than limit.
func (r *Probed) follow(steps <-chan string, ended chan error, limit time.Duration) (hung bool) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	for {
		select {
		case line, ok := <-steps:
			if !ok {
				select {
				case err := <-ended:
					ended <- err
					return false
				case <-timer.C:
					return true
				}
			}
			r.note(line)
			timer.Reset(limit)
		case err := <-ended:
			ended <- err // for the caller
			return false
		case <-timer.C:
			return true
		}
	}
}

// note reads a line of the child.
func (r *Probed) note(line string) {
	mark, rest, _ := strings.Cut(line, " ")
	step, rest, _ := strings.Cut(rest, " ")
	switch mark {
	case ">":
		r.AtStep = step
		if step == "open" {
			r.AtLoad++
		}
		s := probeStep{Step: step, Load: r.AtLoad}
		if step == "call" {
			s.Symbol = rest
		}
		if len(r.Steps) >= maxSteps { // the first half stays, of the rest the last
			r.Steps = append(r.Steps[:maxSteps/2], r.Steps[maxSteps/2+1:]...)
		}
		r.Steps = append(r.Steps, s)
	case "<":
		if n := len(r.Steps); n > 0 && r.Steps[n-1].Step == step {
			last := &r.Steps[n-1]
			last.Result, last.Detail, _ = strings.Cut(rest, " ")
			if step == "call" {
				last.Detail = ""
			}
		}
	}
}

// finish judges how the child ended.
func (r *Probed) finish(err error, hung bool, output string) {
	r.Output = output
	var exit *exec.ExitError
	var signal syscall.Signal
	if errors.As(err, &exit) {
		r.Status = exit.ExitCode()
		if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			signal = s.Signal()
			r.Status = 128 + int(signal)
		}
	}
	var last *probeStep
	if n := len(r.Steps); n > 0 {
		last = &r.Steps[n-1]
	}
	switch {
	case hung:
		r.End, r.Status = EndHung, 124
	case signal != 0:
		r.End, r.Signal = EndCrashed, signalName(signal)
	case r.failed():
		r.End, r.AtStep = EndFailed, "open"
	case r.AtStep != "exit" || r.Status != 0:
		r.End = EndExited
	default:
		r.End, r.AtStep = EndFine, ""
	}
	if last != nil && last.Result == "" {
		if last.Result = "ok"; r.End != EndFine && r.End != EndFailed {
			last.Result = r.End
		}
	}
}

func (r *Probed) failed() bool {
	for _, s := range r.Steps {
		if s.Step == "open" && s.Result == "failed" {
			return true
		}
	}
	return false
}

// signalName is how a shell's user knows the signal.
func signalName(s syscall.Signal) string {
	if n, ok := signalNames[s]; ok {
		return n
	}
	return s.String()
}
