package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/probe"
)

// probes is what each kind of library does to a real process.
var probes = []struct {
	name, source, flags string
	end, at, seen       string
	agreement           string
	status              int // of the child
	code                int // of probe
}{
	{"harmless", "void entry(void) {}", "--call entry", probe.EndFine, "", "unloads", "agrees", 0, exitClean},
	{"dangling key, thread that outlives it", plugin, "--call entry --thread other", probe.EndCrashed, "thread-end", "crashes", "agrees", 139, exitFindings},
	{"dangling key, thread that ends first", plugin, "--call entry --thread exited", probe.EndFine, "", "unloads", "not-seen", 0, exitClean},
	{"dangling key, not called", plugin, "", probe.EndFine, "", "unloads", "not-seen", 0, exitClean},
	{"abort in a constructor", "#include <stdlib.h>\n__attribute__((constructor)) static void f(void) { abort(); }", "", probe.EndCrashed, "open", "", "not-seen", 134, exitFindings},
	{"deadlock at unload", "#include <unistd.h>\n__attribute__((destructor)) static void f(void) { for (;;) pause(); }", "--timeout 300ms", probe.EndHung, "close", "crashes", "contradicts", 124, exitFindings},
	{"exit in an export", "#include <stdlib.h>\nvoid entry(void) { exit(7); }", "--call entry", probe.EndExited, "call", "", "not-seen", 7, exitFindings},
	{"never unloads", "void entry(void) {}", "--call entry --reload 3", probe.EndFine, "", "stays", "agrees", 0, exitClean},
	{"crash at the third load", "#include <stdlib.h>\nvoid entry(void) { char *n = getenv(\"N\"); if (n && n[0] == '2') abort(); setenv(\"N\", n ? \"2\" : \"1\", 1); }", "--call entry --reload 9", probe.EndCrashed, "call", "crashes", "contradicts", 134, exitFindings},
	{"undefined symbol", "extern int nowhere(void); int entry(void) { return nowhere(); }", "", probe.EndFailed, "open", "", "not-seen", 0, exitFindings},
}

// runCached is runIn with a cache, where the tracer is compiled once.
func runCached(cache, dir string, args ...string) (string, int) {
	var out bytes.Buffer
	p := &program{console.Console{Stdout: &out, Stderr: &out, Dir: dir, Getenv: func(string) string { return "" }, CacheDir: cache}}
	code := p.run(context.Background(), args)
	return out.String(), code
}

func TestProbe(t *testing.T) {
	cache := t.TempDir()
	for _, c := range probes {
		t.Run(c.name, func(t *testing.T) {
			flags := []string{"-Wl,-z,now"}
			if c.name == "never unloads" {
				flags = append(flags, "-Wl,-z,nodelete")
			}
			source := c.source
			if source == plugin {
				source = strings.Replace(plugin, "return of_the_host()", "return 1", 1)
			}
			lib := sharedObject(t, source, flags...)
			out, code := runCached(cache, filepath.Dir(lib), append([]string{"probe", "lib.so", "--format", "json"}, strings.Fields(c.flags)...)...)
			var r probe.Probed
			if err := json.Unmarshal([]byte(out), &r); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
			if r.End != c.end || r.AtStep != c.at || r.Seen != c.seen || r.Agreement != c.agreement || r.Status != c.status || code != c.code {
				t.Errorf("exit %d, want %d; %+v", code, c.code, r)
			}
		})
	}
}

func TestProbeText(t *testing.T) {
	lib := sharedObject(t, "#include <stdio.h>\nvoid entry(void) { puts(\"hello\"); }")
	out, code := runIn(filepath.Dir(lib), "probe", "lib.so", "--call", "entry", "--reload", "100")
	if code != exitClean {
		t.Fatalf("exit %d: %s", code, out)
	}
	for _, want := range []string{"lib.so  ran its code in a child process", "open (load 1) ", "call entry  ", "  ...\n", "open (load 100)", "unmapped", "ended well", "predicted   unloads: as inspect predicts", "printed\n  hello"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
}

// What the tracer sees of a probe is said beside the steps.
func TestProbeTraced(t *testing.T) {
	cache := t.TempDir()
	const leaves = `#include <pthread.h>
extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);
extern void *__dso_handle;
static void done(void *p) {}
void pins(void) { __cxa_thread_atexit_impl(done, 0, &__dso_handle); }
static pthread_key_t k;
void dangles(void) { pthread_key_create(&k, done); pthread_setspecific(k, &k); }
`
	lib := sharedObject(t, leaves)
	for _, c := range []struct{ flags, want string }{
		{"--call pins", "kept by     a pending thread-local destructor of thread 1, registered by `pins` at lib.c:5 in lib.so"},
		{"--call dangles", "left        pthread key"},
		{"--call dangles --thread other", "because     thread 2 ended and ran the destructor of pthread key"},
	} {
		out, _ := runCached(cache, filepath.Dir(lib), append([]string{"probe", "lib.so"}, strings.Fields(c.flags)...)...)
		if !strings.Contains(out, c.want) {
			t.Errorf("%s: no %q in\n%s", c.flags, c.want, out)
		}
	}
}

// The hidden child mode needs more than an argument: nobody enters it by accident.
func TestProbeChildIsHidden(t *testing.T) {
	if os.Getenv("CDYLIB_LS_PROBE_CHILD") != "" {
		t.Fatal("the environment asks for the child")
	}
	if _, code := runIn(t.TempDir(), "--probe-child", "x", "main", "1"); code != exitFailure {
		t.Errorf("exit %d, want %d", code, exitFailure)
	}
}
