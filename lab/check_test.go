package lab

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
)

// found is the finding that each plugin is there for; none means that what the
// plugin does was measured to be harmless, and must give no warning.
var found = map[string]string{
	"args_slots":     "early-args",
	"atexit":         "stdio-in-dtor",
	"atexit_panic":   "panic-in-dtor",
	"caught_ctor":    none,
	"caught_dtor":    "dtor-in-unloadable-cdylib",
	"current_thread": "current-thread-dangles",
	"dead_ctors":     "dead-init-section",
	"detached_ctor":  "std-in-ctor",
	"detached_dtor":  "thread-wait-under-loader-lock",
	"exit_ctor":      "std-in-ctor",
	"exit_dtor":      "std-in-dtor",
	"frees_dtor":     "dtor-frees-shared-state",
	"napi_module":    none,
	"panic_ctor":     "panic-in-ctor",
	"panic_dtor":     "panic-in-dtor",
	"registries":     none,
	"scope_ctor":     "thread-wait-under-loader-lock",
	"scope_dtor":     "thread-wait-under-loader-lock",
	"spelled":        none,
	"std_ctor":       "std-in-ctor",
	"std_dtor":       "std-in-dtor",
	"stderr_ctor":    "stdio-in-ctor",
	"stderr_dtor":    "stdio-in-dtor",
	"stdout_ctor":    "stdio-in-ctor",
	"stdout_dtor":    "stdio-in-dtor",
	"term_dtor":      "termination-dtor-in-cdylib",
	"tls_again_dtor": "thread-local-in-dtor",
	"tls_first_dtor": "thread-local-in-dtor",
	"tls_hidden":     none,
	"tls_pin":        "thread-local-in-cdylib",
	"tls_try_dtor":   "thread-local-in-cdylib",
	"tls_zero":       "tls-dtor-override",
	"wait_ctor":      "thread-wait-under-loader-lock",
	"wait_dtor":      "thread-wait-under-loader-lock",
}

const none = ""

// What the lab measures, the tool says: both look at the same plugins.
func TestCheckAgrees(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(checker(t), "check", "--format", "json", "--fail-on", "never", "plugins")
	cmd.Env = append(os.Environ(), "CARGO_TARGET_DIR="+filepath.Dir(filepath.Dir(plugins))) // what it refutes is not listed
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Findings []struct{ Rule, Severity, File string }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	rules := map[string][]string{} // of a plugin
	loud := map[string][]string{}  // those of at least warning severity
	for _, f := range report.Findings {
		name := plugin(f.File)
		rules[name] = append(rules[name], f.Rule)
		if f.Severity == "error" || f.Severity == "warning" {
			loud[name] = append(loud[name], f.Rule)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		switch rule := found[name]; {
		case rule == none && loud[name] != nil:
			t.Errorf("%s: harmless, and check reports %q", name, loud[name])
		case rule != none && !slices.Contains(rules[name], rule):
			t.Errorf("%s: check reports no %s, only %q", name, rule, rules[name])
		}
	}
	files, err := filepath.Glob("plugins/examples/*.rs")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		// Examples that are programs are not checked.
		name := plugin(file)
		if _, ok := found[name]; !ok && name != "before_main" && name != "exit_after_main" {
			t.Errorf("say in `found` what check should report for %s", file)
		}
	}
}

func plugin(file string) string {
	base := filepath.Base(file)
	return base[:len(base)-len(filepath.Ext(base))]
}

var buildTool sync.Mutex

// checker builds the command.
func checker(t *testing.T) string {
	t.Helper()
	buildTool.Lock()
	defer buildTool.Unlock()
	seen(t, "../analysis", "../cmd", "../parse", "../rules")
	path := filepath.Join(work, "cdylib-ls")
	build := exec.Command("go", "build", "-o", path, "../cmd/cdylib-ls")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return path
}

// seen opens what the tool is built from: go test reuses a result until a file
// that the test itself opened has changed.
func seen(t *testing.T, dirs ...string) {
	t.Helper()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				_, err = os.ReadFile(path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
