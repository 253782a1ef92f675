package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/cdylib-ls/cdylib-ls/report"
)

// formatted checks a folder of fixtures in a format.
func formatted(t *testing.T, format, folder string) string {
	t.Helper()
	dir, err := filepath.Abs("../../rules/testdata")
	if err != nil {
		t.Fatal(err)
	}
	out, code := runIn(dir, "check", "--format", format, folder)
	if code == exitFailure {
		t.Fatal(out)
	}
	return out
}

// formatFolders hold findings of all weights, with chains, fixes and suppressions,
// in Rust and TOML; the last holds none.
var formatFolders = []string{
	"stdio-in-ctor", "missing-used", "unused-suppression", "invalid-configuration", "broken-manifest", "thread-local-in-cdylib/bad", "fixes/crates", "missing-used/good",
}

// schema compiles a JSON schema that somebody else wrote.
func schema(t *testing.T, file string) *jsonschema.Schema {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	doc, err := jsonschema.UnmarshalJSON(f)
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	c.AssertFormat()
	if err := c.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func validate(t *testing.T, s *jsonschema.Schema, text string) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v", err)
	}
}

// TestSARIF validates logs against the schema of OASIS, and checks what a schema
// cannot say and GitHub asks for.
func TestSARIF(t *testing.T) {
	s := schema(t, "testdata/schemas/sarif-2.1.0.json")
	for _, folder := range formatFolders {
		t.Run(folder, func(t *testing.T) {
			out := formatted(t, "sarif", folder)
			validate(t, s, out)
			checkLog(t, out)
		})
	}
}

// sarifLog is what checkLog reads of a log.
type sarifLog struct {
	Runs []struct {
		Tool struct {
			Driver struct{ Rules []struct{ ID string } }
		}
		Results []sarifResult
	}
}

type sarifResult struct {
	RuleID              string
	RuleIndex           int
	PartialFingerprints map[string]string
	Locations           []struct {
		PhysicalLocation struct {
			ArtifactLocation struct{ URI, URIBaseID string }
		}
	}
}

func checkLog(t *testing.T, out string) {
	t.Helper()
	var log sarifLog
	if err := json.Unmarshal([]byte(out), &log); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range log.Runs[0].Results {
		if rules := log.Runs[0].Tool.Driver.Rules; rules[r.RuleIndex].ID != r.RuleID {
			t.Errorf("rule index of %s is that of %s", r.RuleID, rules[r.RuleIndex].ID)
		}
		print := r.PartialFingerprints["primaryLocationLineHash"]
		if print == "" || seen[print] {
			t.Errorf("%s: fingerprint %q is empty or taken", r.RuleID, print)
		}
		seen[print] = true
		at := r.Locations[0].PhysicalLocation.ArtifactLocation
		if !strings.HasPrefix(at.URI, "rules/testdata/") || at.URIBaseID != report.SourceRoot {
			t.Errorf("%s stands at %q, relative to %q", r.RuleID, at.URI, at.URIBaseID)
		}
	}
}

// TestJUnit validates reports against the schema of Jenkins.
func TestJUnit(t *testing.T) {
	for _, folder := range formatFolders {
		cmd := exec.Command("xmllint", "--noout", "--schema", "testdata/schemas/junit.xsd", "-")
		cmd.Stdin = strings.NewReader(formatted(t, "junit", folder))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", folder, err, out)
		}
	}
	out := formatted(t, "junit", "missing-used/good")
	if !strings.Contains(out, `failures="0"`) || !strings.Contains(out, `<testcase name="no findings"`) {
		t.Errorf("a clean crate is not one passed case:\n%s", out)
	}
}

// TestGitLab checks reports against what GitLab documents of the format: these
// fields and no others, unique fingerprints, relative paths.
func TestGitLab(t *testing.T) {
	// https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
	type documented struct {
		Description, Fingerprint, Severity string
		CheckName                          string `json:"check_name"`
		Location                           struct {
			Path  string
			Lines struct{ Begin, End int }
		}
	}
	severity := regexp.MustCompile(`^(info|minor|major|critical|blocker)$`)
	for _, folder := range formatFolders {
		dec := json.NewDecoder(strings.NewReader(formatted(t, "gitlab", folder)))
		dec.DisallowUnknownFields()
		var issues []documented
		if err := dec.Decode(&issues); err != nil {
			t.Fatalf("%s: %v", folder, err)
		}
		if issues == nil {
			t.Errorf("%s: null instead of an empty list", folder)
		}
		seen := map[string]bool{}
		for _, i := range issues {
			if i.Description == "" || i.CheckName == "" || i.Fingerprint == "" || seen[i.Fingerprint] || !severity.MatchString(i.Severity) ||
				!strings.HasPrefix(i.Location.Path, "rules/testdata/") || i.Location.Lines.Begin < 1 || i.Location.Lines.End < i.Location.Lines.Begin {
				t.Errorf("%s: %+v", folder, i)
			}
			seen[i.Fingerprint] = true
		}
	}
}

// command is a workflow command as the runner of GitHub reads it.
type command struct {
	name       string
	properties map[string]string
	data       string
}

// readCommand follows ActionCommand.TryParseV2 of actions/runner: what stands
// between the first `::` and the next is the command with its properties, the rest
// is data, and the escapes are undone.
func readCommand(line string) (c command, ok bool) {
	rest, ok := strings.CutPrefix(line, "::")
	if !ok {
		return c, false
	}
	head, data, ok := strings.Cut(rest, "::")
	if !ok {
		return c, false
	}
	name, list, _ := strings.Cut(head, " ")
	c = command{name, map[string]string{}, strings.NewReplacer("%0D", "\r", "%0A", "\n", "%25", "%").Replace(data)}
	for pair := range strings.SplitSeq(list, ",") {
		if k, v, ok := strings.Cut(pair, "="); ok {
			c.properties[k] = strings.NewReplacer("%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",", "%25", "%").Replace(v)
		}
	}
	return c, true
}

// TestGitHub reads annotations as the runner does and compares them with the JSON.
func TestGitHub(t *testing.T) {
	for _, folder := range formatFolders {
		var report report.JSONReport
		if err := json.Unmarshal([]byte(formatted(t, "json", folder)), &report); err != nil {
			t.Fatal(err)
		}
		lines := strings.Split(strings.TrimSuffix(formatted(t, "github", folder), "\n"), "\n")
		if len(report.Findings) == 0 {
			lines = nil
		}
		if len(lines) != len(report.Findings) {
			t.Fatalf("%s: %d annotations for %d findings", folder, len(lines), len(report.Findings))
		}
		for i, line := range lines {
			f := report.Findings[i]
			c, ok := readCommand(line)
			text, _, _ := strings.Cut(c.data, "\nhelp: ")
			if !ok || text != f.Message || c.properties["title"] != f.Rule || !strings.HasSuffix(c.properties["file"], f.File) {
				t.Errorf("%s: %q is read as %+v", folder, line, c)
			}
			if oneLine := f.Start.Line == f.End.Line; oneLine != (c.properties["col"] != "") {
				t.Errorf("%s: columns and lines do not agree: %q", folder, line)
			}
		}
	}
}

// TestStream reads the stream back into the report that JSON prints, with and
// without progress.
func TestStream(t *testing.T) {
	for _, folder := range formatFolders {
		var want, got report.JSONReport
		if err := json.Unmarshal([]byte(formatted(t, "json", folder)), &want); err != nil {
			t.Fatal(err)
		}
		got.Crates, got.Findings, got.Suppressed = []report.JSONCrate{}, []report.JSONFinding{}, []report.JSONSuppressed{}
		order := ""
		for line := range strings.Lines(formatted(t, "jsonl", folder)) {
			dec := json.NewDecoder(strings.NewReader(line))
			dec.DisallowUnknownFields()
			var m report.JSONMessage
			if err := dec.Decode(&m); err != nil {
				t.Fatal(err)
			}
			switch {
			case m.Config != nil:
				got.Version, got.Tool, got.Root = m.Config.Version, m.Config.Tool, m.Config.Root
				order += "C"
			case m.Crate != nil:
				got.Crates = append(got.Crates, *m.Crate)
			case m.Finding != nil:
				got.Findings = append(got.Findings, *m.Finding)
			case m.Suppressed != nil:
				got.Suppressed = append(got.Suppressed, *m.Suppressed)
			case m.Summary != nil:
				got.Summary = *m.Summary
				order += "S"
			}
		}
		a, _ := json.Marshal(want)
		b, _ := json.Marshal(got)
		if !bytes.Equal(a, b) || order != "CS" {
			t.Errorf("%s: the stream (%s) holds something else than the report:\n%s\n%s", folder, order, b, a)
		}
	}
}
