package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// effects are what a constructor or destructor that does one thing must be seen
// to reach; where the list is empty it must be seen to reach nothing that matters.
var effects = map[string][]artifact.Kind{
	"nothing": nil, "alloc": nil, "hashmap": nil, "instant": nil, "env": nil, "args": nil,
	"println": {artifact.Stdio}, "print_nonl": {artifact.Stdio}, "eprintln": {artifact.Stdio},
	"panic":        {artifact.Panic},
	"spawn_join":   {artifact.Spawn, artifact.Join, artifact.TLSDestructor},
	"spawn_detach": {artifact.Spawn, artifact.TLSDestructor},
	"tls":          {artifact.TLSDestructor},
	"current":      {artifact.ThreadKey},
	"exit":         {artifact.Exit},
	"process":      {artifact.Process},
}

// loud are the effects that a harmless construct must not be seen to reach.
// (Which panics are left in is up to the optimiser; a lock's unwrap is one.)
var loud = []artifact.Kind{artifact.Stdio, artifact.Spawn, artifact.Join, artifact.TLSDestructor, artifact.ThreadKey, artifact.ExitCallback,
	artifact.Signal, artifact.Exit, artifact.Environment, artifact.Process, artifact.LoadLibrary}

var effectVariants = []variant{
	{name: "debug"},
	{name: "release", flags: []string{"-O"}},
	{name: "release, stripped", flags: []string{"-O"}, strip: true},
}

// Every slot of the library's own is found at its moment, with what it reaches and
// nothing else.
func TestSlotEffects(t *testing.T) {
	for _, v := range effectVariants {
		for _, at := range []string{"init", "fini"} {
			t.Run(v.name+" "+at, func(t *testing.T) {
				t.Parallel()
				for what, want := range effects {
					slotEffects(t, v, at, what, want)
				}
			})
		}
	}
}

func slotEffects(t *testing.T, v variant, at, what string, want []artifact.Kind) {
	l := openLibrary(t, construct(t, "life.rs", v, `place="`+at+`"`, `what="`+what+`"`))
	load, unload := artifact.Own(l.Load), artifact.Own(l.Unload)
	own, other := load, unload
	if at == "fini" {
		own, other = unload, load
	}
	if len(own) != 1 || len(other) != 0 {
		t.Errorf("%s: %d slots of its own at %s and %d at the other end, want 1 and 0", what, len(own), at, len(other))
		return
	}
	if name := l.NameOf(own[0]); !v.strip && name != "life::run" {
		t.Errorf("%s: the slot is %s, want life::run", what, name)
	}
	found := map[artifact.Kind]artifact.Effect{}
	for _, e := range l.Effects(own...) {
		found[e.Kind] = e
	}
	if v.strip && what == "panic" {
		// No name says panic, but the place of the panic! is in the file.
		if places := l.Witnesses(own[0]); len(places) == 0 || !strings.HasSuffix(places[0].File, "life.rs") || places[0].Line != lineOf(t, `panic!("boom");`) {
			t.Errorf("panic locations %+v, want line %d of life.rs", places, lineOf(t, `panic!("boom");`))
		}
		return
	}
	for _, k := range want {
		if _, ok := found[k]; !ok {
			t.Errorf("%s: no %s among %v", what, k, found)
		}
	}
	for _, k := range loud {
		// Command starts a process in many ways, and exit calls what it calls.
		if e, ok := found[k]; ok && !slices.Contains(want, k) && what != "process" && !implied(want, k) {
			t.Errorf("%s: reaches %s by %v", what, k, e)
		}
	}
}

// implied effects are parts of others: a thread that std starts has a handle and a
// name.
func implied(want []artifact.Kind, k artifact.Kind) bool {
	return slices.Contains(want, artifact.Spawn) || slices.Contains(want, artifact.TLSDestructor) && k == artifact.ThreadKey
}

func openLibrary(t *testing.T, path string) *artifact.Library {
	t.Helper()
	l, err := artifact.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func lineOf(t *testing.T, text string) int {
	t.Helper()
	b, err := os.ReadFile("constructs/life.rs")
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(b), text)
	return strings.Count(before, "\n") + 1
}

// What the compiler or the linker took away is not there: the twin that refutes.
func TestRemoved(t *testing.T) {
	t.Parallel()
	debug, release := variant{name: "debug"}, variant{name: "release", flags: []string{"-O"}}
	kinds := func(v variant, what string) (slots int, found []artifact.Kind) {
		l := openLibrary(t, construct(t, "removed.rs", v, `what="`+what+`"`))
		own := artifact.Own(l.Load)
		if len(own) == 0 {
			return 0, nil
		}
		for _, e := range l.Effects(own...) {
			found = append(found, e.Kind)
		}
		return len(own), found
	}
	if n, _ := kinds(debug, "unused"); n != 1 {
		t.Errorf("without #[used], debug: %d slots, want 1", n)
	}
	if n, _ := kinds(release, "unused"); n != 0 {
		t.Errorf("without #[used], release: %d slots, want 0", n)
	}
	for _, what := range []string{"branch", "unwrap"} {
		if n, found := kinds(release, what); n != 1 || len(found) != 0 {
			t.Errorf("%s, release: %d slots that reach %v, want 1 that reaches nothing", what, n, found)
		}
	}
	if _, found := kinds(debug, "unwrap"); !slices.Contains(found, artifact.Panic) {
		t.Errorf("an unwrap in debug: %v", found)
	}
}

// The plugins of the lab, built by cargo: inspect's verdict is what the host sees.
func TestPluginVerdicts(t *testing.T) {
	t.Parallel()
	// What a run of these shows is not about unloading, or not to be seen in a file.
	apart := map[string]string{
		"frees_dtor": "a race on data", "panic_ctor": "dies in dlopen", "exit_ctor": "ends in dlopen", "wait_ctor": "hangs in dlopen", "scope_ctor": "hangs in dlopen",
		"panic_dtor": "dies in its destructor", "atexit_panic": "dies in its callback", "exit_dtor": "ends in its destructor",
		"std_ctor":    "the main thread, which ends by exit, runs no key destructors",
		"std_dtor":    "the main thread, which ends by exit, runs no key destructors",
		"napi_module": "entry() does not run the exports that touch a thread-local",
	}
	files, err := filepath.Glob(filepath.Join(plugins, "lib*.so"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no plugins: %v", err)
	}
	compared := 0
	for _, file := range files {
		name := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(file), "lib"), ".so")
		if strings.Contains(name, "-") || apart[name] != "" {
			continue // cargo's copy with a hash
		}
		o := load(t, name, "open", "thread-call", "close", "thread-end", "wait")
		seen := unloaded(o)
		if o.status == hung || strings.HasSuffix(name, "detached_dtor") && o.status == segfault {
			seen = unload.Crashes
		}
		if said := openLibrary(t, file).Verdict(); said.State != seen && !(seen == unload.Stays && said.Words() == "may crash") {
			t.Errorf("%s: inspect says %s %+v, dlclose %s: %v", name, said.State, said.Because, seen, o)
		}
		compared++
	}
	if compared < 20 {
		t.Errorf("only %d plugins compared", compared)
	}
}

// Undefined symbols are looked up as the loader does, and in the host.
func TestResolve(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	dep := filepath.Join(dir, "libdep.so")
	plugin := filepath.Join(dir, "libplugin.so")
	host := filepath.Join(dir, "host")
	compile(t, "-shared", "-fPIC", "-o", dep, write("dep.c", "int from_dep(void) { return 1; }"))
	compile(t, "-shared", "-fPIC", "-o", plugin, write("plugin.c", `
extern int from_dep(void), host_call(void), hidden_call(void), nowhere(void);
extern int maybe(void) __attribute__((weak));
int entry(void) { return from_dep() + host_call() + hidden_call() + nowhere() + (maybe ? maybe() : 0); }`), "-L"+dir, "-ldep", "-Wl,-rpath,$ORIGIN")
	compile(t, "-o", host, write("host.c", `
int host_call(void) { return 1; }
__attribute__((visibility("hidden"))) int hidden_call(void) { return 2; }
int main(void) { return host_call() - 1 + hidden_call() - 2; }`), "-rdynamic")
	l := openLibrary(t, plugin)
	for _, c := range []struct {
		host             *artifact.Host
		unresolved, from string
	}{
		{nil, "hidden_call host_call nowhere", ""},
		{&artifact.Host{Path: host}, "hidden_call nowhere", "host_call"},
		{&artifact.Host{Path: host, Patch: true}, "nowhere", "hidden_call host_call"},
	} {
		link, err := l.Resolve(c.host)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, u := range link.Unresolved {
			names = append(names, u.Name)
		}
		if got := strings.Join(names, " "); got != c.unresolved || strings.Join(link.FromHost, " ") != c.from {
			t.Errorf("host %+v: unresolved %q, of the host %q; want %q, %q", c.host, got, link.FromHost, c.unresolved, c.from)
		}
		if len(link.Missing) != 0 || !slices.Contains(link.Found, dep) {
			t.Errorf("found %q, missing %q", link.Found, link.Missing)
		}
	}
}

// aarch64 is the target that the lab compiles for where it is installed.
const aarch64 = "aarch64-unknown-linux-gnu"

func hasAArch64() bool {
	out, err := exec.Command("rustc", "--print", "target-libdir", "--target", aarch64).Output()
	if err == nil {
		_, err = os.Stat(strings.TrimSpace(string(out)))
	}
	return err == nil
}

// The verdicts of AArch64 libraries are those that x86-64 runs confirm. Where the
// Rust target is not installed C objects stand in.
func TestAArch64(t *testing.T) {
	t.Parallel()
	if !hasAArch64() {
		aarch64C(t)
		return
	}
	want := map[string]unload.State{"control": unload.Unloads, "println": unload.Unloads, "panic_default": unload.Unloads, "current": unload.Crashes,
		"spawn_join": unload.Stays, "tl_const_drop": unload.Stays, "tl_lazy_drop": unload.Stays, "tl_const_nodrop": unload.Unloads, "hashmap": unload.Unloads}
	flags := []string{"--target", aarch64, "-C", "linker=aarch64-linux-gnu-gcc"}
	for _, v := range []variant{
		{name: "debug", flags: flags},
		{name: "release", flags: append([]string{"-O"}, flags...)},
		{name: "release, stripped", flags: append([]string{"-O"}, flags...), strip: true, prefix: "aarch64-linux-gnu-"},
	} {
		for name, state := range want {
			l := openLibrary(t, construct(t, "pin.rs", v, `case="`+name+`"`))
			// Where code asks for a thread-local inline, the order of pin and key is not
			// proven: it may crash, which is more than happens.
			careful := func(said *unload.Verdict) bool {
				return state == unload.Stays && said.State == unload.Crashes && !said.Certain
			}
			if said := l.Verdict(); said.State != state && !careful(said) {
				t.Errorf("%s, %s: inspect says %s %+v, want %s", v.name, name, said.State, said.Because, state)
			}
			if own := artifact.Own(slices.Concat(l.Load, l.Unload)); len(own) != 0 {
				t.Errorf("%s, %s: slots of its own: %s", v.name, name, l.NameOf(own[0]))
			}
		}
	}
	// A pin on a condition hides no key, one on every path does.
	for touches, words := range map[string]string{"maybe": "may crash", "always": "stays", "lazily": "stays", "maybe_lazily": "may crash"} {
		v := variant{flags: append([]string{"-O"}, flags...)}
		if said := openLibrary(t, construct(t, "conditional.rs", v, `touches="`+touches+`"`)).Verdict(); said.Words() != words {
			t.Errorf("%s: inspect says %s %+v, want %s", touches, said.Words(), said.Because, words)
		}
	}
}

// aarch64C checks the reading of AArch64 code with what C compiles to.
func aarch64C(t *testing.T) {
	dir := t.TempDir()
	for what, c := range map[string]struct {
		body  string
		state unload.State
	}{
		"pin":  {"__cxa_thread_atexit_impl(done, 0, &__dso_handle);", unload.Stays},
		"key":  {"pthread_key_create(&key, done);", unload.Crashes},
		"none": {"pthread_key_create(&key, 0);", unload.Unloads},
	} {
		source, lib := filepath.Join(dir, what+".c"), filepath.Join(dir, what+".so")
		text := fmt.Sprintf("extern char __dso_handle; extern int __cxa_thread_atexit_impl(void (*)(void *), void *, void *);\nextern int pthread_key_create(unsigned *, void (*)(void *));\nunsigned key; static void done(void *p) {}\nstatic __attribute__((noinline)) void deep(void) { %s }\nvoid entry(void) { deep(); key++; }\n", c.body)
		if err := os.WriteFile(source, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		tool(t, "aarch64-linux-gnu-gcc", "-O1", "-w", "-shared", "-fPIC", "-o", lib, source)
		if said := openLibrary(t, lib).Verdict(); said.State != c.state {
			t.Errorf("%s: inspect says %s, want %s", what, said.State, c.state)
		}
	}
}
