//go:build linux

package hosts

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	traced "github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/trace"
)

// host is a program under test and the row that it is held against.
type host struct {
	id      string // of the row
	program string
	file    string // what the host wants the library to be called
	user    string // who runs it, "": who runs the test
	ways    []way
	// measured are the facts that this program can show; the rest is its users' choice.
	measured []string
	closer   string // "main" or "other": the thread that closes, "" if nothing is closed
	thread   string // in the words of the row
}

// way is one way to have the host load the library and let it go. In args, env and input
// $DIR is the folder that holds the library.
type way struct {
	name    string
	program string // instead of the host, "": the host
	args    string // after the program, one a line
	env     string
	input   string
	status  int
	drive   func(t *testing.T, dir string) // talks to the host while it runs
	// states is what becomes of each load of the library, calls which of its functions
	// were called.
	states, calls string
	closes        string // what became of it at each close, sorted; "": not compared
	when          string // in the words of the row
}

var (
	all = hosts.Facts
	// ofLibrary are those of a host that is itself a library: whether a process forks, and
	// whether it calls late, is up to the program that uses it.
	ofLibrary = hosts.Facts[:4]
)

// work is where TestMain put the library and the compiled tracer.
var work string

func TestMain(m *testing.M) {
	code, err := func() (int, error) {
		var err error
		if work, err = os.MkdirTemp("", "cdylib-ls-hosts-"); err != nil {
			return 1, err
		}
		defer os.RemoveAll(work)
		if err := os.Chmod(work, 0o755); err != nil { // hosts run as other users as well
			return 1, err
		}
		return build(m)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab/hosts:", err)
	}
	os.Exit(code)
}

func build(m *testing.M) (int, error) {
	cmd := exec.Command("rustc", "--edition=2021", "--crate-type=cdylib", "--crate-name=lab", "-Copt-level=1", "plugin/plugin.rs", "-o", filepath.Join(work, "lab.so"))
	if out, err := cmd.CombinedOutput(); err != nil {
		return 1, fmt.Errorf("%w\n%s", err, out)
	}
	// Compiles the tracer, which the hosts would do all at once.
	if _, err := trace.Run(context.Background(), trace.Options{Args: []string{"true"}, Env: os.Environ(), Cache: filepath.Join(work, "cache")}); err != nil {
		return 1, err
	}
	return m.Run(), nil
}

var programFolders = []string{"/usr/bin", "/usr/sbin"}

// find returns a program of the distribution rather than one that stands before it in PATH.
func find(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range programFolders {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return filepath.Join(dir, name)
		}
	}
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is not installed; test.sh and .ci/nightly install what these tests need", name)
	}
	return path
}

func TestHosts(t *testing.T) {
	table, err := hosts.Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range measurable {
		t.Run(h.id, func(t *testing.T) {
			t.Parallel()
			h.hold(t, table.ByID(h.id))
		})
	}
}

// shown is what the runs of a host showed.
type shown struct {
	unmapped, deep, forked bool
	late                   []string
	closers                map[string]bool
}

// hold runs the host in all ways and compares with the row.
func (h *host) hold(t *testing.T, row *hosts.Host) {
	if row == nil {
		t.Fatal("no such row")
	}
	got := shown{closers: map[string]bool{}}
	program := find(t, h.program)
	for i := range h.ways {
		w := &h.ways[i]
		d := h.run(t, w, program)
		if states := h.note(d, &got, w); states != w.states {
			t.Errorf("%s: the library is %q, want %q", w.name, states, w.states)
		}
		if !strings.Contains(row.When, w.when) {
			t.Errorf("%s: the row does not say %q: %q", w.name, w.when, row.When)
		}
	}
	if !slices.Equal(row.MeasuredFacts, h.measured) || !strings.HasPrefix(row.Measured, h.program+" ") {
		t.Errorf("the row says that %q were measured in %q, the test measures %q in %s", row.MeasuredFacts, row.Measured, h.measured, h.program)
	}
	h.compare(t, row, &got)
}

func (h *host) compare(t *testing.T, row *hosts.Host, got *shown) {
	if got.unmapped == (row.Unloads == hosts.Never) {
		t.Errorf("unmapped: %t, and the row says that it unloads %s", got.unmapped, row.Unloads)
	}
	if row.DeepBind != got.deep {
		t.Errorf("RTLD_DEEPBIND: %t, and the row says %t", got.deep, row.DeepBind)
	}
	if slices.Contains(h.measured, "forks") && got.forked != (row.Forks == "after-init" || row.Forks == "task") {
		t.Errorf("has children that came by fork: %t, and the row says %q", got.forked, row.Forks)
	}
	if slices.Contains(h.measured, "late-calls") && row.LateCalls != (len(got.late) > 0) {
		t.Errorf("called after the exit began: %q, and the row says %t", got.late, row.LateCalls)
	}
	if want := map[string]bool{h.closer: true}; h.closer != "" && !same(got.closers, want) || h.closer == "" && len(got.closers) > 0 {
		t.Errorf("closed by thread %v, want %q", got.closers, h.closer)
	}
	if !strings.Contains(row.Thread, h.thread) {
		t.Errorf("the row does not say that %q closes: %q", h.thread, row.Thread)
	}
}

func same(a, b map[string]bool) bool {
	for k := range a {
		if !b[k] {
			return false
		}
	}
	return len(a) == len(b)
}

// limit ends a host that hangs.
const limit = 2 * time.Minute

// run has the host load the library in a folder of its own.
func (h *host) run(t *testing.T, w *way, program string) *traced.Document {
	t.Helper()
	dir, err := os.MkdirTemp(work, h.id+"-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, h.file)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Link(filepath.Join(work, "lab.so"), filepath.Join(dir, h.file)); err != nil {
		t.Fatal(err)
	}
	if setUp := prepared[h.id]; setUp != nil {
		setUp(t, dir)
	}
	here := strings.NewReplacer("$DIR", dir).Replace
	args := []string{program}
	if w.program != "" {
		args[0] = find(t, w.program)
	}
	if w.args != "" {
		args = append(args, strings.Split(here(w.args), "\n")...)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if w.drive != nil {
			w.drive(t, dir)
		}
	}()
	var out bytes.Buffer
	traceAs := func(o trace.Options) (*traced.Document, error) { return trace.Run(context.Background(), o) }
	if h.user != "" {
		traceAs = func(o trace.Options) (*traced.Document, error) { return runAsUser(t, h.user, o) }
	}
	d, err := traceAs(trace.Options{
		Args: args, Dir: dir, Env: append(os.Environ(), strings.Fields(here(w.env))...), Stdin: strings.NewReader(here(w.input)), Stdout: &out, Stderr: &out,
		Cache: filepath.Join(work, "cache"), Libraries: []string{filepath.Base(h.file)}, Timeout: limit,
	})
	if err != nil {
		t.Fatalf("%s: %v", w.name, err)
	}
	<-done
	if d.End.Status != w.status {
		t.Errorf("%s: %s ended with status %d, want %d: %s\n%s", w.name, h.program, d.End.Status, w.status, d.End.Because, out.String())
	}
	return d
}

// note takes from a trace what it shows, and tells what became of each load.
func (h *host) note(d *traced.Document, got *shown, w *way) string {
	var states, calls, closes []string
	for i := range d.Libraries {
		l := &d.Libraries[i]
		if filepath.Base(l.Path) != filepath.Base(h.file) {
			continue
		}
		states = append(states, l.State)
		got.unmapped = got.unmapped || l.State == traced.StateGone
		got.forked = got.forked || len(l.Forks) > 0 && goesOn(d, l)
		for _, c := range l.Closes {
			closes = append(closes, c.State)
			if c.State == traced.StateGone {
				got.closers[map[bool]string{true: "main", false: "other"}[c.Thread == 1]] = true
			}
		}
		// What the loader bound is seen as well, unless the library's own scope came first.
		bound, before := false, len(calls)
		for _, lo := range l.Leftovers {
			f := lo.Made.Function[strings.LastIndexByte(lo.Made.Function, ':')+1:]
			if f == "bound_by_the_loader" {
				bound = true
				continue
			}
			calls = append(calls, f)
			if end := exiting(d, lo.TID, l.PID); end != nil && lo.Time > *end {
				got.late = append(got.late, f)
			}
		}
		got.deep = got.deep || l.DeepBind || !bound && len(calls) > before
	}
	slices.Sort(closes)
	if c := strings.Join(closes, " "); w.closes != "" && c != w.closes {
		states = append(states, "with closes "+c)
	}
	slices.Sort(calls)
	if c := strings.Join(slices.Compact(calls), " "); w.calls != "" && c != w.calls {
		states = append(states, "with calls of "+c)
	}
	return strings.Join(states, " ")
}

// goesOn reports a child that came by fork and still runs the host's program.
func goesOn(d *traced.Document, l *traced.Library) bool {
	for i, p := range d.Processes {
		if p.Forked && p.Parent == l.PID && !slices.ContainsFunc(d.Processes[i+1:], func(q traced.Process) bool { return q.PID == p.PID }) {
			return true
		}
	}
	return false
}

// exiting is when the process of a thread began to exit; a child's main thread has the
// child's number.
func exiting(d *traced.Document, tid, pid int) *float64 {
	var end *float64
	for i := range d.Processes {
		if p := &d.Processes[i]; p.PID == pid && end == nil || p.PID == tid {
			end = p.Exiting
		}
	}
	return end
}

// until waits for a condition, as long as a host may run.
func until(reached func() bool) {
	for end := time.Now().Add(limit); !reached() && time.Now().Before(end); {
		time.Sleep(20 * time.Millisecond)
	}
}
