package artifact

import "github.com/cdylib-ls/cdylib-ls/parse/elf"

// Site is an instruction by which a function leads to an effect, with nothing but std
// in between.
type Site struct {
	Kind Kind
	What string // the function of the runtime, or of std, that has the effect
	// Lines are those that the instruction comes from: its own, and those of the calls
	// that were inlined around it. Columns are left out.
	Lines []Spot
}

// At reports that a line is one of the site's.
func (s *Site) At(file string, number int) bool {
	for _, l := range s.Lines {
		if l.Line == number && l.File == file {
			return true
		}
	}
	return false
}

// SiteAt is the site of an effect at a source line, nil where there is none. Files are
// as the debug information names them, absolute for those of the workspace.
func (f *Reachable) SiteAt(kind Kind, file string, number int) *Site {
	for i := range f.sites {
		if s := &f.sites[i]; s.Kind == kind && s.At(file, number) {
			return s
		}
	}
	return nil
}

// sites lists what a function that is not std's leads to, with lines.
func (l *Library) sites(fn int) []Site {
	var out []Site
	for _, e := range l.Graph.Edges(fn) {
		if !e.Kind.Direct() {
			continue
		}
		var has map[Kind]string
		if e.Import != nil {
			if kind := imports[e.Import.Name]; kind != "" {
				has = map[Kind]string{kind: e.Import.Name}
			}
		} else {
			has = l.throughStd(e.Func, map[int]bool{})
		}
		if len(has) == 0 {
			continue
		}
		lines := lines(l.Source(e.Site))
		for _, kind := range order {
			if what, ok := has[kind]; ok {
				out = append(out, Site{kind, what, lines})
			}
		}
	}
	return out
}

func lines(frames []elf.Frame) []Spot {
	var out []Spot
	for _, f := range frames {
		if f.File != "" && f.Line > 0 {
			out = append(out, Spot{File: f.File, Line: f.Line})
		}
	}
	return out
}

// throughStd is what a function of std leads to by calls of std's own functions: the
// kinds of effects, each with what has it. Other functions lead to nothing here.
func (l *Library) throughStd(fn int, on map[int]bool) map[Kind]string {
	if m := l.mark(fn); m.kind != "" || m.cut {
		if m.kind == "" {
			return nil
		}
		return map[Kind]string{m.kind: l.what(fn, m.kind)}
	}
	if known, ok := l.std[fn]; ok || on[fn] {
		return known
	}
	if !OfStd(l.Name(fn)) {
		l.std[fn] = nil
		return nil
	}
	on[fn] = true
	out := map[Kind]string{}
	for _, e := range l.Graph.Edges(fn) {
		switch {
		case !e.Kind.Direct():
		case e.Import != nil:
			if kind := imports[e.Import.Name]; kind != "" {
				out[kind] = e.Import.Name
			}
		default:
			for kind, what := range l.throughStd(e.Func, on) {
				out[kind] = what
			}
		}
	}
	l.std[fn] = out
	return out
}
