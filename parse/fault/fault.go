// Package fault keeps a mistake of this program from taking more with it than the piece
// of work it happened in: one crate, one file, one rule, one request of an editor.
//
// Catch is the only place that recovers from a panic for that purpose. In tests it lets
// panics through, so that none goes unseen, unless the test asks with Expect.
package fault

import (
	"fmt"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"testing"
)

// Panic is a panic that was caught.
type Panic struct {
	Value any
	// Stack is where it happened, as runtime/debug prints it.
	Stack []byte
}

// Error is the value and the line of ours that it happened at.
func (p *Panic) Error() string {
	text := strings.Join(strings.Fields(fmt.Sprint(p.Value)), " ")
	if at := p.where(); at != "" {
		text += " at " + at
	}
	return text
}

// where is the innermost frame of the stack that is code of this module, as
// `folder/file.go:12`; "" if none is.
func (p *Panic) where() string {
	const module = "github.com/cdylib-ls/cdylib-ls/"
	_, below, ok := strings.Cut(string(p.Stack), "\npanic(")
	if !ok {
		return ""
	}
	lines := strings.Split(below, "\n")
	for i := 0; i+1 < len(lines); i++ {
		rest, ours := strings.CutPrefix(lines[i], module)
		if !ours || strings.HasPrefix(rest, "parse/fault.Catch") || strings.HasPrefix(rest, "parse/fault.Keep") {
			continue
		}
		slash := strings.LastIndexByte(rest, '/')
		dot := strings.IndexByte(rest[slash+1:], '.')
		if dot < 0 {
			continue
		}
		file, _, _ := strings.Cut(strings.TrimSpace(lines[i+1]), " ")
		return rest[:slash+1+dot] + file[strings.LastIndexByte(file, '/'):]
	}
	return ""
}

// Catch runs f and returns the panic that ended it, nil if it returned.
func Catch(f func()) *Panic {
	caught := Keep(f)
	if caught != nil && testing.Testing() && expected.Load() == 0 {
		panic(caught)
	}
	return caught
}

// Keep is Catch, in tests too, for callers that panic with the result themselves: a
// panic has to get from a worker to the goroutine that waits for it.
func Keep(f func()) (caught *Panic) {
	defer func() {
		if v := recover(); v != nil {
			var ok bool
			if caught, ok = v.(*Panic); !ok {
				caught = &Panic{Value: v, Stack: debug.Stack()}
			}
		}
	}()
	f()
	return nil
}

var expected atomic.Int32

// Expect makes Catch keep panics until the test ends.
func Expect(t testing.TB) {
	expected.Add(1)
	t.Cleanup(func() { expected.Add(-1) })
}
