package rules

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/observed"
	"github.com/cdylib-ls/cdylib-ls/analysis/trace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// What a trace of a real host saw is compared with the findings here. A finding that was
// seen is observed, above confirmed; one that was not is as it was. What was seen and no
// rule found becomes a finding of the rule for it.

// tracedRules are the rules that speak of each kind of leftover, the one that a sighting
// without a finding becomes first.
var tracedRules = map[string][]*Rule{
	trace.ThreadLocal:   {threadLocalInCdylib, threadSpawnPinsCdylib, threadOutlivesCdylib, threadLocalInDtor},
	trace.Key:           {pthreadKeyDangles, currentThreadDangles},
	trace.Thread:        {threadOutlivesCdylib, threadSpawnPinsCdylib},
	trace.ExitCallback:  {exitCallbackDangles, atexitInCdylib},
	trace.SignalHandler: {signalHandlerDangles},
}

// ruleOf is the rule that a sighting without a finding belongs to.
func ruleOf(s *observed.Sighting) *Rule {
	switch {
	case s.Leftover.Kind == trace.Key && s.Through("std::thread::current", "thread::current::", "guard::key::enable"):
		return currentThreadDangles
	case s.Leftover.Kind == trace.ThreadLocal && s.Through("std::thread::spawn", "spawnhook::", "std::thread::Builder::spawn", "std::thread::builder::Builder::spawn", "std::thread::lifecycle::spawn"):
		return threadSpawnPinsCdylib
	}
	if list := tracedRules[s.Leftover.Kind]; list != nil {
		return list[0]
	}
	return nil
}

// observe raises findings that traces saw, and files what they saw besides.
func (d *driver) observe() {
	if d.cfg.Observed.Empty() {
		return
	}
	for _, tr := range d.res.Targets {
		at := d.cfg.Observed.Of(tr.Target)
		for i := range at.Sightings {
			s := &at.Sightings[i]
			if !d.raise(s) {
				d.file(s, tr)
			}
		}
		if len(at.Sightings) > 0 {
			continue
		}
		for _, path := range at.Stale {
			d.stale(path, tr)
		}
	}
}

// raise proves the findings that tell of a sighting.
func (d *driver) raise(s *observed.Sighting) bool {
	found := false
	for _, f := range d.findings {
		if !slices.Contains(tracedRules[s.Leftover.Kind], ByID(f.Rule)) {
			continue
		}
		first, last := d.linesOf(f.Place)
		if first == 0 || !s.At(f.Place.File, first, last) && !d.names(f, s) {
			continue
		}
		found = true
		if f.Evidence.Level == Observed {
			continue
		}
		if f.Evidence.Level == Refuted {
			f.weigh(max(f.Severity, ByID(f.Rule).Severity), "seen in a trace")
		}
		if s.Crashed {
			f.weigh(Error, "seen in a trace")
		}
		f.Message += ": " + d.sighted(s)
		f.Evidence.Level, f.Evidence.Artifact = Observed, s.Library
		f.Evidence.Details = append(f.Evidence.Details, d.sighted(s))
	}
	return found
}

// names reports a finding that stands at the declaration of the thread-local that was seen.
func (d *driver) names(f *Finding, s *observed.Sighting) bool {
	text := string(d.res.Sources[f.Place.File].Source[f.Place.Span.Start:f.Place.Span.End])
	return s.Leftover.Kind == trace.ThreadLocal && text != "" && slices.Contains(s.Leftover.Variables(), text)
}

// sighted says what was seen and by what.
func (d *driver) sighted(s *observed.Sighting) string {
	text := s.Text
	if d.res.Workspace != nil {
		text = strings.ReplaceAll(text, d.res.Workspace.Root+string(filepath.Separator), "")
	}
	return "observed in " + d.code(s.Trace) + ": " + text
}

// linesOf are the first and last line of a place, 0 where its text is not known.
func (d *driver) linesOf(at analysis.Place) (first, last int) {
	file := d.res.Sources[at.File]
	if file == nil || at.Span.End > len(file.Source) || at.Span.Start > at.Span.End {
		return 0, 0
	}
	first = 1 + strings.Count(string(file.Source[:at.Span.Start]), "\n")
	return first, first + strings.Count(string(file.Source[at.Span.Start:at.Span.End]), "\n")
}

// file makes a finding of what no rule found: at the line that was seen, else at the
// crate type.
func (d *driver) file(s *observed.Sighting, tr *analysis.TargetResult) {
	rule := ruleOf(s)
	l := d.res.Loading(tr.Target)
	if rule == nil || l == nil {
		return
	}
	f := &Finding{Rule: rule.ID, Severity: rule.Severity, Package: tr.Target.Package, Evidence: Evidence{Level: Observed, Artifact: s.Library, Details: []string{d.sighted(s)}}}
	f.weighs(rule)
	for _, p := range append([]trace.Place{s.Leftover.Made}, s.Leftover.Stack...) {
		if span, ok := d.lineSpan(p.File, p.Line); ok {
			f.Place = analysis.Place{File: p.File, Span: span}
			break
		}
	}
	if f.Place.File == "" {
		p := &Pass{Rule: rule, Result: d.res, facts: newFacts(d.res), evidence: d.cfg.Evidence}
		f.Place = p.crateTypePlace(l)
	}
	what := s.Leftover.Noun()
	switch {
	case s.Crashed:
		f.weigh(Error, "seen in a trace")
		f.Message = "the " + what + " that the library left behind was run in unmapped code"
	case s.Leftover.Kind == trace.ThreadLocal:
		f.Message = "a " + what + " kept the library mapped after `dlclose`"
	default:
		f.Message = "the " + what + " points into the library after `dlclose` unmapped it"
	}
	f.Message += ": " + d.sighted(s)
	f.Help = "no chain in the sources leads here; the trace has the stack of the call that made it"
	d.add(f)
}

// lineSpan is the text of a line of a file that was read, without its indent.
func (d *driver) lineSpan(file string, line int) (rust.Span, bool) {
	src := d.res.Sources[file]
	if src == nil || line < 1 {
		return rust.Span{}, false
	}
	start := 0
	for range line - 1 {
		n := strings.IndexByte(string(src.Source[start:]), '\n')
		if n < 0 {
			return rust.Span{}, false
		}
		start += n + 1
	}
	text := string(src.Source[start:])
	text, _, _ = strings.Cut(text, "\n")
	trimmed := strings.TrimLeft(text, " \t")
	start += len(text) - len(trimmed)
	return rust.Span{Start: start, End: start + len(strings.TrimRight(trimmed, " \t\r"))}, true
}

// stale says beside the findings of a target that a trace is of another build.
func (d *driver) stale(path string, tr *analysis.TargetResult) {
	for _, f := range d.findings {
		r := ByID(f.Rule)
		if r == nil || r.unload == nil || f.Package != tr.Target.Package || f.Evidence.Level == Observed {
			continue
		}
		detail := d.shown(path) + " saw another build of " + tr.Target.Name + ": trace the host again for evidence"
		if !slices.Contains(f.Evidence.Details, detail) {
			f.Evidence.Details = append(f.Evidence.Details, detail)
		}
		if f.Evidence.Level == Declared || f.Evidence.Level == Reachable {
			f.Evidence.Level = Stale
		}
	}
}
