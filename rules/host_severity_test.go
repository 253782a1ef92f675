package rules

import (
	"os"
	"path/filepath"
	"testing"
)

// TestSeverityFollowsHost checks one source in several hosts: what the rules
// about unloading say at most, and the verdict's side of it, come from the host.
func TestSeverityFollowsHost(t *testing.T) {
	const source = `
thread_local! { static NAMES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) }; }
extern "C" fn clean_up() {}
#[used]
#[link_section = ".fini_array"]
static CLEAN_UP: extern "C" fn() = clean_up;
#[no_mangle]
pub extern "C" fn touch() { NAMES.with(|n| n.borrow_mut().clear()) }
#[no_mangle]
pub extern "C" fn who() -> bool { std::thread::current().name().is_some() }
`
	tests := []struct {
		name, manifest, source, build string
		want                          Severity
	}{
		{"unknown host", "", "", "", Warning},
		{"Python, never", "[dependencies]\npyo3 = \"0.25\"\n", "", "", Information},
		{"PostgreSQL, never", "[dependencies]\npgrx = \"0.15\"\n", "", "", Information},
		{"audio host, often", "", "#[no_mangle]\npub static clap_entry: usize = 0;\n", "", Error},
		{"Node.js, often", "[dependencies]\nnapi = \"3\"\n", "", "", Error},
		{"Node.js with its helper", "[dependencies]\nnapi = \"3\"\n", "", "fn main() { napi_build::setup(); }\n", Hint},
		{"configured host", "[package.metadata.cdylib-ls]\nhost = \"cpython\"\n", "", "", Information},
		{"configured unload", "[dependencies]\npyo3 = \"0.25\"\n[package.metadata.cdylib-ls]\nunload = \"supported\"\n", "", "", Error},
		{"host nobody is sure of", "[dependencies]\ndll-syringe-payload-utils = \"0.1\"\n", "", "", Warning},
		{"nodelete", "", "", "fn main() { println!(\"cargo:rustc-cdylib-link-arg=-Wl,-z,nodelete\"); }\n", Hint},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write := func(name, text string) {
				path := filepath.Join(dir, name)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			write("Cargo.toml", "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n"+tt.manifest)
			write("src/lib.rs", source+tt.source)
			if tt.build != "" {
				write("build.rs", tt.build)
			}
			most := Off
			for _, f := range checkFolder(t, dir) {
				if ByID(f.Rule).Category == Unload {
					most = max(most, f.Severity)
				}
			}
			if most != tt.want {
				t.Errorf("at most %s, want %s", most, tt.want)
			}
		})
	}
}
