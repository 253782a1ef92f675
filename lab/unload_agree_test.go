package lab

import (
	"encoding/json"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

// answer is a verdict on a built library with the ids of its reasons, sorted; shown are
// those of them that the library itself shows.
type answer struct {
	verdict        string
	because, shown []string
}

// judgments are the answers about the built libraries, by case.
type judgments struct{ check, inspect, alone, server map[string]*answer }

// judgeBuilt asks for the verdicts on the built libraries: `check`, which finds them in the
// target folder, `inspect`, which finds the workspace, `inspect --alone`, and the server.
func judgeBuilt(t *testing.T, cases []unloadCase) judgments {
	t.Helper()
	return judgments{checkBuilt(t), inspectBuilt(t, cases), inspectBuilt(t, cases, "--alone"), serverBuilt(t)}
}

// reasons are those of a verdict in JSON.
type reasons []struct {
	Kind, ID string
	Artifact *string
}

// asked runs a command of the tool and reads its JSON.
func asked(t *testing.T, into any, args ...string) {
	t.Helper()
	text, err := exec.Command(checker(t), args...).Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func checkBuilt(t *testing.T) map[string]*answer {
	t.Helper()
	var report struct {
		Crates []struct {
			Manifest string
			Unload   map[string]struct {
				Verdict string
				Because reasons
			}
		}
	}
	asked(t, &report, "check", "--format", "json", "--fail-on", "never",
		filepath.Join(workspaces, plainGroup), filepath.Join(workspaces, fatGroup), filepath.Join(workspaces, debugGroup), filepath.Join(workspaces, sharedGroup))
	out := map[string]*answer{}
	for _, c := range report.Crates {
		v := c.Unload["linux-gnu"]
		j := &answer{verdict: v.Verdict}
		for _, b := range v.Because {
			j.because = append(j.because, b.ID)
			if b.Artifact != nil {
				j.shown = append(j.shown, b.ID)
			}
		}
		out[caseOf(c.Manifest)] = j.sorted()
	}
	return out
}

func inspectBuilt(t *testing.T, cases []unloadCase, flags ...string) map[string]*answer {
	t.Helper()
	args := append([]string{"inspect", "--format", "json"}, flags...)
	for i := range cases {
		args = append(args, cases[i].library())
	}
	var report struct {
		Libraries []struct {
			Verdict struct {
				Verdict string
				Because reasons
			}
		}
	}
	if asked(t, &report, args...); len(report.Libraries) != len(cases) {
		t.Fatalf("%d libraries of %d", len(report.Libraries), len(cases))
	}
	out := map[string]*answer{}
	for i, l := range report.Libraries {
		j := &answer{verdict: l.Verdict.Verdict}
		for _, b := range l.Verdict.Because {
			j.because = append(j.because, b.ID)
		}
		out[cases[i].in()+"/"+cases[i].name] = j.sorted()
	}
	return out
}

func (j *answer) sorted() *answer {
	for _, list := range []*[]string{&j.because, &j.shown} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return j
}

var promises = map[string]int{"unloads": 0, "never": 1, "stays": 1, "crashes": 2}

// agree fails the test where the answers differ, or promise more than what happened.
func (c *unloadCase) agree(t *testing.T, h hosts, all judgments) {
	t.Helper()
	name := c.in() + "/" + c.name
	check, inspect, alone := all.check[name], all.inspect[name], all.alone[name]
	if check == nil {
		t.Fatal("check says nothing of the built library")
	}
	debug := c.group == debugGroup // which check leaves to the sources, and inspect does not
	if !debug && (check.verdict != inspect.verdict || !slices.Equal(check.because, inspect.because)) {
		t.Errorf("check says %s by %q, inspect %s by %q", check.verdict, check.because, inspect.verdict, inspect.because)
	}
	if server := all.server[name]; server == nil || check.verdict != server.verdict || !slices.Equal(check.because, server.because) {
		t.Errorf("check says %s by %q, the server %+v", check.verdict, check.because, server)
	}
	if check.verdict == alone.verdict && len(check.shown) > 0 && !slices.Equal(check.shown, alone.because) {
		t.Errorf("the library shows check %q and inspect --alone %q", check.shown, alone.because)
	}
	happened := "unloads"
	switch {
	case verdictHolds(h, "crashes") == "":
		happened = "crashes"
	case h.main.mapped() || h.outlives.mapped():
		happened = "stays"
	}
	for by, v := range map[string]string{"check": check.verdict, "inspect --alone": alone.verdict} {
		if v != "undecided" && promises[v] < promises[happened] {
			t.Errorf("%s says %s, and it %s", by, v, happened)
		}
	}
}
