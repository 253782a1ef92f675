package lab

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// traceBoth runs the hosts whose thread lives when the library is closed once more under
// the tracer: it has to see what they saw, and to say why.
func (c *unloadCase) traceBoth(t *testing.T, h hosts) {
	t.Helper()
	for name, m := range map[string]measured{"main": h.main, "outlives": h.outlives} {
		if m.status == hung {
			continue // a deadlock in dlclose is seen by --timeout alone
		}
		env := []string{}
		if c.group == sharedGroup {
			env = append(env, "LD_LIBRARY_PATH="+libdir(t))
		}
		d, o := c.underTrace(t, m.steps, env)
		// Two that crash may do so a word earlier or later: a thread runs beside the host.
		if both := m.crashed() && (measured{outcome: o}).crashed(); !both && (o.status != m.status || o.progress != m.progress) {
			t.Errorf("%s: with the tracer status %d, %q; without it %d, %q", name, o.status, o.progress, m.status, m.progress)
			continue
		}
		for _, wrong := range explained(d, c.library(), m) {
			t.Errorf("%s: %s\n%+v", name, wrong, d.End)
		}
	}
}

// underTrace runs the lab's host under the tracer.
func (c *unloadCase) underTrace(t *testing.T, steps, env []string) (*traced.Document, outcome) {
	t.Helper()
	path, err := filepath.Abs(c.library())
	if err != nil {
		t.Fatal(err)
	}
	progress, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer progress.Close()
	words := make(chan string)
	go func() { // ends with the host, which holds the other end
		b, _ := io.ReadAll(progress)
		words <- strings.TrimRight(string(b), " ")
	}()
	var stdout, stderr bytes.Buffer
	d, err := trace.Run(context.Background(), trace.Options{
		Args: append([]string{filepath.Join(work, "host"), path}, steps...), Env: append(append(os.Environ(), "RUST_BACKTRACE=0"), env...),
		Stdout: &stdout, Stderr: &stderr, Files: []*os.File{w}, Cache: filepath.Join(work, "cache"), Timeout: 4 * hangs,
	})
	w.Close()
	if err != nil {
		t.Fatal(err)
	}
	return d, outcome{<-words, d.End.Status, stdout.String(), stderr.String()}
}

// explained lists what a trace does not say of what happened.
func explained(d *traced.Document, library string, m measured) (wrong []string) {
	var seen []*traced.Library
	for i := range d.Libraries {
		if filepath.Base(d.Libraries[i].Path) == filepath.Base(library) {
			seen = append(seen, &d.Libraries[i])
		}
	}
	if len(seen) == 0 {
		return []string{"the library was not seen"}
	}
	if l := seen[len(seen)-1]; len(l.Closes) > 0 {
		last := l.Closes[len(l.Closes)-1]
		if mapped := last.State == traced.StateMapped; mapped != m.mapped() {
			wrong = append(wrong, "after dlclose "+last.State)
		}
		if m.mapped() && (len(last.Pins) == 0 || last.Pins[0].Kind == traced.PinUnknown) {
			wrong = append(wrong, "it is not said what keeps the library")
		}
	} else if strings.Contains(m.progress, "close:") && !m.crashed() { // a crash may come before the close has ended
		wrong = append(wrong, "no dlclose was seen")
	}
	if m.crashed() && !strings.Contains(d.End.Because, "lib") {
		wrong = append(wrong, "the crash is not explained: "+d.End.Because)
	}
	return wrong
}
