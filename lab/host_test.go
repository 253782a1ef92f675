package lab

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// How a process ended, in a shell's numbers.
const (
	fine      = 0
	hung      = 124
	aborted   = 128 + int(syscall.SIGABRT)
	brokePipe = 128 + int(syscall.SIGPIPE)
	segfault  = 128 + int(syscall.SIGSEGV)
)

// hangs is how long a process may take before it counts as deadlocked: the
// healthy cases end within a few milliseconds.
const hangs = 5 * time.Second

// Where TestMain put what it built.
var (
	work    string // host and other C programs
	plugins string // lib<case>.so and programs
)

func TestMain(m *testing.M) {
	code, err := func() (int, error) {
		var err error
		if work, err = os.MkdirTemp("", "cdylib-ls-lab"); err != nil {
			return 1, err
		}
		defer os.RemoveAll(work)
		if err := build(); err != nil {
			return 1, err
		}
		return m.Run(), nil
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
	}
	os.Exit(code)
}

// build makes the host and all plugins. A missing compiler is a failure: a lab
// that skips itself proves nothing.
func build() error {
	target, err := filepath.Abs("../target/lab")
	if err != nil {
		return err
	}
	// The test cache sees only what Go opens, and cargo's reading is not that.
	err = filepath.WalkDir("plugins", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := os.ReadFile("host/host.c"); err != nil {
		return err
	}
	plugins = filepath.Join(target, "release", "examples")
	for _, args := range [][]string{
		{"cc", "-O1", "-Wall", "-o", filepath.Join(work, "host"), "host/host.c", "-pthread", "-ldl"},
		{"cargo", "build", "--quiet", "--locked", "--release", "--examples", "--manifest-path", "plugins/Cargo.toml", "--target-dir", target},
	} {
		cmd := exec.Command(args[0], args[1:]...)
		// The figures are those of an unconfigured toolchain.
		cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s(install a C compiler and a Rust toolchain with cargo to run the lab)", args[0], err, out)
		}
	}
	return nil
}

func library(name string) string {
	return filepath.Join(plugins, "lib"+name+".so")
}

// outcome is what one run of a host showed.
type outcome struct {
	progress       string // the words on descriptor 3
	status         int
	stdout, stderr string
}

func (o outcome) String() string {
	return fmt.Sprintf("progress %q, status %d, stderr %q", o.progress, o.status, o.stderr)
}

// run is one process to start.
type run struct {
	args   []string
	env    []string
	stdout *os.File // nil: collected
	stderr *os.File // nil: collected
	noPipe bool     // the process ignores SIGPIPE, as many hosts do
	// timeout is how long it may take, 0 for `hangs`.
	timeout time.Duration
}

// load runs the host with a plugin and steps.
func load(t *testing.T, plugin string, steps ...string) outcome {
	t.Helper()
	return run{args: hostArgs(plugin, steps...)}.start(t)
}

func hostArgs(plugin string, steps ...string) []string {
	return append([]string{filepath.Join(work, "host"), library(plugin)}, steps...)
}

func (r run) start(t *testing.T) outcome {
	t.Helper()
	progress, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer progress.Close()
	ctx, cancel := context.WithTimeout(context.Background(), cmp.Or(r.timeout, hangs))
	defer cancel()
	args := r.args
	if r.noPipe {
		// A child inherits an ignored signal, and Go cannot set one for it.
		args = append([]string{"/bin/sh", "-c", `trap "" PIPE; exec "$@"`, "sh"}, args...)
	}
	var stdout, stderr bytes.Buffer
	cmd := exec.CommandContext(ctx, args[0], args[1:]...)
	cmd.Env = append(append(os.Environ(), "RUST_BACKTRACE=0"), r.env...)
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if r.stdout != nil {
		cmd.Stdout = r.stdout
	}
	if r.stderr != nil {
		cmd.Stderr = r.stderr
	}
	cmd.ExtraFiles = []*os.File{w}
	cmd.WaitDelay = time.Second
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	w.Close()
	words, _ := readAll(progress)
	err = cmd.Wait()
	o := outcome{progress: strings.TrimSpace(words), stdout: stdout.String(), stderr: stderr.String()}
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		o.status = hung
	case errors.As(err, &exit):
		o.status = exit.ExitCode()
		if s, ok := exit.Sys().(syscall.WaitStatus); ok && s.Signaled() {
			o.status = 128 + int(s.Signal())
		}
	case err != nil:
		t.Fatal(err)
	}
	return o
}

func readAll(f *os.File) (string, error) {
	var b bytes.Buffer
	_, err := b.ReadFrom(f)
	return b.String(), err
}

// want fails the test unless the run reported exactly these words and ended so.
func want(t *testing.T, o outcome, status int, progress string) {
	t.Helper()
	if o.progress != progress || o.status != status {
		t.Errorf("got  %v\nwant progress %q, status %d", o, progress, status)
	}
}

// full is a stream on a device without space.
func full(t *testing.T) *os.File {
	t.Helper()
	f, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// brokenPipe is the writing end of a pipe that nobody reads.
func brokenPipe(t *testing.T) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	t.Cleanup(func() { w.Close() })
	return w
}

// slots counts the entries of one of a library's function arrays.
func slots(t *testing.T, name, section string) int {
	t.Helper()
	f, err := elf.Open(library(name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	s := f.Section(section)
	if s == nil {
		return 0
	}
	return int(s.Size / f.PointerSize())
}
