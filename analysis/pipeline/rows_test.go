package pipeline

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/parallel"
)

// spelling is a way to write a call: what stands before the function, its name, and
// the name of the dependency.
type spelling struct{ name, uses, call, dep string }

// spellings are the ways in which a call of a row can be written. args stands in the
// parentheses.
func spellings(r *effects.Row, args string) []spelling {
	crate, rest, nested := strings.Cut(r.Path, "::")
	path := r.Path
	if r.Prefix {
		path += "::anything"
		_, rest, nested = strings.Cut(path, "::")
	}
	if effects.Primitive(crate) {
		ty := crate
		switch crate {
		case "pointer": // only of what needs drop
			return []spelling{{"path", "", "(0 as *mut Vec<u8>)." + rest + "(" + args + ")", ""}}
		case "slice":
			ty = "<[u8]>"
		}
		return []spelling{{"path", "", ty + "::" + rest + "(" + args + ")", ""}}
	}
	if name, macro := strings.CutSuffix(path, "!"); macro {
		last := words.LastSegment(name)
		out := []spelling{{"path", "", path + "(" + args + ")", crate}}
		if crate != "std" && nested {
			out = append(out, spelling{"use", "use " + name + ";", last + "!(" + args + ")", crate}, spelling{"renamed", "", "other::" + rest + "(" + args + ")", "other"})
		}
		return out
	}
	out := []spelling{{"path", "", path + "(" + args + ")", crate}}
	i := strings.LastIndex(path, "::")
	up, last := path[:i], path[i+2:]
	owner := words.LastSegment(up)
	if r.Has(analysis.Frees) && unicode.IsUpper(rune(owner[0])) { // only of what needs drop
		return []spelling{{"path", "", up + "::<Vec<u8>>::" + last + "(" + args + ")", crate}}
	}
	if unicode.IsUpper(rune(owner[0])) {
		out = append(out, spelling{"use", "use " + up + ";", owner + "::" + last + "(" + args + ")", crate},
			spelling{"use as", "use " + up + " as Other;", "Other::" + last + "(" + args + ")", crate},
			spelling{"type", "type Other = " + up + ";", "Other::" + last + "(" + args + ")", crate})
	} else {
		out = append(out, spelling{"use", "use " + path + ";", last + "(" + args + ")", crate},
			spelling{"use as", "use " + path + " as other;", "other(" + args + ")", crate})
	}
	if crate != "std" {
		out = append(out, spelling{"renamed", "", "other::" + path[strings.Index(path, "::")+2:] + "(" + args + ")", "other"},
			spelling{"handed on", "mod inner { pub use " + up + "; }", "inner::" + owner + "::" + last + "(" + args + ")", crate})
	}
	if !r.Prefix {
		out = append(out, spelling{"macro", "macro_rules! around { () => { " + path + "(" + args + ") } }", "around!()", crate})
	}
	return out
}

// oneCall is a library whose exported function, constructor and destructor make a call.
func oneCall(r *effects.Row, s spelling) memory {
	crate, _, _ := strings.Cut(r.Path, "::")
	deps := "env_logger = \"0.11\"\n"
	switch {
	case s.dep == "other":
		deps += fmt.Sprintf("other = { package = %q, version = \"1\" }\n", strings.ReplaceAll(crate, "_", "-"))
	case s.dep != "" && s.dep != "std" && s.dep != "env_logger":
		deps += strings.ReplaceAll(crate, "_", "-") + " = \"1\"\n"
	}
	section := ".init_array"
	if len(r.When) > 0 && !r.At(analysis.Load) {
		section = ".fini_array"
	}
	return memory{
		"/w/Cargo.toml": "[package]\nname = \"one\"\nversion = \"0.1.0\"\nedition = \"2021\"\n[lib]\ncrate-type = [\"cdylib\"]\n" +
			"[profile.release]\ndebug-assertions = true\n[dependencies]\n" + deps,
		"/w/src/lib.rs": s.uses + "\n#[used]\n#[link_section = \"" + section + "\"]\nstatic AT: extern \"C\" fn() = at;\n" +
			"extern \"C\" fn at() { env_logger::builder(); " + s.call + "; }\n" +
			"#[no_mangle]\npub extern \"C\" fn run() { " + s.call + "; }\n",
	}
}

// shown lists the kinds of a row that the result has: as something that the root
// reaches, or as a fact about unloading.
func shown(res *analysis.Result, r *effects.Row) (reached, left []analysis.EffectKind) {
	for _, x := range slices.Concat(res.Reaches, res.Calls) {
		if same(x.Effect.Path, r.Path) { // one function by several paths
			reached = append(reached, x.Effect.Kind)
		}
	}
	note := func(e *analysis.Effect) {
		if e.Path == r.Path {
			left = append(left, e.Kind)
		}
	}
	for _, x := range res.Threads {
		note(x.Effect)
	}
	for _, x := range res.Currents {
		note(x.Effect)
	}
	for _, x := range res.Callbacks {
		note(x.Effect)
	}
	for _, x := range res.Waits {
		note(&analysis.Effect{Kind: effects.MayPin, Path: x.Path})
	}
	for _, x := range res.Prints {
		note(x.Effect)
	}
	return reached, left
}

// same reports two paths of one function: crates hand on what their modules hold.
func same(x, y string) bool {
	return x == y || words.LastSegment(x) == words.LastSegment(y) && x[:strings.Index(x, "::")+1] == y[:strings.Index(y, "::")+1]
}

// Every row of the data is found in a library that makes its call, however that is
// written: no word list stands between a row and its effect.
func TestEveryRowIsFound(t *testing.T) {
	table, err := effects.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	var jobs []func()
	for i, r := range table.Rows() {
		filtered := r.InEveryBody() || r.Registers() || r.Has(analysis.LogSink) || scan.AskedOfCalls(r)
		if len(r.Kinds) == 0 || testing.Short() && !filtered {
			continue
		}
		args := ""
		if len(r.With) > 0 {
			args = r.With[0] + "()"
		}
		if r.Unended {
			args = `"x"`
		}
		all := spellings(r, args)
		if r.Unwrapped {
			for i := range all {
				if all[i].name == "macro" {
					all[i].uses = strings.Replace(all[i].uses, ") } }", ").unwrap() } }", 1)
					continue
				}
				all[i].call += ".unwrap()"
			}
		}
		if testing.Short() { // each way for some row
			all = all[i%len(all):][:1]
		}
		for _, s := range all {
			jobs = append(jobs, func() { checkRow(t, r, s) })
		}
	}
	parallel.Do(runtime.GOMAXPROCS(0), len(jobs), func(i int) { jobs[i]() })
}

// modifies tells the kinds that are no effects: they say how the calls around count.
func modifies(k analysis.EffectKind) bool {
	return slices.Contains([]analysis.EffectKind{effects.RunsOnce, effects.EntersRuntime, effects.LogErrors, effects.LogOpens, effects.CallsLibc}, k)
}

func checkRow(t *testing.T, r *effects.Row, s spelling) {
	t.Helper()
	fs := oneCall(r, s)
	set, err := workspace.Load(context.Background(), fs, []string{"/w"}, workspace.Options{Target: "x86_64-unknown-linux-gnu", CargoHome: "/home"})
	if err != nil {
		t.Fatal(err)
	}
	res, err := Analyze(context.Background(), fs, set.Workspaces[0], Options{Jobs: 1})
	if err != nil {
		t.Fatal(err)
	}
	reached, left := shown(res, r)
	for _, k := range r.Kinds {
		if !modifies(k) && !slices.Contains(reached, k) {
			t.Errorf("%s %s: %s: kind %s is not reached: %v", r.File, r.Path, s.name, k, reached)
		}
		if !k.Trait().EveryBody || k == analysis.Stdio && !r.Unended {
			continue
		}
		if k != analysis.RawThread && s.name == "macro" && k.Trait().EveryBody && (k == analysis.ThreadSpawn || k == analysis.Runtime) {
			continue // what a macro does with the handle is not seen
		}
		if !slices.Contains(left, k) {
			t.Errorf("%s %s: %s: kind %s is no fact of the library: %v", r.File, r.Path, s.name, k, left)
		}
	}
}
