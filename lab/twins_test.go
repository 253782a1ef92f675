package lab

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// twin is a hazard that stands in the source of two crates and in the library of
// one: the other's constant lets the compiler take it out.
type twin struct {
	rule  string
	items string // of the crate
	load  string // statements of a constructor
	close string // of a destructor
	entry string // of an export
	unix  bool   // Windows has no such hazard, or nothing there that the linker drops
	glibc bool   // nor has macOS, which never unmaps what std makes and calls no terminators
}

// twins are the hazards that a built library can show. ON is the constant.
var twins = map[string]twin{
	"unwrap":  {rule: "panic-in-ctor", load: `let v: Option<u8> = if ON { std::env::var_os("TWIN").map(|_| 1) } else { Some(1) }; black_box(v.unwrap());`},
	"assert":  {glibc: true, rule: "panic-in-dtor", close: `let n = if ON { std::env::args().count() } else { 7 }; assert!(n > 3, "few");`},
	"println": {rule: "stdio-in-ctor", load: `if ON { println!("twin is loaded, {}", black_box(1)); }`},
	"eprint":  {glibc: true, rule: "stdio-in-dtor", close: `if ON { eprintln!("twin is closed"); }`},
	"join":    {rule: "thread-wait-under-loader-lock", load: `if ON { let _ = std::thread::spawn(|| black_box(1)).join(); }`},
	"scope":   {rule: "thread-wait-under-loader-lock", load: `if ON { std::thread::scope(|s| { s.spawn(|| black_box(1)); }); }`},
	"setenv":  {rule: "std-in-ctor", load: `if ON { unsafe { std::env::set_var("TWIN", "1") } }`},
	"exit":    {rule: "std-in-ctor", load: `if ON && std::env::var_os("TWIN").is_some() { std::process::exit(3) }`},
	"local": {unix: true, glibc: true, rule: "thread-local-in-cdylib", items: `std::thread_local! { static NAMES: std::cell::RefCell<Vec<String>> = const { std::cell::RefCell::new(Vec::new()) }; }`,
		entry: `if ON { NAMES.with(|n| n.borrow_mut().push(String::new())); }`},
	"current":  {unix: true, glibc: true, rule: "current-thread-dangles", entry: `if ON { black_box(std::thread::current().id()); }`},
	"detached": {rule: "thread-outlives-cdylib", entry: `if ON { std::thread::spawn(|| loop { black_box(1); }); }`},
	"atexit": {rule: "atexit-in-cdylib", items: `unsafe extern "C" { fn atexit(f: extern "C" fn()) -> i32; } extern "C" fn late() { black_box(1); }`,
		entry: `if ON { unsafe { atexit(late); } }`},
	"signal": {unix: true, rule: "signal-handler-dangles", items: `unsafe extern "C" { fn signal(n: i32, f: extern "C" fn(i32)) -> usize; } const SIGTERM: i32 = 15; extern "C" fn caught(_: i32) { black_box(1); }`,
		entry: `if ON { unsafe { signal(SIGTERM, caught); } }`},
	"key": {unix: true, glibc: true, rule: "pthread-key-dangles", items: `unsafe extern "C" { fn pthread_key_create(k: *mut u32, f: Option<extern "C" fn(*mut u8)>) -> i32; } extern "C" fn gone(_: *mut u8) { black_box(1); }`,
		entry: `if ON { let mut k = 0; unsafe { pthread_key_create(&mut k, Some(gone)); } }`},
	"dtor": {unix: true, glibc: true, rule: "dtor-in-unloadable-cdylib", close: `black_box(1);`},
}

const twinSource = `#![allow(dead_code)]
use std::hint::black_box;
const ON: bool = %t;
%s
#[unsafe(no_mangle)]
pub extern "C" fn entry() { black_box(ON); %s }
`

// twinSections are where a platform's constructors and destructors are registered; DllMain
// is the destructor on Windows.
var twinSections = map[string][2]string{windowsTarget: {".CRT$XCU", ""}, armMac: macSections, intelMac: macSections}

var macSections = [2]string{"__DATA,__mod_init_func", "__DATA,__mod_term_func"}

// source is the crate of one twin. What is never registered is not linked either.
func (w *twin) source(on bool, triple string) string {
	text := fmt.Sprintf(twinSource, on, w.items, w.entry)
	sections, other := twinSections[triple]
	if !other {
		sections = [2]string{".init_array", ".fini_array"}
	}
	for _, slot := range []struct{ body, section, name string }{{w.load, sections[0], "at_load"}, {w.close, sections[1], "at_close"}} {
		if slot.body == "" {
			continue
		}
		if slot.section == "" {
			text += fmt.Sprintf("#[unsafe(no_mangle)]\npub extern \"system\" fn DllMain(_: *mut u8, reason: u32, _: *mut u8) -> i32 { if reason == 0 { at_close() } 1 }\nfn at_close() { %s }\n", slot.body)
			continue
		}
		used := "#[used]"
		if w.rule == "dtor-in-unloadable-cdylib" && !on {
			used = "" // its twin is the one that the linker drops
		}
		text += fmt.Sprintf("%s\n#[unsafe(link_section = %q)]\nstatic SLOT: extern \"C\" fn() = %s;\nextern \"C\" fn %s() { %s }\n", used, slot.section, slot.name, slot.name, slot.body)
	}
	return text
}

var allTwins = flag.Bool("all", false, "build the twins in every way")

// twinBuild is a way to build the twins, as a user would set it.
type twinBuild struct {
	name, profile, flags string
	triple               string
	nameless             bool // of the functions: less can be proven
	slow                 bool // of -all only
}

var twinBuilds = []twinBuild{
	{name: "release"},
	{slow: true, name: "fat LTO", profile: "lto = \"fat\"\ncodegen-units = 1\n"},
	{name: "stripped", profile: "strip = \"symbols\"\n", nameless: true},
	{slow: true, name: "panic=abort, opt-level s", profile: "panic = \"abort\"\nopt-level = \"s\"\n"},
	{slow: true, name: "debug information", profile: "debug = 2\n"},
	{slow: true, name: "GNU ld", flags: "-C linker-features=-lld"},
	{slow: true, name: "mold", flags: "-C linker-features=-lld -C link-arg=-fuse-ld=mold", nameless: true}, // 1.10 takes --strip-debug for more
	{name: "AArch64", triple: aarch64},
	{name: "Windows", triple: windowsTarget},
	{slow: true, name: "Windows, stripped", triple: windowsTarget, profile: "strip = \"symbols\"\n", nameless: true},
	{slow: true, name: "Windows, fat LTO", triple: windowsTarget, profile: "lto = \"fat\"\ncodegen-units = 1\n"},
}

// Check confirms a hazard where the library has it, refutes it where the compiler took
// it out, and is never wrong about either. `go test ./lab -run TestTwins -v` prints
// the matrix.
func TestTwins(t *testing.T) {
	t.Parallel()
	check := checker(t)
	var table strings.Builder
	builds := slices.DeleteFunc(slices.Clone(twinBuilds), func(b twinBuild) bool { return b.slow && !*allTwins })
	if *withZig {
		builds = append(builds, macTwins...)
	}
	for _, b := range builds {
		t.Run(b.name, func(t *testing.T) {
			if b.triple == aarch64 && !hasAArch64() {
				t.Skip("the Rust target is not installed")
			}
			c := b.check(t, check)
			fmt.Fprintf(&table, "| %s | %d | %d | %d | %d |\n", b.name, c.confirmed, c.refuted, c.can, c.wrong)
		})
	}
	t.Logf("build | confirmed | refuted | undecided | wrong\n%s", table.String())
	t.Run("stale", func(t *testing.T) { staleTwin(t, check) })
	t.Run("alone", func(t *testing.T) { onlyBuilt(t, check) })
	t.Run("named", func(t *testing.T) { namedTwin(t, check) })
}

// check builds the twins, asks the tool, and compares.
func (b *twinBuild) check(t *testing.T, checker string) cells {
	t.Helper()
	dir := b.lay(t)
	args := []string{"check", "--format", "json", "--show-refuted", "--fail-on", "never", dir}
	cargo := []string{"build", "--release", "--quiet", "--manifest-path", filepath.Join(dir, "Cargo.toml")}
	env := append(os.Environ(), "RUSTFLAGS="+b.flags, "CARGO_ENCODED_RUSTFLAGS=", "CARGO_TARGET_DIR=", "CARGO_TARGET_AARCH64_UNKNOWN_LINUX_GNU_LINKER=aarch64-linux-gnu-gcc")
	if b.mac() {
		env = append(env, macLinker(t, b.triple))
	}
	env = slices.DeleteFunc(env, func(e string) bool { return strings.HasSuffix(e, "=") && strings.HasPrefix(e, "CARGO_") })
	if b.triple != "" {
		args, cargo = append(args, "--target", b.triple), append(cargo, "--target", b.triple)
	}
	for _, c := range [][]string{append([]string{"cargo"}, cargo...)} {
		cmd := exec.Command(c[0], c[1:]...)
		cmd.Env = env
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", b.name, err, out)
		}
	}
	cmd := exec.Command(checker, args...)
	cmd.Env = env
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", b.name, err, out)
	}
	return b.compare(t, out)
}

// lay writes the workspace with two crates a twin.
func (b *twinBuild) lay(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(filepath.Join("../target/lab-twins", strings.Map(func(r rune) rune {
		if r == ' ' || r == ',' || r == '=' {
			return '_'
		}
		return r
	}, b.name)))
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"Cargo.toml": "[workspace]\nmembers = [\"*_on\", \"*_off\"]\nresolver = \"3\"\n[profile.release]\n" + b.profile +
		"[workspace.metadata.cdylib-ls]\nunload = \"supported\"\n"}
	for name, w := range twins {
		for which, on := range map[string]bool{"on": true, "off": false} {
			crate := name + "_" + which
			files[crate+"/Cargo.toml"] = fmt.Sprintf("[package]\nname = %q\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n", crate)
			files[crate+"/src/lib.rs"] = w.source(on, b.triple)
		}
	}
	for name, text := range files {
		if err := write(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// compare counts what the tool said of each crate's hazard.
func (b *twinBuild) compare(t *testing.T, out []byte) cells {
	t.Helper()
	var report struct {
		Findings []struct {
			Rule, Crate, Message string
			Evidence             struct{ Level string }
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	said := map[string]string{}
	for _, f := range report.Findings {
		name := f.Crate[:strings.LastIndex(f.Crate, "_")]
		if twins[name].rule == f.Rule {
			said[f.Crate] = f.Evidence.Level + ": " + f.Message
		}
	}
	var c cells
	for name, w := range twins {
		if w.glibc && b.mac() || w.unix && b.triple == windowsTarget {
			if got := said[name+"_on"] + said[name+"_off"]; got != "" && b.triple == windowsTarget && name != "dtor" {
				t.Errorf("%s: %s: %q, and there is no such hazard", b.name, name, got)
			}
			continue
		}
		for on, expected := range map[string]string{"on": "confirmed", "off": "refuted"} {
			got, _, _ := strings.Cut(said[name+"_"+on], ": ")
			switch {
			case got == expected && on == "on":
				c.confirmed++
			case got == expected:
				c.refuted++
			case got == "confirmed" || got == "refuted" || got == "stale" || got == "" || !b.nameless:
				c.wrong++
				t.Errorf("%s: %s_%s: %q, not %s", b.name, name, on, said[name+"_"+on], expected)
			default:
				c.can++
			}
		}
	}
	return c
}

// level is what the tool says of one crate's hazard.
func level(t *testing.T, checker string, args ...string) (level, details string) {
	t.Helper()
	cmd := exec.Command(checker, append([]string{"check", "--format", "json", "--fail-on", "never", "--select", "panic-in-ctor"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return "error", stderr.String()
	}
	var report struct {
		Findings []struct {
			Evidence struct {
				Level   string
				Details []string
			}
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	if len(report.Findings) != 1 {
		return fmt.Sprintf("%d findings", len(report.Findings)), ""
	}
	return report.Findings[0].Evidence.Level, strings.Join(report.Findings[0].Evidence.Details, "; ")
}

// single lays out one crate, and gives what builds it.
func single(t *testing.T, text string) (dir string, build func()) {
	t.Helper()
	dir = t.TempDir()
	manifest := "[package]\nname = \"twin\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[lib]\ncrate-type = [\"cdylib\"]\n"
	for file, text := range map[string]string{"Cargo.toml": manifest, "src/lib.rs": text} {
		if err := write(filepath.Join(dir, file), text); err != nil {
			t.Fatal(err)
		}
	}
	return dir, func() {
		cmd := exec.Command("cargo", "build", "--release", "--quiet", "--manifest-path", filepath.Join(dir, "Cargo.toml"))
		cmd.Env = append(os.Environ(), "RUSTFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
}

// What the sources do not show, because std makes the call, the library does: a sort by
// the order of an own type.
func onlyBuilt(t *testing.T, checker string) {
	w := twin{
		items: `#[derive(PartialEq)]
struct Gain(f32);
impl Eq for Gain {}
impl PartialOrd for Gain { fn partial_cmp(&self, o: &Gain) -> Option<std::cmp::Ordering> { Some(self.cmp(o)) } }
impl Ord for Gain { fn cmp(&self, o: &Gain) -> std::cmp::Ordering { self.0.partial_cmp(&o.0).unwrap() } }`,
		load: `let mut gains = [Gain(black_box(1.0)), Gain(black_box(2.0))]; gains.sort(); black_box(gains);`,
	}
	dir, build := single(t, w.source(true, ""))
	if got, why := level(t, checker, dir); got != "0 findings" {
		t.Errorf("before a build: %s: %s", got, why)
	}
	build()
	if got, why := level(t, checker, dir); got != "confirmed" || !strings.Contains(why, "at_load") || !strings.Contains(why, "src/lib.rs:8:") {
		t.Errorf("after a build: %s: %s", got, why)
	}
}

// An edit makes the evidence stale and says by which file; taking it back and
// building again confirms the finding once more.
func staleTwin(t *testing.T, checker string) {
	w := twins["unwrap"]
	dir, build := single(t, w.source(true, ""))
	lay := func(file, text string) {
		if err := write(file, text); err != nil {
			t.Fatal(err)
		}
	}
	source := filepath.Join(dir, "src/lib.rs")
	if got, why := level(t, checker, dir); got != "reachable" {
		t.Errorf("before a build: %s: %s", got, why)
	}
	build()
	if got, why := level(t, checker, dir); got != "confirmed" {
		t.Errorf("after a build: %s: %s", got, why)
	}
	if got, _ := level(t, checker, "--no-artifact", dir); got != "reachable" {
		t.Errorf("--no-artifact: %s", got)
	}
	lay(source, "// edited\n"+w.source(true, ""))
	if got, why := level(t, checker, dir); got != "stale" || !strings.Contains(why, "src/lib.rs") {
		t.Errorf("after an edit: %s: %s", got, why)
	}
	build()
	if got, why := level(t, checker, dir); got != "confirmed" {
		t.Errorf("after the next build: %s: %s", got, why)
	}
}

// --artifact takes what is shipped, under whatever name, and refuses what fits nothing.
func namedTwin(t *testing.T, checker string) {
	build := twinBuild{name: "release"}
	dir := build.lay(t)
	shipped := filepath.Join(t.TempDir(), "unwrap_on.clap")
	tool(t, "strip", "-s", "-o", shipped, filepath.Join(dir, "target/release/libunwrap_on.so"))
	if got, why := level(t, checker, "--artifact", shipped, filepath.Join(dir, "unwrap_on")); got != "confirmed" {
		t.Errorf("a stripped copy: %s: %s", got, why)
	}
	if got, why := level(t, checker, "--artifact", filepath.Join(dir, "missing.so"), dir); got != "error" || !strings.Contains(why, "build it first") {
		t.Errorf("a missing one: %s: %s", got, why)
	}
	if got, why := level(t, checker, "--artifact", filepath.Join(dir, "Cargo.toml"), filepath.Join(dir, "unwrap_on")); got != "error" || !strings.Contains(why, "not an ELF, PE or Mach-O file") {
		t.Errorf("a text: %s: %s", got, why)
	}
	if got, why := level(t, checker, "--artifact", filepath.Join(dir, "Cargo.toml"), dir); got != "error" || !strings.Contains(why, "no library of the checked crates") {
		t.Errorf("a file that is none: %s: %s", got, why)
	}
}
