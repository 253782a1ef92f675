package rules

import (
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// printing is a world with one stdio-in-ctor finding at offset 10.
func printing() *world {
	w := newWorld()
	w.reach(analysis.Stdio, "println!", w.root(analysis.Load, w.lib))
	return w
}

func TestConfiguration(t *testing.T) {
	tests := []struct {
		name string
		set  func(*workspace.Settings)
		cfg  Config
		want string // severity and rule of the only finding, "" for none
	}{
		{"default", func(*workspace.Settings) {}, Config{}, "warning stdio-in-ctor"},
		{"raised", func(s *workspace.Settings) { set(s, "stdio-in-ctor", "error") }, Config{}, "error stdio-in-ctor"},
		{"off", func(s *workspace.Settings) { set(s, "stdio-in-ctor", "off") }, Config{}, ""},
		{"group off", func(s *workspace.Settings) { set(s, "outside-main", "off") }, Config{}, ""},
		{"pattern off", func(s *workspace.Settings) { set(s, "*-in-ctor", "off") }, Config{}, ""},
		{"rule before group", func(s *workspace.Settings) { set(s, "outside-main", "off"); set(s, "stdio-in-ctor", "error") }, Config{}, "error stdio-in-ctor"},
		{"group of the package before a rule of the workspace", func(s *workspace.Settings) {
			set(s, "stdio-in-ctor", "error")
			s.Levels = append(s.Levels, workspace.Levels{Rules: map[string]string{"all": "off"}})
		}, Config{}, ""},
		{"path before rules", func(s *workspace.Settings) {
			set(s, "stdio-in-ctor", "error")
			s.Levels[0].Paths = []workspace.PathLevels{
				{Glob: "**", Dir: "/", Rules: map[string]string{"all": "off"}}, {Glob: "nowhere/**/longer/*", Dir: "/", Rules: map[string]string{"all": "error"}}}
		}, Config{}, ""},
		{"group selected", func(*workspace.Settings) {}, Config{Select: []string{"outside-main"}}, "warning stdio-in-ctor"},
		{"other group selected", func(*workspace.Settings) {}, Config{Select: []string{"unload"}}, ""},
		{"pattern ignored", func(*workspace.Settings) {}, Config{Ignore: []string{"stdio-*"}}, ""},
		{"group selected and off", func(s *workspace.Settings) { set(s, "stdio-in-ctor", "off") }, Config{Select: []string{"outside-main"}}, ""},
		{"off but selected", func(s *workspace.Settings) { set(s, "stdio-in-ctor", "off") }, Config{Select: []string{"stdio-in-ctor"}}, "warning stdio-in-ctor"},
		{"another selected", func(*workspace.Settings) {}, Config{Select: []string{"std-in-ctor"}}, ""},
		{"ignored", func(*workspace.Settings) {}, Config{Select: []string{"stdio-in-ctor"}, Ignore: []string{"stdio-in-ctor"}}, ""},
		{"excluded", func(s *workspace.Settings) { s.Exclude = []string{"src/**"} }, Config{}, ""},
		{"something else excluded", func(s *workspace.Settings) { s.Exclude = []string{"tests/", "lib"} }, Config{}, "warning stdio-in-ctor"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := printing()
			tt.set(w.pkg.Settings)
			got := w.found(tt.cfg)
			if tt.want == "" && len(got) > 0 || tt.want != "" && (len(got) != 1 || !strings.HasPrefix(got[0], tt.want)) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestUnknownRuleInConfiguration(t *testing.T) {
	w := newWorld()
	set(w.pkg.Settings, "stdio-in-constructor", "off")
	w.pkg.Settings.Places["rules.stdio-in-constructor"] = vfs.Place{File: "/w/Cargo.toml", Span: rust.Span{Start: 3, End: 5}}
	set(w.pkg.Settings, "nonsense", "off") // from an editor: no line to point at
	got := w.found(Config{})
	if len(got) != 1 || !strings.Contains(got[0], "did you mean `stdio-in-ctor`") {
		t.Errorf("got %q", got)
	}
}

func TestSuppression(t *testing.T) {
	allow := func(id string, covers rust.Span, whole bool) *rust.Directive {
		return &rust.Directive{Span: rust.Span{Start: 100, End: 120}, Covers: covers, WholeFile: whole, Reason: "why",
			Rules: []rust.DirectiveRule{{ID: id, Span: rust.Span{Start: 105, End: 110}}}}
	}
	here, elsewhere := rust.Span{Start: 5, End: 20}, rust.Span{Start: 50, End: 60}
	tests := []struct {
		name       string
		directives []*rust.Directive
		cfg        Config
		want       []string
		suppressed int
	}{
		{"covers", []*rust.Directive{allow("stdio-in-ctor", here, false)}, Config{}, nil, 1},
		{"whole file", []*rust.Directive{allow("stdio-in-ctor", rust.Span{}, true)}, Config{}, nil, 1},
		{"elsewhere", []*rust.Directive{allow("stdio-in-ctor", elsewhere, false)}, Config{},
			[]string{"warning stdio-in-ctor", "information unused-suppression: nothing here is reported by `stdio-in-ctor`"}, 0},
		{"another rule", []*rust.Directive{allow("panic-in-ctor", here, false)}, Config{Select: []string{"stdio-in-ctor", "unused-suppression"}},
			[]string{"warning stdio-in-ctor"}, 0},
		{"unknown rule", []*rust.Directive{allow("stdio_in_ctor", here, false)}, Config{},
			[]string{"warning stdio-in-ctor", "information unused-suppression: no rule is called `stdio_in_ctor`; did you mean `stdio-in-ctor`"}, 0},
		{"unreadable", []*rust.Directive{{Span: rust.Span{Start: 100, End: 120}, Problem: "expected `allow(rule-id, …)`"}}, Config{},
			[]string{"warning stdio-in-ctor", "information unused-suppression: the suppression cannot be read: expected"}, 0},
		{"left in on purpose", []*rust.Directive{allow("panic-in-ctor", here, false), allow("unused-suppression", rust.Span{}, true)}, Config{},
			[]string{"warning stdio-in-ctor"}, 1},
		{"left in for nothing", []*rust.Directive{allow("unused-suppression", rust.Span{}, true)}, Config{}, []string{"warning stdio-in-ctor"}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			w := printing()
			w.res.Directives["/w/src/lib.rs"] = tt.directives
			got := w.found(tt.cfg)
			if !slices.EqualFunc(got, tt.want, strings.HasPrefix) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if _, suppressed := Check(w.res, tt.cfg); len(suppressed) != tt.suppressed {
				t.Errorf("%d suppressed, want %d", len(suppressed), tt.suppressed)
			}
		})
	}
}

func TestSuppressionInDependencyIsNotOurs(t *testing.T) {
	w := newWorld()
	w.res.Directives["/registry/dep/src/lib.rs"] = []*rust.Directive{{Rules: []rust.DirectiveRule{{ID: "stdio-in-ctor"}}}}
	if got := w.found(Config{}); len(got) != 0 {
		t.Errorf("got %q", got)
	}
}

func TestProblems(t *testing.T) {
	w := newWorld()
	w.res.Problems = []workspace.Problem{{Rule: "missing-module", File: "/w/src/lib.rs", Message: "no file for module `a`"}}
	outside := []workspace.Problem{
		{Rule: "broken-manifest", File: "/w/Cargo.toml", Message: "in the workspace"},
		{Rule: "broken-manifest", File: "/elsewhere/Cargo.toml", Message: "in none"},
	}
	set(w.pkg.Settings, "broken-manifest", "warning")
	findings, _ := CheckAll([]*analysis.Result{w.res}, outside, Config{})
	var got []string
	for _, f := range findings {
		got = append(got, f.Severity.String()+" "+f.Message)
	}
	want := []string{"error in none", "warning in the workspace", "warning no file for module `a`"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A file can belong to one workspace and be linked into a library of another.
func TestSuppressionUsedByAnotherWorkspace(t *testing.T) {
	note := &rust.Directive{Span: rust.Span{Start: 1, End: 4}, Covers: rust.Span{Start: 5, End: 20}, Reason: "why",
		Rules: []rust.DirectiveRule{{ID: "stdio-in-ctor", Span: rust.Span{Start: 2, End: 3}}}}
	home, other := newWorld(), printing()
	for _, w := range []*world{home, other} {
		w.res.Directives["/w/src/lib.rs"] = []*rust.Directive{note}
	}
	findings, suppressed := CheckAll([]*analysis.Result{home.res, other.res}, nil, Config{})
	if len(findings) != 0 || len(suppressed) != 1 {
		t.Errorf("%d findings and %d suppressed, want none and one", len(findings), len(suppressed))
	}
}

// TestSuppressionsLater checks that fixes which are asked for later are those of
// a check that makes them at once.
func TestSuppressionsLater(t *testing.T) {
	for _, folder := range fixtureFolders() {
		dir, err := filepath.Abs(inFolder(t, folder))
		if err != nil {
			t.Fatal(err)
		}
		results, problems := results(t, dir, nil)
		want, _ := CheckAll(results, problems, Config{})
		left, _ := CheckAll(results, problems, Config{LeaveSuppressions: true})
		got := WithSuppressions(results, left)
		if len(got) != len(want) {
			t.Fatalf("%s: %d findings, not %d", folder, len(got), len(want))
		}
		for i := range want {
			if !reflect.DeepEqual(got[i].Fixes, want[i].Fixes) {
				t.Errorf("%s: %s has the fixes %v, not %v", folder, want[i].Rule, got[i].Fixes, want[i].Fixes)
			}
		}
	}
}

// set puts a severity into the first table of a configuration.
func set(s *workspace.Settings, name, severity string) {
	if len(s.Levels) == 0 {
		s.Levels = []workspace.Levels{{}}
	}
	if s.Levels[0].Rules == nil {
		s.Levels[0].Rules = map[string]string{}
	}
	s.Levels[0].Rules[name] = severity
}
