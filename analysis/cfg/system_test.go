package cfg

import "testing"

// TestParseTriple reads triples that rustc has, ones that it has not, and half ones.
func TestParseTriple(t *testing.T) {
	for triple, want := range map[string]Triple{
		"x86_64-unknown-linux-gnu":      {"linux", "gnu", "unknown"},
		"arm-unknown-linux-gnueabihf":   {"linux", "gnu", "unknown"},
		"x86_64-apple-darwin":           {"macos", "", "apple"},
		"aarch64-apple-ios-sim":         {"ios", "sim", "apple"},
		"aarch64-linux-android":         {"android", "", "unknown"},
		"x86_64-pc-windows-gnullvm":     {"windows", "gnu", "pc"},
		"x86_64-pc-cygwin":              {"cygwin", "", "pc"},
		"riscv64-vendor-linux-musleabi": {"linux", "musl", ""},
		"weird9-apple-darwin":           {"macos", "", "apple"},
		"weird9-pc-windows-msvc":        {"windows", "msvc", "pc"},
		"weird9-linux-androideabi":      {"android", "", ""},
		"windows":                       {},
		"":                              {},
	} {
		if got := ParseTriple(triple); got != want {
			t.Errorf("%s: %+v, want %+v", triple, got, want)
		}
	}
}
