package lab

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// formBuild is a profile that the forms are built with.
type formBuild struct {
	name, profile string
	nameless      bool // of the functions and statics: less can be proven
	slow          bool // of -all only
}

var formBuilds = []formBuild{
	{name: "release"},
	{name: "stripped", profile: "strip = \"symbols\"\n", nameless: true},
	{name: "lto", profile: "lto = \"fat\"\n"},
	{name: "one", profile: "codegen-units = 1\n", slow: true},
	{name: "small", profile: "opt-level = \"z\"\n", slow: true},
	{name: "abort", profile: "panic = \"abort\"\nlto = \"thin\"\n", slow: true},
}

// TestForms registers functions in startup sections in some seventy ways and holds what
// check says of each, with the built library, against which ran when it was loaded.
// `go test ./lab -run TestForms -v` prints the figures.
func TestForms(t *testing.T) {
	t.Parallel()
	check := checker(t)
	dir, err := filepath.Abs("../target/lab-forms")
	if err != nil {
		t.Fatal(err)
	}
	sources := layForms(t, dir)
	for _, b := range formBuilds {
		if b.slow && !*allTwins {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			cmd := exec.Command("cargo", "build", "--quiet", "--offline", "--profile", b.name, "--manifest-path", filepath.Join(dir, "Cargo.toml"))
			cmd.Env = append(os.Environ(), "RUSTFLAGS=", "CARGO_ENCODED_RUSTFLAGS=")
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			library := filepath.Join(dir, "target", b.name, "libforms.so")
			o := run{args: []string{filepath.Join(work, "host"), library, "open", "close"}}.start(t)
			ran := map[string]bool{}
			for _, m := range formName.FindAllStringSubmatch(o.stderr, -1) {
				ran[m[1]] = true
			}
			if o.status != fine || len(ran) < 40 {
				t.Fatalf("%d forms ran: %v", len(ran), o)
			}
			c := compareForms(t, check, dir, library, sources, ran)
			t.Logf("%d ran; confirmed %d, refuted %d, undecided %d, wrong %d", len(ran), c.confirmed, c.refuted, c.can, c.wrong)
			if !b.nameless && c.confirmed+c.refuted < 5*c.can {
				t.Error("most should be decided")
			}
		})
	}
}

var formName = regexp.MustCompile(`form:(\w+)`)

// layForms writes the workspace and returns its sources in lines, by file.
func layForms(t *testing.T, dir string) map[string][]string {
	t.Helper()
	manifest := "[workspace]\nmembers = [\"dep\"]\n" + fmt.Sprintf(crateManifest, "forms", "[lib]\ncrate-type = [\"cdylib\"]\n[dependencies]\ndep = { path = \"dep\" }\n")
	for _, b := range formBuilds {
		manifest += "[profile." + b.name + "]\n"
		if b.name != "release" {
			manifest += "inherits = \"release\"\n"
		}
		manifest += b.profile
	}
	files := map[string]string{"Cargo.toml": manifest, "dep/Cargo.toml": fmt.Sprintf(crateManifest, "dep", "")}
	lines := map[string][]string{}
	for file, from := range map[string]string{"src/lib.rs": "forms.rs", "dep/src/lib.rs": "forms_dep.rs"} {
		text, err := os.ReadFile(filepath.Join("constructs", from))
		if err != nil {
			t.Fatal(err)
		}
		files[file], lines[file] = string(text), strings.Split(string(text), "\n")
	}
	for name, text := range files {
		if err := write(filepath.Join(dir, name), text); err != nil {
			t.Fatal(err)
		}
	}
	return lines
}

const crateManifest = "[package]\nname = %q\nversion = \"0.0.0\"\nedition = \"2021\"\n%s"

// compareForms asks check about a built library and counts what is right and what is not.
func compareForms(t *testing.T, check, dir, library string, sources map[string][]string, ran map[string]bool) cells {
	t.Helper()
	out, err := exec.Command(check, "check", "--format", "json", "--show-refuted", "--fail-on", "never", "--artifact", library, dir).Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	type place struct {
		File  string
		Start struct{ Line int }
	}
	var report struct {
		Findings []struct {
			place
			Rule, Message string
			Evidence      struct{ Level string }
			Places        []place
		}
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	var c cells
	for _, f := range report.Findings {
		there := slices.Contains([]string{"stdio-in-ctor", "stdio-in-dtor"}, f.Rule) // the function runs
		gone := slices.Contains([]string{"missing-used", "dead-init-section"}, f.Rule)
		if f.Rule == "unexplained-slot" {
			c.wrong++
			t.Errorf("all slots are registered in the sources: %s", f.Message)
		}
		if !there && !gone {
			continue
		}
		for _, at := range f.Places {
			form := formAt(t, sources[at.File], at.Start.Line)
			switch f.Evidence.Level {
			case "confirmed", "refuted":
				if (f.Evidence.Level == "confirmed") == (ran[form] == there) {
					c.count(f.Evidence.Level)
					continue
				}
				c.wrong++
				t.Errorf("%s of %s is %s; it ran: %t", f.Rule, form, f.Evidence.Level, ran[form])
			default:
				c.can++
			}
		}
	}
	return c
}

func (c *cells) count(level string) {
	if level == "confirmed" {
		c.confirmed++
	} else {
		c.refuted++
	}
}

// formAt is the form that stands at a line, or next behind it.
func formAt(t *testing.T, lines []string, line int) string {
	t.Helper()
	for _, text := range lines[line-1:] {
		if m := formName.FindStringSubmatch(text); m != nil {
			return m[1]
		}
	}
	t.Fatalf("no form from line %d on", line)
	return ""
}
