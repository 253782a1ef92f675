// Package trace runs a host with a small library preloaded that records what the host's
// libraries do: Linux with glibc or musl, x86-64 and AArch64. What was recorded is read
// and explained by analysis/trace.
//
// The preloaded part is C, in the folder shim: compiled once with the user's own compiler
// and kept in the cache by its content, so that it fits the C library that hosts here use.
package trace

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Options say what is run and how long.
type Options struct {
	Args           []string // the host and its arguments
	Dir            string   // working directory, "": the caller's
	Env            []string // "KEY=value"; nil: none
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	// Files are further open files of the host, from descriptor 3.
	Files []*os.File
	// Cache is the folder where the compiled parts are kept; "": they are compiled for
	// this run.
	Cache string
	// Compiler is the C compiler's command; "": cc.
	Compiler string
	// Libraries are parts of the paths of libraries that are followed even where the
	// program itself links them.
	Libraries []string
	// Timeout ends the host; 0: never.
	Timeout time.Duration
	// UntilClose ends the host once a library, of Libraries if there are any, was closed.
	UntilClose bool
	// Tool and Version stand in the document.
	Version string
	// Slots is the number of events that are kept; 0: DefaultSlots.
	Slots int
}

// DefaultSlots is how many events are kept: 16 MB.
const DefaultSlots = 1 << 15

// Failure is why nothing was traced. Code is the exit status that stands for it.
type Failure struct {
	Code int
	Err  error
}

func (f *Failure) Error() string { return f.Err.Error() }
func (f *Failure) Unwrap() error { return f.Err }

// Exit statuses, as timeout(1) and env(1) have them.
const (
	ExitTimeout     = 124
	ExitFailure     = 125 // of the tracer itself
	ExitNotRunnable = 126
	ExitNotFound    = 127
)

func failure(code int, format string, args ...any) error {
	return &Failure{code, fmt.Errorf(format, args...)}
}

// ErrUnsupported is a system that cannot be traced on.
var ErrUnsupported = errors.New("trace runs on Linux only, on x86-64 and AArch64")
