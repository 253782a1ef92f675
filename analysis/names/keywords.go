package names

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// keyword resolves a path's start where it is `crate`, `self`, `super`, or the mark of a
// macro's crate; is false for others.
func (p *Program) keyword(s *Scope, path *rust.Path) (d *Def, n int, is bool) {
	name := path.Segs[0].Name
	if strings.HasPrefix(name, crateMarker) {
		if mc := p.crateByMarker(name); mc != nil {
			return mc.Root.Def(), 1, true
		}
	}
	switch name {
	case "crate":
		return s.Module.Crate.Root.Def(), 1, true
	case "self":
		return s.Module.Def(), 1, true
	case "super":
		m := s.Module.home()
		for n < len(path.Segs) && path.Segs[n].Name == "super" {
			if m.Parent == nil {
				return nil, 0, true
			}
			m, n = m.Parent.home(), n+1
		}
		return m.Def(), n, true
	}
	return nil, 0, false
}
