package effects

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/cdylib-ls/cdylib-ls/analysis/data"
)

func table(t *testing.T) *Table {
	t.Helper()
	tab, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

func TestEmbeddedDataIsValid(t *testing.T) {
	tab := table(t)
	for _, r := range tab.Rows() {
		if r.Source == "" {
			t.Errorf("%s: %s has no source", r.File, r.Path)
		}
	}
	if len(tab.Attributes()) == 0 || len(tab.MacroRegs()) == 0 || len(tab.Sections()) == 0 || len(tab.Symbols()) == 0 {
		t.Error("a kind of registration is empty")
	}
}

func TestKindsAreDescribedOnce(t *testing.T) {
	seen := map[Kind]bool{}
	used := map[Kind]bool{}
	for _, r := range table(t).Rows() {
		for _, k := range r.Kinds {
			used[k] = true
		}
	}
	for _, k := range Traits {
		if seen[k.Kind] || k.Means == "" {
			t.Errorf("kind %q is listed twice or without a meaning", k.Kind)
		}
		if seen[k.Kind] = true; !used[k.Kind] {
			t.Errorf("no row has kind %q", k.Kind)
		}
	}
}

func TestLookup(t *testing.T) {
	tab := table(t)
	for _, c := range []struct {
		path, from, to string
		kinds          string // of all rows; "-" for no row
	}{
		{"std::println!", "", "", "stdio"},
		{"core::panic!", "", "", "panic"},
		{"::std::process::abort", "", "", "process-exit"},
		{"alloc::vec::Vec::remove", "", "", "panic-implicit frees"},
		{"std::option::Option::unwrap", "1.63", "1.95", "panic"},
		{"std::option::Option::map", "", "", "-"},
		{"std::fs::read_to_string", "", "", "fs"},
		{"std::fs::OpenOptions::open", "", "", "fs"},
		{"std::fs::OpenOptions::new", "", "", ""},
		{"std::fs::Metadata::len", "", "", ""},
		{"std::net::Ipv4Addr::new", "", "", ""},
		{"std::process::id", "", "", "-"},
		{"std::time::Duration::from_secs", "", "", "-"},
		{"std::thread::LocalKey::with", "", "", "tls-access"},
		{"std::thread::Builder::spawn", "1.85", "1.85", "thread-spawn"},
		{"[T]::split_at", "", "", "panic-implicit"},
		{"libc::write", "", "", ""},
		{"libc::atexit", "", "", "exit-callback"},
		{"fastrand::u32", "", "", "thread-current"},
		{"fastrand::Rng::u32", "", "", ""},
		{"nowhere::at_all", "", "", "-"},
	} {
		rows := tab.Lookup(c.path, c.from, c.to)
		got := "-"
		if len(rows) > 0 {
			var kinds []string
			for _, r := range rows {
				for _, k := range r.Kinds {
					kinds = append(kinds, string(k))
				}
			}
			got = strings.Join(kinds, " ")
		}
		if got != c.kinds {
			t.Errorf("Lookup(%q, %q, %q) gives %q, want %q", c.path, c.from, c.to, got, c.kinds)
		}
	}
}

func TestLookupByCompiler(t *testing.T) {
	tab := table(t)
	for _, c := range []struct {
		from, to string
		want     []string // Since of the rows, in file order
	}{
		{"1.63", "1.63", []string{""}},
		{"1.82", "1.82.3", []string{""}},
		{"1.83", "1.83", []string{"1.83"}},
		{"1.95.0", "1.97.0-nightly", []string{"1.83"}},
		{"1.70", "1.95", []string{"1.83", ""}},
		{"", "", []string{"1.83", ""}},
		{"1.90", "", []string{"1.83"}},
		{"", "1.80", []string{""}},
	} {
		var got []string
		for _, r := range tab.Lookup("std::thread::current", c.from, c.to) {
			got = append(got, r.Since)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("compilers %q to %q give rows since %q, want %q", c.from, c.to, got, c.want)
		}
	}
}

func TestClosures(t *testing.T) {
	tab := table(t)
	for _, c := range []struct {
		path         string
		calls, keeps []int
		known        bool
		unknown      string
	}{
		{"std::thread::spawn", nil, []int{0}, true, "call"},
		{"std::thread::scope", []int{0}, nil, true, "call"},
		{"std::panic::catch_unwind", []int{0}, nil, true, "call"},
		{"core::option::Option::map", nil, nil, false, "call"},
		{"slice::sort_by", nil, nil, false, "call"},
		{"libc::atexit", nil, []int{0}, true, "keep"},
		{"libc::qsort", nil, nil, false, "keep"},
		{"unheard_of::run", nil, nil, false, ""},
	} {
		calls, keeps, known := tab.Closures(c.path)
		if !slices.Equal(calls, c.calls) || !slices.Equal(keeps, c.keeps) || known != c.known {
			t.Errorf("Closures(%q) = %v, %v, %v", c.path, calls, keeps, known)
		}
		if got := tab.UnknownClosures(c.path); got != c.unknown {
			t.Errorf("UnknownClosures(%q) = %q, want %q", c.path, got, c.unknown)
		}
	}
	if !tab.Catches("std::panic::catch_unwind") || tab.Catches("std::thread::scope") {
		t.Error("catch_unwind catches, scope does not")
	}
}

func TestSections(t *testing.T) {
	tab := table(t)
	for _, c := range []struct{ name, format, want string }{
		{".init_array", "elf", ".init_array"},
		{".init_array.00099", "elf", ".init_array"},
		{".init_arrays", "elf", ""},
		{".fini_array.00001", "", ".fini_array"},
		{"__DATA,__mod_init_func,mod_init_funcs", "macho", "__DATA,__mod_init_func"},
		{".CRT$XCU", "coff", ".CRT$XC*"},
		{".CRT$XLB", "", ".CRT$XL*"},
		{"my_items", "elf", ""},
		{".text.startup", "elf", ""},
	} {
		got := ""
		if s := tab.Section(c.name, c.format); s != nil {
			got = s.Name
		}
		if got != c.want {
			t.Errorf("Section(%q, %q) = %q, want %q", c.name, c.format, got, c.want)
		}
	}
}

// Faults in data are named with the row they are in.
func TestFaultsAreReported(t *testing.T) {
	good := `path = "a::b"` + "\n" + `source = "s"` + "\n" + `note = "n"` + "\n"
	for _, c := range []struct{ row, want string }{
		{good + `kindz = ["panic"]`, `unknown key "effect.kindz"`},
		{good + `kinds = ["pannic"]`, `row "a::b": unknown kind "pannic"`},
		{good + `since = "1.9.0"` + "\n" + `until = "1.8"`, "since 1.9.0 is not below"},
		{good + `since = "new"`, `version "new" is not major.minor`},
		{good + `when = ["later"]`, `unknown moment "later"`},
		{good + `calls = [0]` + "\n" + `keeps = [0]`, "both called and kept"},
		{good + `callback = {arg = 0, moment = "exit", pin = "glue"}`, `unknown pin "glue"`},
		{good + "[[effect]]\n" + good, "overlaps another"},
		{`path = "a::b"`, "source is missing"},
		{`path = "a::b"` + "\n" + `kinds = ["fs"]` + "\n" + `source = "s"`, "note is missing"},
		{`path = "core::mem::take"` + "\n" + `source = "s"`, `write "std::mem::take"`},
		{`source = "s"`, "path is missing"},
	} {
		_, err := read(fstest.MapFS{
			"effects.toml":       {Data: []byte("[[effect]]\n" + c.row)},
			"crates.toml":        {},
			"registrations.toml": {},
		})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n\tgives %v, want %q", c.row, err, c.want)
		}
	}
	for _, c := range []struct{ row, want string }{
		{"[[section]]\nname = \".x\"\nformat = \"elf\"\nmoments = [\"load\"]", `row ".x": source is missing`},
		{"[[macro]]\npath = \"a::b!\"\nmoment = \"load\"\nbody = \"soup\"\nsource = \"s\"", "unknown body soup"},
		{"[[attribute]]\npath = \"a::b\"\nmoments = \"load\"", `unknown key "attribute.moments"`},
		{"[[attribute]]\npath = \"a::b\"\nmethod = 7", "method"}, // which leaves a row unread
		{"[[symbol]]\nname = \"a\"\n[[symbol]]\nname = 7", "name"},
	} {
		_, err := read(fstest.MapFS{"effects.toml": {}, "crates.toml": {}, "registrations.toml": {Data: []byte(c.row)}})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n\tgives %v, want %q", c.row, err, c.want)
		}
	}
}

// Adjacent ranges of one path leave no gap and do not overlap.
func TestRangesMeet(t *testing.T) {
	if _, err := read(data.Files()); err != nil {
		t.Fatal(err)
	}
	a, b := &Row{Until: "1.85"}, &Row{Since: "1.85"}
	if a.overlaps(b) || b.overlaps(a) || !a.overlaps(a) || a.holds("1.85", "") || !b.holds("1.85", "1.85") {
		t.Error("[.., 1.85) and [1.85, ..) meet without overlap")
	}
}
