package pipeline

import "testing"

// TestAbsentDependency: only data can clear a dependency whose sources are absent.
func TestAbsentDependency(t *testing.T) {
	manifest := "[package]\nname = \"plug\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\n"
	for dep, want := range map[string]int{"tokio": 1, "tracing-appender": 1, "libc": 0, "windows-sys": 0, "cfg-if": 0} {
		l := loadingOf(t, map[string]string{"Cargo.toml": manifest + dep + " = \"1\"\n", "src/lib.rs": "pub fn f() {}"})
		if len(l.Unfollowed) != want || want == 1 && (!l.Unfollowed[0].Absent || l.Unfollowed[0].Package != dep) {
			t.Errorf("%s: %+v", dep, l.Unfollowed)
		}
	}
}
