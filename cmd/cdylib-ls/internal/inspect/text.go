package inspect

import (
	"fmt"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// text prints what was gathered for a reader.
type text struct {
	show.Printer
	all bool // nothing is folded
}

func (t *text) library(in *Inspected) {
	t.Head(show.Clean(in.Path))
	what := []string{fmt.Sprintf("%d-bit %s %s", in.Bits, in.Machine, in.Form)}
	if in.Format != string(object.ELF) {
		what[0] += " (" + in.Format + ")"
	}
	if in.Endian == "big" {
		what = append(what, "big endian")
	}
	switch {
	case in.Rustc != "":
		what = append(what, "rustc "+in.Rustc)
	case in.Rust:
		what = append(what, "rustc of an unknown version")
	}
	if in.Linker != "" {
		linker, _, _ := strings.Cut(in.Linker, " (")
		what = append(what, linker)
	}
	if in.Stripped {
		what = append(what, "stripped: functions have no names, and claims rest on shapes and messages")
	}
	t.Field("built", "%s", strings.Join(what, ", "))
	if len(in.OtherParts) > 0 {
		t.Field("not shown", "the parts for %s of this universal file", strings.Join(in.OtherParts, ", "))
	}
	t.verdict(in)
	t.slots("at load", in.Load)
	t.slots("at unload, or at exit where it is still there", in.Unload)
	t.exports(in)
	t.needs(in)
	for _, d := range in.Damage {
		t.Field("damage", "%s", d)
	}
}

var stateColors = map[string]string{"unloads": show.Green, "stays": show.Yellow, "never": show.Cyan, "crashes": show.Red, "may crash": show.Red, "undecided": show.Yellow}

var stateTexts = map[string]string{
	"unloads":   "dlclose unmaps it",
	"stays":     "dlclose leaves it mapped while a thread lives that ran the code below; the first dlclose of any library after its end unmaps it",
	"never":     "dlclose never unmaps it",
	"crashes":   "dlclose unmaps it, or runs its destructors, in a state that crashes or hangs the process",
	"may crash": "dlclose unmaps it in a state that crashes the process, unless a thread-local of the same thread keeps it mapped",
	"undecided": "the file leaves it open",
}

func (t *text) verdict(in *Inspected) {
	v := in.Verdict
	words := v.Words()
	t.Line("  %s %s on %s: %s", t.Paint(show.Blue, fmt.Sprintf("%-11s", "unload")), t.Paint(stateColors[words], words), v.Platform, stateText(words, v.Platform))
	t.workspace(&in.Workspace)
	const most = 5
	for i, r := range v.Because {
		if i == most {
			t.Line("    and %d more", len(v.Because)-most)
			break
		}
		t.Line("    because %s", t.reason(&r))
		if r.Path != nil {
			t.path("      ", r.Path)
		}
	}
}

// reason is one of a verdict's, in words.
func (t *text) reason(r *builtReason) string {
	text := show.Clean(r.Text)
	switch {
	case r.Kind != string(rules.OfRule) && text == "":
		text = r.Kind + " " + show.Clean(r.ID)
	case r.Kind == string(rules.OfRule) && text == "":
		text = "of " + r.ID
	case r.Kind == string(rules.OfRule):
		text += " (" + r.ID + ")"
	}
	if r.File != "" {
		text += fmt.Sprintf("  %s:%d", show.Clean(show.Relative(t.Dir, r.File)), r.Line)
	}
	return text
}

// workspace says whose configuration and sources the verdict takes in.
func (t *text) workspace(w *jsonWorkspace) {
	text := "by the file alone: " + w.Alone
	if w.Alone == "" {
		text = "with `" + w.Package + "`, " + show.Relative(t.Dir, w.Manifest)
		if w.Host != "" {
			text += ", for the host " + w.Host
		}
	}
	t.Field("judged", "%s", text)
}

// path prints a chain on a line, with the last line of it that the author wrote.
func (t *text) path(indent string, r *jsonReach) {
	var names []string
	where := ""
	for _, c := range r.Chain {
		names = append(names, c.Function)
		for _, n := range c.Inlined {
			if !ofStd(n) {
				names = append(names, n+" (inlined)")
			}
		}
		if c.Line > 0 && !artifact.OfToolchain(c.File) {
			where = fmt.Sprintf("  %s:%d", show.Relative(t.Dir, c.File), c.Line)
			if c.Column > 0 {
				where += fmt.Sprintf(":%d", c.Column)
			}
		}
	}
	names = append(names, r.What)
	pointer := ""
	if !r.Direct {
		pointer = "  (through a function pointer: can run)"
	}
	t.Line("%s%s%s%s", indent, show.Clean(shorten(names)), show.Clean(where), pointer)
}

// ofStd reports a function of std, its generic code included.
func ofStd(path string) bool {
	path = strings.TrimLeft(path, "<&")
	return strings.HasPrefix(path, "core::") || strings.HasPrefix(path, "std::") || strings.HasPrefix(path, "alloc::")
}

// shorten leaves the middle of a long chain out.
func shorten(names []string) string {
	const most = 8
	if len(names) > most {
		names = append(append(append([]string{}, names[:most/2]...), fmt.Sprintf("… %d more", len(names)-most+1)), names[len(names)-most/2+1:]...)
	}
	return strings.Join(names, " → ")
}

// verbs say what an effect does.
var verbs = map[string]string{
	"stdio": "prints through std", "panic": "may panic", "implicit-panic": "may panic (index, overflow, borrow)",
	"thread-spawn": "starts a thread", "thread-join": "waits for a thread", "tls-destructor": "registers a thread-local's destructor",
	"thread-key": "creates a pthread key", "exit-callback": "registers an exit callback", "signal-handler": "sets a signal handler",
	"process-exit": "ends the process", "environment": "changes the environment", "process": "starts a process", "library-load": "loads a library",
}

// reaches prints effects with a chain each, and returns those. What only long ways
// through function pointers lead to stands on one line.
func (t *text) reaches(indent string, list []jsonReach) []jsonReach {
	var shown []jsonReach
	var far []string
	for i := range list {
		r := &list[i]
		if !t.all && !r.Direct && len(r.Chain) > mostPointed {
			far = append(far, verbs[r.Effect])
			continue
		}
		shown = append(shown, *r)
		t.Line("%s%s", indent, t.Paint(show.Yellow, verbs[r.Effect]))
		t.path(indent+"  ", r)
	}
	if len(far) > 0 {
		t.Line("%sfar away, through function pointers that may not be called here: %s", indent, strings.Join(far, ", "))
	}
	return shown
}

func (t *text) slots(title string, slots []jsonSlot) {
	var base []string
	var own []*jsonSlot
	for i := range slots {
		if s := &slots[i]; s.Toolchain != "" {
			base = append(base, s.Slot)
		} else {
			own = append(own, s)
		}
	}
	switch {
	case len(own) == 0:
		t.Line("%s  nothing of its own", t.Paint(show.Bold, title))
	case t.all || len(own) <= mostSlots:
		t.Head(title)
		for _, s := range own {
			t.slot(s)
		}
	default:
		t.Head(fmt.Sprintf("%s  %s, worst first", title, show.Plural(len(own), "slot")))
		t.folded(own)
	}
	if len(base) > 0 {
		t.Line("  as in every library: %s", strings.Join(base, ", "))
	}
}

// slot prints one with all that it reaches.
func (t *text) slot(s *jsonSlot) {
	where := ""
	if s.Line > 0 {
		where = fmt.Sprintf("  %s:%d", show.Relative(t.Dir, s.File), s.Line)
	}
	if s.Threads {
		where += "  (as each thread starts and ends, too)"
	}
	t.Line("  %s %s%s", s.Slot, show.Clean(s.Name), show.Clean(where))
	shown := t.reaches("    ", s.Reaches)
	if waits(shown) {
		t.Line("    %s: a thread cannot start while the loader holds its lock", t.Paint(show.Red, "deadlocks if it waits for the thread it starts"))
	}
	const most = 5
	for i, p := range ownFirst(s.Places) {
		if i == most && !t.all {
			t.Line("    and %d more places", len(s.Places)-most)
			break
		}
		t.Line("    panic location %s:%d:%d", show.Clean(p.File), p.Line, p.Column)
	}
}

// waits reports that a thread is started and one is waited for.
func waits(list []jsonReach) bool {
	starts, waits := false, false
	for _, r := range list {
		starts = starts || r.Effect == string(artifact.Spawn)
		waits = waits || r.Effect == string(artifact.Join)
	}
	return starts && waits
}

func (t *text) exports(in *Inspected) {
	const most = 20
	t.Line("%s  %s", t.Paint(show.Bold, "exports"), show.Plural(len(in.Exports), "function"))
	if len(in.Exports) <= most {
		for _, e := range in.Exports {
			where := ""
			if e.Line > 0 {
				where = fmt.Sprintf("  %s:%d", show.Relative(t.Dir, e.File), e.Line)
			}
			if e.Through != "" {
				where = "  through " + e.Through + where
			}
			t.Line("  %s%s", show.Clean(e.Name), show.Clean(where))
			t.reaches("    ", e.Reaches)
		}
		return
	}
	if len(in.Reaches) > 0 {
		t.Line("  which reach, for example")
		t.reaches("    ", in.Reaches)
	}
}

// needs prints what the library asks of its surroundings.
func (t *text) needs(in *Inspected) {
	t.Head("needs")
	if len(in.Needed) > 0 {
		t.Field("libraries", "%s", strings.Join(in.Needed, ", "))
	}
	if len(in.RPath)+len(in.RunPath) > 0 {
		t.Field("search path", "%s", strings.Join(append(List(in.RunPath), in.RPath...), ", "))
	}
	if in.Floor != nil {
		t.Field("glibc", "%s or newer, for %s", in.Floor.Version, some(in.Floor.Symbols))
	}
	if in.System != nil {
		t.Field("system", "%s", in.System.words())
	}
	if len(in.Delayed) > 0 {
		t.Field("on first use", "%s", strings.Join(in.Delayed, ", "))
	}
	if len(in.Forwarded) > 0 {
		t.Field("forwarded", "%s", some(in.Forwarded))
	}
	if in.Signature != "" {
		t.Field("signature", "%s", in.Signature)
	}
	if n := len(in.Undefined); n > 0 {
		t.Field("undefined", "%s", show.Plural(n, "symbol"))
	}
	if len(in.Link.Missing) > 0 {
		t.Field("missing", "%s: not on this machine", strings.Join(in.Link.Missing, ", "))
	}
	if len(in.Link.FromHost) > 0 {
		t.Field("of the host", "%s", some(in.Link.FromHost))
	}
	t.unresolved(in.Link.Unresolved)
	if in.TLS != nil {
		static := ""
		if in.TLS.Static {
			static = ", static: a later dlopen may have no room for it"
		}
		size := fmt.Sprintf("%d bytes", in.TLS.Size)
		if in.TLS.Size == 0 {
			size = "thread-local variables"
		}
		t.Field("tls", "%s%s", size, static)
	}
	t.hardening(in)
}

// hardening says how the file protects itself.
func (t *text) hardening(in *Inspected) {
	if in.Format != string(object.ELF) {
		if len(in.Protections) > 0 {
			t.Field("hardening", "%s", strings.Join(in.Protections, ", "))
		}
		return
	}
	h := in.Hardening
	words := []string{h.Relro + " RELRO"}
	for _, w := range []struct {
		on   bool
		text string
	}{{h.BindNow, "symbols bound at load"}, {!h.BindNow, "symbols bound on first call"}, {h.ExecutableStack, "EXECUTABLE STACK"}, {h.TextRelocations, "TEXT RELOCATIONS"}, {h.WritableCode, "WRITABLE CODE"}} {
		if w.on {
			words = append(words, w.text)
		}
	}
	t.Field("hardening", "%s", strings.Join(words, ", "))
}

// some lists a few names.
func some(names []string) string {
	const most = 6
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
