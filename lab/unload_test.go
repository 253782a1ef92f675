package lab

import (
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// said is what check tells of a case.
type said struct {
	verdict  string
	because  []string
	findings map[string]string // rule to severity
}

// TestUnload holds what check says of a library against what unloading it did.
func TestUnload(t *testing.T) {
	t.Parallel()
	buildUnload(t)
	told := checkUnload(t)
	cases := unloadCases()
	built := judgeBuilt(t, cases)
	rows := make([]string, len(cases))
	t.Run("cases", func(t *testing.T) {
		for i := range cases {
			t.Run(cases[i].name, func(t *testing.T) {
				t.Parallel()
				c := &cases[i]
				s, ok := told[c.in()+"/"+c.name]
				if !ok {
					t.Fatal("check says nothing of it")
				}
				h := c.measure(t)
				rows[i] = c.row(h, s)
				c.compare(t, h, s)
				c.agree(t, h, built)
				c.traceBoth(t, h)
			})
		}
	})
	t.Run("refused", refusedToLink)
	if !t.Failed() {
		compareTable(t, table(cases, rows))
	}
}

// refusedToLink sees that linkers refuse what the page of tls-dtor-override says.
func refusedToLink(t *testing.T) {
	for i := range refused {
		c := &refused[i]
		if _, linker, ok := strings.Cut(c.args[0], "="); ok && linker == "mold" {
			if _, err := exec.LookPath(linker); err != nil {
				t.Logf("no %s here", linker)
				continue
			}
		}
		if out, err := cargo(c.in(), "build", "--offline", "--release", "--package", c.name); err == nil {
			t.Errorf("%s links", c.name)
		} else if !strings.Contains(string(out), "linking with") {
			t.Errorf("%s: %s", c.name, out)
		}
	}
}

// checkUnload asks the tool about all workspaces.
func checkUnload(t *testing.T) map[string]*said {
	t.Helper()
	out, err := exec.Command(checker(t), "check", "--no-artifact", "--format", "json", "--fail-on", "never",
		filepath.Join(workspaces, plainGroup), filepath.Join(workspaces, fatGroup), filepath.Join(workspaces, debugGroup), filepath.Join(workspaces, sharedGroup)).Output()
	if err != nil {
		t.Fatal(err)
	}
	var report struct {
		Crates []struct {
			Manifest string
			Unload   map[string]struct {
				Verdict string
				Because []struct{ Kind, ID string }
			}
		}
		Findings []struct{ Rule, Severity, Crate, File string }
	}
	if err := json.Unmarshal(out, &report); err != nil {
		t.Fatal(err)
	}
	all := map[string]*said{}
	for _, c := range report.Crates {
		s := &said{findings: map[string]string{}}
		if v, ok := c.Unload["linux-gnu"]; ok {
			s.verdict = v.Verdict
			for _, b := range v.Because {
				s.because = append(s.because, b.ID)
			}
		}
		all[caseOf(c.Manifest)] = s
	}
	for _, f := range report.Findings {
		s := all[caseOf(f.File)]
		if s == nil { // Cargo's configuration: it concerns the whole group
			group := strings.Split(caseOf(f.File), "/")[0]
			for name, s := range all {
				if strings.HasPrefix(name, group+"/") && slices.Contains(s.because, f.Rule) {
					s.findings[f.Rule] = f.Severity
				}
			}
			continue
		}
		s.findings[f.Rule] = f.Severity
	}
	return all
}

// caseOf is `group/case` of a path in a case's package.
func caseOf(path string) string {
	_, inside, _ := strings.Cut(filepath.ToSlash(path), "lab-unload/")
	parts := strings.SplitN(inside, "/", 3)
	return strings.Join(parts[:min(2, len(parts))], "/")
}

// compare fails the test where the tool's words and what happened differ.
func (c *unloadCase) compare(t *testing.T, h hosts, s *said) {
	wrong := slices.Concat(falseWords(h, s), c.unsaid(t, h, s))
	switch {
	case c.differs == "" && wrong != nil:
		t.Errorf("%s\nmain thread: %v, %q\nthread ended before: %v, %q\nthread ends after: %v, %q\nverdict %s by %q, findings %v", strings.Join(wrong, "\n"),
			h.main, h.main.progress, h.ended, h.ended.progress, h.outlives, h.outlives.progress, s.verdict, s.because, s.findings)
	case c.differs != "" && wrong == nil:
		t.Errorf("differs no longer: %s", c.differs)
	}
}

// falseWords lists what the tool says and did not happen.
func falseWords(h hosts, s *said) []string {
	var out []string
	if wrong := verdictHolds(h, s.verdict); wrong != "" {
		out = append(out, "verdict "+s.verdict+": "+wrong)
	}
	for rule, severity := range s.findings {
		claim, ok := claims[rule]
		switch {
		case !ok:
			out = append(out, "say in `claims` what is measurable of "+rule)
		case !claim(h, severity):
			out = append(out, "not so: "+rule)
		}
	}
	return out
}

// verdictHolds is empty if the verdict is what happened.
func verdictHolds(h hosts, verdict string) string {
	// A dlclose that never returns counts as a crash: the host is lost as well.
	crashed := h.main.crashed() || h.ended.crashed() || h.outlives.crashed() || h.main.status == hung && h.ended.status == hung && h.outlives.status == hung
	mapped := h.main.mapped() || h.outlives.mapped()
	always := h.main.mapped() && h.outlives.mapped() && h.ended.mapped()
	switch {
	case crashed != (verdict == "crashes"):
		return fmt.Sprintf("crashed is %v", crashed)
	case crashed:
	case h.main.status == hung: // it never went
		if verdict != "stays" {
			return "dlclose hangs"
		}
	case verdict == "unloads" && mapped, verdict == "stays" && !mapped, verdict == "never" && !always:
		return fmt.Sprintf("mapped is %v", mapped)
	}
	return ""
}

// claims tells for each rule whether what it says is what happened.
var claims = map[string]func(h hosts, severity string) bool{
	"thread-local-in-cdylib":   pinsWhileThreadLives,
	"thread-spawn-pins-cdylib": func(h hosts, _ string) bool { return h.main.mapped() && h.outlives.mapped() },
	"current-thread-dangles": func(h hosts, severity string) bool {
		return (severity == "information") == (h.main.status == fine && h.outlives.status == fine) && h.ended.status == fine
	},
	"pthread-key-dangles":    func(h hosts, _ string) bool { return h.outlives.crashed() && h.ended.status == fine },
	"exit-callback-dangles":  func(h hosts, _ string) bool { return h.main.crashed() && h.main.diedAt() == "exit" },
	"signal-handler-dangles": func(h hosts, _ string) bool { return h.main.crashed() && h.main.diedAt() == "the signal" },
	"thread-outlives-cdylib": func(h hosts, severity string) bool {
		if severity == "error" {
			return h.main.crashed() && h.ended.crashed()
		}
		return h.main.mapped() && h.ended.mapped()
	},
	"atexit-in-cdylib": func(h hosts, _ string) bool { return h.main.beforeClose("}") },
	"dtor-in-unloadable-cdylib": func(h hosts, _ string) bool {
		if h.main.status == hung {
			return h.main.beforeClose("{")
		}
		return h.main.beforeClose("}") != h.main.mapped() && strings.Contains(h.main.progress, "}")
	},
	"static-with-drop-in-cdylib": func(h hosts, _ string) bool { return !strings.Contains(h.main.progress+h.ended.progress, "dropped") },
	"unflushed-print-in-cdylib":  func(h hosts, _ string) bool { return h.main.stdout == "" && h.ended.stdout == "" },
	"dylib-shares-std":           func(h hosts, _ string) bool { return h.outlives.crashed() },
	"tls-dtor-override":          func(h hosts, _ string) bool { return true }, // the verdict tells which
	"thread-wait-under-loader-lock": func(h hosts, _ string) bool {
		return h.main.status == hung || h.main.crashed() && h.main.beforeClose("}")
	},
	"thread-local-in-dtor":  func(h hosts, _ string) bool { return h.main.crashed() && h.main.diedAt() == "exit" },
	"std-in-dtor":           func(h hosts, _ string) bool { return true }, // outside std's promises
	"missing-used":          notLoaded,
	"dead-init-section":     notLoaded,
	"unlinked-registration": notLoaded,
}

func pinsWhileThreadLives(h hosts, _ string) bool {
	return h.main.mapped() && h.outlives.mapped() && !h.ended.mapped()
}

func notLoaded(h hosts, _ string) bool { return !strings.Contains(h.main.progress, "loaded") }

// unsaid lists what happened and check does not tell, and what it says of
// harmless libraries.
func (c *unloadCase) unsaid(t *testing.T, h hosts, s *said) []string {
	var out []string
	says := func(rules ...string) bool {
		return slices.ContainsFunc(rules, func(rule string) bool { return s.findings[rule] != "" })
	}
	if lost := c.prints != "" && h.main.stdout != c.prints; lost != says("unflushed-print-in-cdylib") {
		out = append(out, fmt.Sprintf("printed %q", h.main.stdout))
	}
	source, err := c.source()
	if err != nil {
		t.Fatal(err)
	}
	registers := c.dependency || strings.Contains(string(source), `"loaded"`)
	if registers && notLoaded(h, "") != says("missing-used", "dead-init-section", "unlinked-registration") {
		out = append(out, "whether it is registered")
	}
	if h.main.beforeClose("{") && !says("dtor-in-unloadable-cdylib", "atexit-in-cdylib") {
		out = append(out, "silent on code that runs at dlclose")
	}
	// That a static is not dropped is true of harmless libraries as well.
	harmless := verdictHolds(h, "unloads") == "" && !registers && !strings.Contains(h.main.progress, "{") && c.prints == ""
	for rule, severity := range s.findings {
		if harmless && severity != "information" {
			out = append(out, "harmless, and check says "+rule)
		}
	}
	return out
}
