//go:build linux && (amd64 || arm64)

package trace

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	format "github.com/cdylib-ls/cdylib-ls/analysis/trace"
)

// plugin has a function for each thing that a library can leave behind.
const plugin = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
extern int __cxa_atexit(void (*)(void *), void *, void *);
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern void *__dso_handle;
static void done(void *p) {}
static void handler(int s) {}
static void bye(int s, void *p) {}
static void *forever(void *p) { for (;;) pause(); }
static void *soon(void *p) { return p; }
static pthread_key_t k;
__attribute__((constructor)) static void load(void) {}
__attribute__((destructor)) static void unload(void) {}
void nothing(void) {}
void tls(void) {
	__cxa_thread_atexit_impl(done, NULL, &__dso_handle);
}
void key(void) { pthread_key_create(&k, done); pthread_setspecific(k, &k); }
void key_deleted(void) { key(); pthread_key_delete(k); }
void sig(void) { signal(SIGUSR1, handler); }
void sig_back(void) { sig(); signal(SIGUSR1, SIG_DFL); }
void thread(void) { pthread_t t; pthread_create(&t, NULL, forever, NULL); usleep(20000); }
void thread_joined(void) { pthread_t t; pthread_create(&t, NULL, soon, NULL); pthread_join(t, NULL); }
void at_exit(void) { atexit(load); }
void at_exit_null(void) { __cxa_atexit(done, NULL, NULL); }
void on_the_exit(void) { on_exit(bye, NULL); }
void at_fork(void) { pthread_atfork(load, load, load); }
void itself(void) { Dl_info i; dladdr(nothing, &i); dlopen(i.dli_fname, RTLD_NOW); }
void aborts(void) { abort(); }
`

var built = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "trace-test-*")
	if err != nil {
		return "", err
	}
	if err := os.WriteFile(filepath.Join(dir, "plugin.c"), []byte(plugin), 0o644); err != nil {
		return "", err
	}
	host, err := filepath.Abs("../lab/host/scripted.c")
	if err != nil {
		return "", err
	}
	for _, args := range [][]string{
		{"-g", "-O0", "-o", "host", host, "-ldl", "-lpthread"},
		{"-g", "-O0", "-w", "-shared", "-fPIC", "-o", "plugin.so", "plugin.c", "-lpthread"},
		{"-g", "-O0", "-w", "-shared", "-fPIC", "-Wl,-z,nodelete", "-o", "nodelete.so", "plugin.c", "-lpthread"},
		{"-g", "-O0", "-w", "-shared", "-fPIC", "-Wl,--build-id=none", "-o", "noid.so", "plugin.c", "-lpthread"},
		{"-static", "-O0", "-w", "-o", "static", host, "-ldl", "-lpthread"},
	} {
		cmd := exec.Command("cc", args...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return "", errors.New(string(out))
		}
	}
	return dir, nil
})

func TestMain(m *testing.M) {
	code := m.Run()
	if dir, err := built(); err == nil {
		os.RemoveAll(dir)
	}
	os.Exit(code)
}

// traced runs the scripted host and returns what was seen of the library, by its name.
func traced(t *testing.T, library, steps string, change func(*Options)) (*format.Document, *format.Library, string) {
	t.Helper()
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	o := Options{Args: append([]string{"./host", library}, strings.Fields(steps)...), Dir: dir, Env: os.Environ(), Stderr: &out, Cache: filepath.Join(dir, "cache")}
	if change != nil {
		change(&o)
	}
	d, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range d.Libraries {
		if filepath.Base(d.Libraries[i].Path) == library {
			return d, &d.Libraries[i], out.String()
		}
	}
	return d, nil, out.String()
}

// seen is what each construct leaves behind, and what then happens.
var seen = []struct {
	library, steps string
	pins           string // kinds, after the last close
	dangling       string
	signal         string
	because        []string // in the explanation of the death, or the text of the first pin
}{
	{"plugin.so", "open call:nothing close", "", "", "", nil},
	{"plugin.so", "open call:tls close", "thread-local", "", "", []string{"a pending thread-local destructor of thread 1, registered by `tls` at ", "plugin.c:20 in plugin.so"}},
	{"plugin.so", "open acall:tls close", "thread-local", "", "", []string{"of thread 2", "plugin.c:20"}},
	{"plugin.so", "open tcall:tls close", "", "", "", nil},
	{"plugin.so", "open acall:key close aend", "", "pthread-key", "SIGSEGV", []string{"thread 2 ended and ran the destructor of pthread key 0 that `key` at ", "plugin.c:22 in plugin.so made; plugin.so was unmapped "}},
	{"plugin.so", "open acall:key_deleted close aend", "", "", "", nil},
	{"plugin.so", "open call:sig close raise:10", "", "signal-handler", "SIGSEGV", []string{"SIGUSR1 was delivered to the handler that `sig` at ", "plugin.c:24"}},
	{"plugin.so", "open call:sig_back close", "", "", "", nil},
	{"plugin.so", "open call:thread close sleep:50", "", "thread", "", nil},
	{"plugin.so", "open call:thread_joined close", "", "", "", nil},
	{"plugin.so", "open call:at_exit close exit", "", "", "", nil},
	{"plugin.so", "open call:at_exit_null close exit", "", "exit-callback", "SIGSEGV", []string{"the exit callback that `at_exit_null` at ", "plugin.c:29"}},
	{"plugin.so", "open call:on_the_exit close exit", "", "exit-callback", "SIGSEGV", []string{"`on_the_exit` at ", "plugin.c:30"}},
	{"plugin.so", "open call:at_fork close", "", "", "", nil},
	{"plugin.so", "open call:itself close", "handle", "", "", []string{"it was opened once more than closed, once by itself: `itself` at ", "plugin.c:32"}},
	{"plugin.so", "open open open close", "handle", "", "", []string{"it was opened 2 more times than closed"}},
	{"plugin.so", "opennd call:nothing close", "rtld-nodelete", "", "", []string{"opened it with RTLD_NODELETE", "`opens` at "}},
	{"nodelete.so", "open close", "nodelete", "", "", []string{"-z nodelete"}},
	{"noid.so", "open acall:key close aend", "", "pthread-key", "SIGSEGV", []string{"plugin.c:22 in noid.so made"}},
	{"plugin.so", "opend call:tls close", "thread-local", "", "", []string{"its registration was not seen"}},
	{"plugin.so", "open call:aborts", "", "", "SIGABRT", []string{"thread 1 aborted in `aborts` at ", "plugin.c:33"}},
	{"plugin.so", "open atexit:nothing close exit", "", "", "SIGSEGV", []string{"thread 1 called `nothing` at ", " from `at_exit` at "}},
	{"plugin.so", "open call:key kill", "", "", "SIGKILL", nil},
}

func TestSeen(t *testing.T) {
	for _, c := range seen {
		t.Run(c.library+" "+c.steps, func(t *testing.T) {
			t.Parallel()
			d, l, out := traced(t, c.library, c.steps, nil)
			if l == nil {
				t.Fatalf("the library was not seen: %+v\n%s", d, out)
			}
			var pins, dangling []string
			text := d.End.Because
			if n := len(l.Closes); n > 0 {
				last := l.Closes[n-1]
				for _, p := range last.Pins {
					pins = append(pins, p.Kind)
					text += p.Text
				}
				for _, i := range last.Dangling {
					dangling = append(dangling, l.Leftovers[i].Kind)
				}
				if gone := strings.Contains(out, "[host] gone"); gone != (last.State == format.StateGone) {
					t.Errorf("%s, and the host saw\n%s", last.State, out)
				}
			}
			if got := strings.Join(pins, " "); got != c.pins {
				t.Errorf("pins %q, want %q", got, c.pins)
			}
			if got := strings.Join(dangling, " "); got != c.dangling {
				t.Errorf("dangling %q, want %q", got, c.dangling)
			}
			if d.End.Signal != c.signal {
				t.Errorf("ended by %q, want %q\n%s", d.End.Signal, c.signal, out)
			}
			for _, want := range c.because {
				if !strings.Contains(text, want) {
					t.Errorf("no %q in %q", want, text)
				}
			}
			if len(l.Opens) == 0 || l.Opens[0].Caller.Function != "opens" {
				t.Errorf("opened by %+v", l.Opens)
			}
			if !slices.ContainsFunc(l.Constructors, func(f format.Call) bool { return f.Function.Function == "load" && f.Seconds >= 0 }) {
				t.Errorf("constructors %+v", l.Constructors)
			}
		})
	}
}

// What cannot be seen is said.
func TestNotSeen(t *testing.T) {
	for _, c := range []struct{ steps, want string }{
		{"opend call:key close", "what plugin.so registers itself: it was opened with RTLD_DEEPBIND"},
		{"dlmopen close", "it lives in a namespace of its own (dlmopen)"},
	} {
		d, _, _ := traced(t, "plugin.so", c.steps, nil)
		if !strings.Contains(strings.Join(d.NotSeen, "\n"), c.want) {
			t.Errorf("%s: no %q in %q", c.steps, c.want, d.NotSeen)
		}
	}
	d, _, _ := traced(t, "plugin.so", "", func(o *Options) { o.Args = []string{"/usr/bin/env", "-i", "./host", "plugin.so", "open", "close"} })
	if len(d.Libraries) != 0 || !strings.Contains(strings.Join(d.NotSeen, "\n"), "children that were started with an empty environment") {
		t.Errorf("%+v", d)
	}
}

// A ring that is too small keeps the beginning and the end.
func TestSmallRing(t *testing.T) {
	d, _, _ := traced(t, "plugin.so", strings.Repeat("open call:nothing close ", 40), func(o *Options) { o.Slots = 128 })
	if !strings.Contains(strings.Join(d.NotSeen, "\n"), "events in the middle of the run were lost") {
		t.Errorf("%q", d.NotSeen)
	}
}

func TestEndings(t *testing.T) {
	d, _, _ := traced(t, "plugin.so", "open sleep:60000", func(o *Options) { o.Timeout = 300 * time.Millisecond })
	if d.End.Kind != format.EndTimeout || d.End.Status != ExitTimeout {
		t.Errorf("%+v", d.End)
	}
	d, l, _ := traced(t, "plugin.so", "open close sleep:60000", func(o *Options) { o.UntilClose = true })
	if d.End.Kind != format.EndClose || l == nil || l.State != format.StateGone {
		t.Errorf("%+v", d.End)
	}
}

// foreignProgram writes the host as if it were for the other architecture.
func foreignProgram(t *testing.T, dir string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(dir, "host"))
	if err != nil {
		t.Fatal(err)
	}
	text[18] ^= 62 ^ 183 // e_machine: EM_X86_64, EM_AARCH64
	if err := os.WriteFile(filepath.Join(dir, "foreign"), text, 0o755); err != nil {
		t.Fatal(err)
	}
}

// setuidProgram is one that would run as another user.
func setuidProgram(t *testing.T, dir string) string {
	t.Helper()
	if os.Getuid() != 0 {
		return "/bin/su"
	}
	text, err := os.ReadFile(filepath.Join(dir, "host"))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "setuid")
	if err := errors.Join(os.WriteFile(name, text, 0o755), os.Chown(name, 65534, -1), os.Chmod(name, os.ModeSetuid|0o755)); err != nil {
		t.Fatal(err)
	}
	return "./setuid"
}

// Nothing that can go wrong before the host runs takes more than a line.
func TestRefused(t *testing.T) {
	dir, err := built()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "text"), []byte("hello\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data"), []byte("hello\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	foreignProgram(t, dir)
	setuid := setuidProgram(t, dir)
	base := Options{Dir: dir, Env: os.Environ(), Cache: filepath.Join(dir, "cache")}
	for _, c := range []struct {
		name string
		args string
		set  func(*Options)
		code int
		want string
	}{
		{"static", "./static", nil, ExitNotRunnable, "./static: linked statically, so no library can be preloaded into it; nothing would be seen"},
		{"missing", "./nowhere", nil, ExitNotFound, "./nowhere: no such program"},
		{"missing in PATH", "no-such-program-here", nil, ExitNotFound, "no-such-program-here: not found in PATH"},
		{"folder", ".", nil, ExitNotRunnable, "not found in PATH"},
		{"not executable", "./data", nil, ExitNotRunnable, "./data: not executable"},
		{"no program", "./text", nil, ExitNotRunnable, "./text: neither a program for Linux nor a script"},
		{"no compiler", "./host", func(o *Options) { o.Compiler = "no-such-compiler" }, ExitFailure, "there is no C compiler `no-such-compiler` to compile the tracer with; install one, or name it in CC"},
		{"compiler that fails", "./host", func(o *Options) { o.Compiler = "false" }, ExitFailure, "cannot compile the tracer: exit status 1"},
		{"long names", "./host", func(o *Options) { o.Libraries = []string{strings.Repeat("x", 2000)} }, ExitFailure, "--library: too many or too long names"},
		{"another architecture", "./foreign", nil, ExitNotRunnable, "./foreign: a program for "},
		{"more rights", setuid, nil, ExitNotRunnable, setuid + ": has more rights than you (setuid, setgid or capabilities), so the loader preloads nothing into it; run it as the user that it becomes"},
		{"nothing", "", nil, ExitFailure, "no host to run"},
	} {
		o := base
		o.Args = strings.Fields(c.args)
		if c.name == "folder" {
			c.want, o.Args = "./cache: a folder, not a program", []string{"./cache"}
			os.MkdirAll(filepath.Join(dir, "cache"), 0o755)
		}
		if c.set != nil {
			c.set(&o)
		}
		_, err := Run(context.Background(), o)
		var f *Failure
		if !errors.As(err, &f) || f.Code != c.code || !strings.Contains(f.Error(), c.want) || strings.Contains(f.Error(), "\n") {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	// More than the file system has in all is refused before anything is written.
	var shm syscall.Statfs_t
	if err := syscall.Statfs("/dev/shm", &shm); err != nil {
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", "/dev/shm")
	full := base
	full.Args, full.Slots = []string{"./host"}, int(2*shm.Blocks*uint64(shm.Bsize)/512)
	if _, err := Run(context.Background(), full); err == nil || !strings.Contains(err.Error(), "in /dev/shm): no space left on device; free some, or name another folder in TMPDIR") || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	t.Setenv("TMPDIR", filepath.Join(dir, "no-such-folder"))
	o := base
	o.Args = []string{"./host"}
	if _, err := Run(context.Background(), o); err == nil || !strings.Contains(err.Error(), "cannot make room for what is recorded") {
		t.Errorf("%v", err)
	}
}

// Without a cache the tracer is compiled for the run.
func TestNoCache(t *testing.T) {
	_, l, out := traced(t, "plugin.so", "open call:tls close", func(o *Options) { o.Cache = "" })
	if l == nil || len(l.Closes) != 1 {
		t.Errorf("%+v\n%s", l, out)
	}
}
