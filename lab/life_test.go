package lab

import (
	"path/filepath"
	"strings"
	"testing"
)

// In the progress of a run, `{` and `}` are the start and the end of the code
// under test, everything else is a step of the host.

func TestStdio(t *testing.T) {
	t.Parallel()
	for _, stream := range []string{"stdout", "stderr"} {
		t.Run(stream, func(t *testing.T) {
			ctor, dtor := stream+"_ctor", stream+"_dtor"

			o := load(t, ctor, "open", "close")
			want(t, o, fine, "{ } open close:gone exit")
			if !strings.Contains(o.stdout+o.stderr, "hello") {
				t.Errorf("constructor: nothing printed: %v", o)
			}
			want(t, load(t, dtor, "open", "close"), fine, "open { } close:gone exit")
			want(t, load(t, dtor, "open"), fine, "open exit { }")

			// A closed stream is not an error for std.
			sh := []string{"/bin/sh", "-c", `exec "$@" >&- 2>&-`, "sh"}
			want(t, run{args: append(sh, hostArgs(ctor, "open")...)}.start(t), fine, "{ } open exit")
			want(t, run{args: append(sh, hostArgs(dtor, "open", "close")...)}.start(t), fine, "open { } close:gone exit")

			// A full device is: the panic leaves an `extern "C"` function.
			f := full(t)
			want(t, run{args: hostArgs(ctor, "open"), stdout: f, stderr: f}.start(t), aborted, "{")
			want(t, run{args: hostArgs(dtor, "open", "close"), stdout: f, stderr: f}.start(t), aborted, "open {")
			want(t, run{args: hostArgs(dtor, "open"), stdout: f, stderr: f}.start(t), aborted, "open exit {")

			// On a pipe without a reader it is up to the host's SIGPIPE.
			p := brokenPipe(t)
			want(t, run{args: hostArgs(ctor, "open"), stdout: p, stderr: p}.start(t), brokePipe, "{")
			want(t, run{args: hostArgs(dtor, "open", "close"), stdout: p, stderr: p}.start(t), brokePipe, "open {")
			want(t, run{args: hostArgs(dtor, "open"), stdout: p, stderr: p}.start(t), brokePipe, "open exit {")
			want(t, run{args: hostArgs(ctor, "open"), stdout: p, stderr: p, noPipe: true}.start(t), aborted, "{")
			want(t, run{args: hostArgs(dtor, "open"), stdout: p, stderr: p, noPipe: true}.start(t), aborted, "open exit {")
			want(t, run{args: hostArgs(dtor, "open", "close"), stdout: p, stderr: p, noPipe: true}.start(t), aborted, "open {")
		})
	}
}

func TestPanic(t *testing.T) {
	t.Parallel()
	want(t, load(t, "panic_ctor", "open"), aborted, "{")
	want(t, load(t, "panic_dtor", "open", "close"), aborted, "open {")
	want(t, load(t, "panic_dtor", "open"), aborted, "open exit {")
	want(t, load(t, "atexit_panic", "open", "close"), aborted, "open {")
	want(t, load(t, "caught_ctor", "open", "close"), fine, "caught open close:gone exit")
	want(t, load(t, "caught_dtor", "open", "close"), fine, "open caught close:gone exit")
	want(t, load(t, "caught_dtor", "open"), fine, "open exit caught")
}

func TestStdServices(t *testing.T) {
	t.Parallel()
	want(t, load(t, "std_ctor", "open"), fine, "{ } open exit")
	want(t, load(t, "std_dtor", "open", "close"), fine, "open { } close:gone exit")
	want(t, load(t, "std_dtor", "open"), fine, "open exit { }")
	// The host is gone before it could look at dlopen's result.
	want(t, load(t, "exit_ctor", "open"), 7, "{")
	want(t, load(t, "exit_dtor", "open", "close"), 7, "open {")
	want(t, load(t, "exit_dtor", "open"), 7, "open exit {")
}

func TestPrograms(t *testing.T) {
	t.Parallel()
	// No loader lock is held before a program's main: spawn and join works.
	want(t, run{args: []string{filepath.Join(plugins, "before_main")}}.start(t), fine, "child unnamed main")
	o := run{args: []string{filepath.Join(plugins, "exit_after_main")}}.start(t)
	want(t, o, aborted, "main {")
	if !strings.Contains(o.stderr, "re-entrantly") {
		t.Errorf("aborted for another reason: %v", o)
	}
}

func TestWaitUnderLoaderLock(t *testing.T) {
	t.Parallel()
	for _, plugin := range []string{"wait", "scope"} {
		t.Run(plugin, func(t *testing.T) {
			t.Parallel()
			want(t, load(t, plugin+"_ctor", "open"), hung, "{")
			want(t, load(t, plugin+"_dtor", "open", "close"), hung, "open {")
			// At exit the lock is free.
			want(t, load(t, plugin+"_dtor", "open"), fine, "open exit { child }")
		})
	}
}

func TestWaitPreloadedOrLinked(t *testing.T) {
	t.Parallel()
	preloaded := run{
		args: hostArgs("stdout_ctor"), // takes no step: only the preloaded library runs
		env:  []string{"LD_PRELOAD=" + library("wait_ctor")},
	}
	want(t, preloaded.start(t), fine, "{ child } exit")

	program := filepath.Join(work, "linked")
	compile(t, "-o", program, "host/linked.c", library("wait_ctor"), "-Wl,-rpath,"+plugins)
	want(t, run{args: []string{program}}.start(t), fine, "{ child } main")
}

func TestDetachedThread(t *testing.T) {
	t.Parallel()
	// The child can start only after dlopen has let go of the lock; the spawn
	// has pinned the library by then.
	o := load(t, "detached_ctor", "open", "wait", "wait", "wait", "close")
	before, after, ran := strings.Cut(o.progress, "child")
	// When it starts is the scheduler's choice, also between a word of the host and the
	// space behind it.
	o.progress = strings.Join(strings.Fields(before+after), " ")
	want(t, o, fine, "spawned open wait wait wait close:mapped exit")
	if !ran {
		t.Errorf("the child of a constructor never ran: %v", o)
	}
	// At unload nothing pins it any more: the child starts in unmapped code,
	// now or a moment later.
	o = load(t, "detached_dtor", "open", "close", "wait", "wait", "wait")
	o.progress = strings.TrimSuffix(o.progress, " close:gone")
	want(t, o, segfault, "open spawned")
}

func TestThreadLocal(t *testing.T) {
	t.Parallel()
	const touched = "open call close:mapped exit dropped "
	o := load(t, "tls_again_dtor", "open", "call", "close")
	want(t, o, aborted, touched+"{")
	if !strings.Contains(o.stderr, "during or after destruction") {
		t.Errorf("aborted for another reason: %v", o)
	}
	want(t, load(t, "tls_try_dtor", "open", "call", "close"), fine, touched+"access-error")
	want(t, load(t, "tls_again_dtor", "open", "call"), aborted, "open call exit dropped {")
	want(t, load(t, "tls_try_dtor", "open", "call"), fine, "open call exit dropped access-error")
	// A first touch at dlclose registers a destructor in code about to go.
	want(t, load(t, "tls_first_dtor", "open", "call", "close"), segfault, "open call { } close:gone exit")
	want(t, load(t, "tls_first_dtor", "open", "call"), fine, "open call exit { }")
	// The touching thread ends first: nothing is pinned, and for the thread
	// that unloads it is the first touch.
	want(t, load(t, "tls_again_dtor", "open", "thread-call", "thread-end", "close"), segfault,
		"open thread-call dropped thread-end { } close:gone exit")
}

func TestCurrentThread(t *testing.T) {
	t.Parallel()
	want(t, load(t, "current_thread", "open", "thread-call", "close", "thread-end"), segfault,
		"open unnamed thread-call close:gone")
	want(t, load(t, "current_thread", "open", "thread-call", "thread-end", "close"), fine,
		"open unnamed thread-call thread-end close:gone exit")
}

func TestSharedState(t *testing.T) {
	t.Parallel()
	want(t, load(t, "frees_dtor", "open", "call", "close"), segfault, "open call {")
	want(t, load(t, "frees_dtor", "open", "call"), segfault, "open call exit {")
}

func TestExitCallback(t *testing.T) {
	t.Parallel()
	// glibc ties the callback to the library: it runs at dlclose.
	o := load(t, "atexit", "open", "close")
	want(t, o, fine, "open { } close:gone exit")
	if o.stdout != "bye\n" {
		t.Errorf("printed %q", o.stdout)
	}
	want(t, load(t, "atexit", "open"), fine, "open exit { }")
}

func TestEarlyArguments(t *testing.T) {
	t.Parallel()
	want(t, load(t, "args_slots", "open"), fine,
		".init_array.000: none .init_array.00098: none .init_array.00101: args .init_array: args open exit")
}

// Each load of a library that asks for the current thread leaks a pthread key.
func TestReloads(t *testing.T) {
	t.Parallel()
	o := load(t, "current_thread", "reload")
	if n := strings.Count(o.progress, "unnamed"); o.status != aborted || n != 1023 || !strings.Contains(o.stderr, "out of TLS keys") {
		t.Errorf("load %d aborts, want 1024: status %d, %s", n+1, o.status, o.stderr)
	}
	for _, plugin := range []string{"tls_pin", "atexit"} {
		if o := load(t, plugin, "reload"); o.status != fine || !strings.HasSuffix(o.progress, " reload exit") {
			t.Errorf("%s: status %d, %s", plugin, o.status, o.stderr)
		}
	}
}

// The main thread runs no destructors of keys at exit, but where it ends by itself.
func TestMainThreadLeaves(t *testing.T) {
	t.Parallel()
	want(t, load(t, "current_thread", "open", "call", "close"), fine, "open unnamed call close:gone exit")
	want(t, load(t, "current_thread", "open", "call", "close", "leave"), segfault, "open unnamed call close:gone leave")
}

// glibc ties `atexit` to the library: what is meant for the end of the process
// runs at dlclose as well.
func TestTerminationDestructor(t *testing.T) {
	t.Parallel()
	want(t, load(t, "term_dtor", "open", "close"), fine, "open { } close:gone exit")
	want(t, load(t, "term_dtor", "open"), fine, "open exit { }")
}
