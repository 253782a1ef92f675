//go:build amd64 || arm64

package trace

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

//go:embed shim
var sources embed.FS

// parts are the compiled files of the tracer, absolute. Audit, calibrate and empty are
// "" for musl, whose loader has nothing of the kind.
type parts struct {
	preload, audit, calibrate, empty string
	remove                           func()
}

// step is one call of the compiler.
type step struct {
	out  string
	args []string
}

var shared = []string{"-shared", "-fPIC", "-O2", "-g0", "-fvisibility=hidden", "-w"}

var gnuSteps = []step{
	{"preload.so", append(shared[:len(shared):len(shared)], "-fno-semantic-interposition", "-fasynchronous-unwind-tables", "-Wl,-z,now", "preload.c", "-ldl", "-lpthread")},
	// No second C library may come into the audit namespace, so none is linked and nothing is left open.
	{"audit.so", append(shared[:len(shared):len(shared)], "-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-nostdlib", "-Wl,-z,defs", "-Wl,-z,now", "audit.c")},
	{"empty.so", append(shared[:len(shared):len(shared)], "empty.c")},
	{"calibrate", []string{"-O1", "-w", "calibrate.c", "-ldl", "-lpthread"}},
}

var muslSteps = gnuSteps[:1]

// compile returns the parts for hosts of a C library, from the cache where they are there.
func compile(cache, compiler string, musl bool) (*parts, error) {
	steps := gnuSteps
	if compiler == "" {
		compiler = "cc"
	}
	if musl {
		compiler, steps = "musl-gcc", muslSteps
	}
	command := strings.Fields(compiler)
	path, err := exec.LookPath(command[0])
	if err != nil && musl {
		return nil, failure(ExitNotRunnable, "the host is a musl program, and there is no musl-gcc to compile the tracer for it; install musl-tools")
	}
	if err != nil {
		return nil, failure(ExitFailure, "there is no C compiler `%s` to compile the tracer with; install one, or name it in CC", command[0])
	}
	key, err := contentKey(path, command, steps)
	if err != nil {
		return nil, &Failure{ExitFailure, err}
	}
	p := &parts{remove: func() {}}
	dir := filepath.Join(cache, "trace", key)
	if cache == "" {
		if dir, err = os.MkdirTemp("", "cdylib-ls-trace-*"); err != nil {
			return nil, failure(ExitFailure, "cannot compile the tracer: %w", err)
		}
		p.remove = func() { os.RemoveAll(dir) }
	}
	if cache == "" || !complete(dir, steps) {
		if err := build(dir, append([]string{path}, command[1:]...), steps); err != nil {
			p.remove()
			return nil, err
		}
	}
	p.preload = filepath.Join(dir, "preload.so")
	if !musl {
		p.audit, p.calibrate, p.empty = filepath.Join(dir, "audit.so"), filepath.Join(dir, "calibrate"), filepath.Join(dir, "empty.so")
	}
	return p, nil
}

// contentKey names what is compiled: the sources, the compiler and how it is called.
func contentKey(path string, command []string, steps []step) (string, error) {
	h := sha256.New()
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	fmt.Fprintln(h, path, info.Size(), info.ModTime().UnixNano(), command, steps)
	err = fs.WalkDir(sources, "shim", func(name string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := sources.ReadFile(name)
		fmt.Fprintf(h, "%s %d\n%s", name, len(text), text)
		return err
	})
	return hex.EncodeToString(h.Sum(nil))[:32], err
}

func complete(dir string, steps []step) bool {
	for _, s := range steps {
		if info, err := os.Stat(filepath.Join(dir, s.out)); err != nil || !info.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// build compiles into a folder beside the final one, which appears as a whole.
func build(dir string, command []string, steps []step) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return failure(ExitFailure, "cannot keep the compiled tracer: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(dir), "new-*")
	if err != nil {
		return failure(ExitFailure, "cannot keep the compiled tracer: %w", err)
	}
	defer os.RemoveAll(tmp)
	if err := os.Chmod(tmp, 0o755); err != nil {
		return failure(ExitFailure, "cannot keep the compiled tracer: %w", err)
	}
	shim, err := fs.Sub(sources, "shim")
	if err == nil {
		err = os.CopyFS(filepath.Join(tmp, "src"), shim)
	}
	if err != nil {
		return failure(ExitFailure, "cannot compile the tracer: %w", err)
	}
	for _, s := range steps {
		cmd := exec.Command(command[0], append(append(command[1:len(command):len(command)], s.args...), "-o", filepath.Join(tmp, s.out))...)
		cmd.Dir = filepath.Join(tmp, "src")
		if out, err := cmd.CombinedOutput(); err != nil {
			return failure(ExitFailure, "the C compiler `%s` cannot compile the tracer: %s", command[0], firstLine(out, err))
		}
	}
	err = os.Rename(tmp, dir)
	if err != nil && complete(dir, steps) { // another run was faster
		return nil
	}
	if err != nil { // half of an older one, or the empty folder of a run that keeps nothing
		os.RemoveAll(dir)
		if err = os.Rename(tmp, dir); err != nil {
			return failure(ExitFailure, "cannot keep the compiled tracer: %w", err)
		}
	}
	return nil
}

func firstLine(out []byte, err error) string {
	for line := range strings.Lines(string(out)) {
		if strings.Contains(line, "error") || strings.Contains(line, "cannot") || strings.Contains(line, "No space") {
			return strings.TrimSpace(line)
		}
	}
	line, _, _ := strings.Cut(strings.TrimSpace(string(out)), "\n")
	if line == "" {
		return err.Error()
	}
	return line
}
