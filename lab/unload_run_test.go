package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

// measured is what one host showed of a library.
type measured struct {
	steps []string
	outcome
}

// The three hosts: the thread that called the library is the main one, one that
// has ended when the library is closed, and one that ends afterwards.
type hosts struct{ main, ended, outlives measured }

func (c *unloadCase) measure(t *testing.T) hosts {
	after := []string{}
	if c.wait {
		after = append(after, "wait", "wait", "wait")
	}
	if c.signal {
		after = append(after, "raise")
	}
	closing := "close"
	if c.closer {
		closing = "thread-close"
	}
	h := hosts{main: c.host(t, hangs, slices.Concat([]string{"open", "call", closing}, after))}
	timeout := hangs
	if h.main.status == hung {
		timeout = time.Second // it hangs again
	}
	h.ended = c.host(t, timeout, slices.Concat([]string{"open", "thread-call", "thread-end", "close"}, after))
	h.outlives = c.host(t, timeout, slices.Concat([]string{"open", "thread-call", "close"}, after, []string{"thread-end"}))
	return h
}

func (c *unloadCase) host(t *testing.T, timeout time.Duration, steps []string) measured {
	t.Helper()
	path, err := filepath.Abs(c.library())
	if err != nil {
		t.Fatal(err)
	}
	r := run{args: append([]string{filepath.Join(work, "host"), path}, steps...), timeout: timeout}
	if c.group == sharedGroup {
		r.env = append(r.env, "LD_LIBRARY_PATH="+libdir(t))
	}
	return measured{steps, r.start(t)}
}

// libdir is where the toolchain keeps the shared libstd.
func libdir(t *testing.T) string {
	t.Helper()
	cmd := exec.Command("rustc", "--print", "target-libdir")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// mapped reports that the code was there after dlclose.
func (m measured) mapped() bool { return strings.Contains(m.progress, "close:mapped") }

// crashed reports a jump into code that is gone.
func (m measured) crashed() bool {
	return slices.Contains([]int{segfault, 128 + int(syscall.SIGILL), 128 + int(syscall.SIGBUS)}, m.status)
}

// words of the library that came before dlclose was over, and after.
func (m measured) beforeClose(word string) bool {
	at := strings.Index(m.progress, word)
	end := strings.Index(m.progress, "close:")
	return at >= 0 && (end < 0 || at < end)
}

// String is a cell of the table in README.md.
func (m measured) String() string {
	out := "unmapped"
	if m.mapped() {
		out = "stays"
	}
	switch {
	case m.status == fine:
		return out
	case m.status == hung:
		return "deadlock at " + m.diedAt()
	case m.crashed():
		return out + ", crash at " + m.diedAt()
	}
	return fmt.Sprintf("%s, status %d at %s", out, m.status, m.diedAt())
}

// diedAt names the step after the last that was reported.
func (m measured) diedAt() string {
	rest := " " + m.progress
	for i, step := range m.steps {
		word := " " + step
		if step == "close" {
			word = " close:"
		}
		if _, after, ok := strings.Cut(rest, word); ok {
			rest = after
			continue
		}
		switch {
		case step == "wait", step == "close" && slices.Contains(m.steps[i:], "wait") && m.status != hung:
			return "once" // the thread need not wait for the host's next word
		case step == "thread-end":
			return "the thread's end"
		case step == "raise":
			return "the signal"
		case step == "close":
			return "`dlclose`"
		case step == "thread-close":
			return "the end of the thread that closed it"
		}
		return step
	}
	return "exit"
}
