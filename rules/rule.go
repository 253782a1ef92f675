// Package rules holds the catalogue: one file a rule, its page and fixtures
// beside it, and the registry. Rules are pure: they read a Pass and report.
package rules

import (
	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Severity is what a finding weighs. The zero value is Off.
type Severity uint8

// The severities in rising order.
const (
	Off Severity = iota
	Hint
	Information
	Warning
	Error
)

// Category groups rules as the documentation does.
type Category string

// The categories.
const (
	LifeOutsideMain Category = "Life outside main"
	Registration    Category = "Registration"
	Unload          Category = "Unload"
	LoadAndLink     Category = "Load and link"
	Housekeeping    Category = "Housekeeping"
)

// Rule is one check, declared in one literal at the top of its file.
type Rule struct {
	ID       string
	Title    string // one line, lower case, no period
	Severity Severity
	Category Category
	Since    string // version of cdylib-ls
	Doc      string // the page in Markdown, embedded
	// Fix says whether a fix is offered, and which.
	Fix FixSafety
	// Built: it reads the built library and says nothing without one.
	Built bool
	// unload is the policy of a rule about unloading, nil for others.
	unload *unloadPolicy
	// Always: it is about what the check did not see, so that no baseline and no older
	// revision can make its findings known ones.
	Always bool
	// Run reports the rule's findings for one workspace. Nil for housekeeping
	// rules that the driver produces.
	Run func(*Pass)
}

// Pass is what a rule sees: one workspace's result and where to report.
type Pass struct {
	Rule   *Rule
	Result *analysis.Result
	facts  *facts
	// evidence is what the built libraries show; nil for none.
	evidence *evidence.Set
	report   func(*Finding)
}

// Finding is one report. Level rises from "declared" to "confirmed".
type Finding struct {
	Rule     string
	Severity Severity
	// Message is one sentence: what happens, in which context, on which
	// platform; no capital, no final period, code in backticks.
	Message string
	// Help is one line on what to do instead, in the same form; may be empty.
	Help     string
	Place    analysis.Place
	Package  *workspace.Package // for configuration and the crate name; may be nil
	Paths    []analysis.RootPath
	Related  []analysis.Step // further places beside the chain
	Evidence Evidence
	Fixes    []Fix
	// Weights are the steps by which it came to its severity, the rule's own first.
	Weights []Weight
	// because says why the rule made it weigh something else than itself.
	because string
	harm    harm
	// moot is left out where nothing silences it.
	moot bool
	// base is what the rule made of it before host, platform and mitigations were weighed.
	base Severity
	// dangles: what the finding tells of crashes the host once the library is gone.
	dangles bool
	// Cause names what findings of one rule in one crate fold by, as the called path; ""
	// for those that stand for their own site. Sites are set by Fold.
	Cause string
	Sites []*Finding
	// inner is the true site in a macro body or dependency, nil where it is the place.
	inner *analysis.Place
	// verify compares it with built libraries, and targets are those that link what
	// it speaks of; without a verifier it is of the sources alone.
	verify  verifier
	targets []*workspace.Target
}

// Evidence says how far a finding is proven.
type Evidence struct {
	Level    string // Declared and so on
	Artifact string
	Details  []string
	// Through are the functions of the artifact that lead from a slot or an export to
	// what was found, where a chain was.
	Through []string
}

// FixSafety says which fix a rule offers; "" none.
type FixSafety string

// The safeties: a safe fix keeps what the code does otherwise.
const (
	SafeFix   FixSafety = "safe"
	UnsafeFix FixSafety = "unsafe"
)

// Fix is an edit offered with a finding. Title is a verb phrase. Only those that
// are Safe keep what the code does otherwise, and are for fix-all.
type Fix struct {
	Title string
	Safe  bool
	// Suppresses tells an edit that silences the finding and cures nothing.
	Suppresses bool
	// Answers tells an edit that writes down what only the author knows: it is offered,
	// and never made for several findings at once.
	Answers bool
	Edits   []Edit
}

// Edit replaces Span of File by Text. A File that does not exist is created.
type Edit struct {
	File string
	Span rust.Span
	Text string
}
