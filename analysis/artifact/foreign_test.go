package artifact

import (
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// TestNativeLeftovers: what C leaves behind, and what cannot be told of it.
func TestNativeLeftovers(t *testing.T) {
	const key = "#include <pthread.h>\nstatic pthread_key_t k;\nstatic void d(void *p) { (void)p; }\n"
	const handler = "#include <signal.h>\nstatic void h(int n) { (void)n; }\n"
	const thread = "#include <pthread.h>\nstatic pthread_t t;\nstatic void *run(void *p) { return p; }\n"
	const look = key + "#include <dlfcn.h>\ntypedef int (*make)(pthread_key_t *, void (*)(void *));\n"
	for _, tt := range []struct {
		name, source string
		want         unload.State
		by           string
	}{
		{"a key", key + "void entry(void) { pthread_key_create(&k, d); }", unload.Crashes, "thread-key"},
		{"a key by its address", key + "void entry(void) { int (*volatile make)(pthread_key_t *, void (*)(void *)) = pthread_key_create; make(&k, d); }", unload.Crashes, "thread-key"},
		{"a key by a table", key + "struct api { int (*make)(pthread_key_t *, void (*)(void *)); };\nconst struct api api = { pthread_key_create };\nconst struct api *volatile used = &api;\nvoid entry(void) { used->make(&k, d); }", unload.Undecided, "table"},
		{"a key that a destructor deletes", key + "void entry(void) { pthread_key_create(&k, d); }\n__attribute__((destructor)) static void close_(void) { pthread_key_delete(k); }", unload.Unloads, ""},
		{"a handler", handler + "void entry(void) { signal(SIGUSR1, h); }", unload.Crashes, "signal-handler"},
		{"the default handler", handler + "void entry(void) { signal(SIGUSR1, SIG_DFL); }", unload.Unloads, ""},
		{"a handler that is perhaps taken back", handler + "void entry(void) { signal(SIGUSR1, h); }\n__attribute__((destructor)) static void close_(void) { signal(SIGUSR1, SIG_DFL); signal(SIGUSR2, h); }", unload.Undecided, "signal-handler"},
		{"a thread", thread + "void entry(void) { pthread_create(&t, 0, run, 0); }", unload.Crashes, "raw-thread"},
		{"a thread that is joined", thread + "void entry(void) { pthread_create(&t, 0, run, 0); }\n__attribute__((destructor)) static void close_(void) { pthread_join(t, 0); }", unload.Undecided, "raw-thread"},
		{"a key by its name", look + "void entry(void) { make f = (make)dlsym(0, \"pthread_key_create\"); if (f) f(&k, d); }", unload.Undecided, "lookup"},
		{"a key by its name in a table", look + "static const char *volatile names[] = { \"getpid\", \"pthread_key_create\" };\nvoid entry(void) { make f = (make)dlsym(0, names[1]); if (f) f(&k, d); }", unload.Undecided, "lookup"},
		{"a handler by its name", handler + "#include <dlfcn.h>\nvoid entry(void) { void (*f)(int, void (*)(int)) = (void (*)(int, void (*)(int)))dlsym(0, \"signal\"); if (f) f(SIGUSR1, h); }", unload.Undecided, "lookup"},
		{"another function by its name", look + "void entry(void) { make f = (make)dlsym(0, \"pthread_getname_np\"); if (f) f(0, 0); }", unload.Unloads, ""},
		{"a message that begins with a name", look + "const char *volatile text = \"pthread_key_create failed\";\nvoid entry(void) { make f = (make)dlsym(0, \"getpid\"); if (!f) text = \"signal lost\"; }", unload.Unloads, ""},
		{"a name and nothing that is looked up", look + "const char *volatile text;\nvoid entry(void) { text = \"pthread_key_create\"; }", unload.Unloads, ""},
		{"a key of a destructor", key + "void entry(void) {}\n__attribute__((destructor)) static void close_(void) { pthread_key_create(&k, d); }", unload.Crashes, "thread-key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			source, lib := filepath.Join(dir, "lib.c"), filepath.Join(dir, "lib.so")
			write(t, source, tt.source)
			if out, err := exec.Command("cc", "-O1", "-shared", "-fPIC", "-o", lib, source).CombinedOutput(); err != nil {
				t.Fatalf("cc: %v\n%s", err, out)
			}
			l, err := Open(lib)
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			v := l.Verdict()
			if v.State != tt.want || tt.by != "" && !slices.ContainsFunc(v.Because, func(r unload.Reason) bool { return r.ID == tt.by }) {
				t.Errorf("%s by %+v", v.State, v.Because)
			}
		})
	}
}
