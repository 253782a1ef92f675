package names

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// pendingCall is an item macro call that is expanded when a name is looked for
// that its tokens or the macro's definition mention: most crates generate
// thousands of items that no chain ever asks for.
type pendingCall struct {
	item  *rust.Item
	def   *Def
	depth int
}

// ExpandFor expands the pending macro calls that can define the name.
func (s *Scope) ExpandFor(name string) {
	if len(s.pending) == 0 {
		return
	}
	s.expand(func(p pendingCall) bool {
		return mentionsWord(p.item.Call.Text(), name) || p.def.mentions(name)
	})
}

// ExpandAll expands all pending macro calls, those of expansions too.
func (s *Scope) ExpandAll() {
	for range maxItemExpansion {
		if len(s.pending) == 0 {
			return
		}
		s.expand(func(pendingCall) bool { return true })
	}
}

func (s *Scope) expand(want func(pendingCall) bool) {
	queue := s.pending
	s.pending = nil
	var later []pendingCall
	for _, p := range queue {
		if !want(p) {
			later = append(later, p)
			continue
		}
		c := s.Module.Crate
		if c.itemMacros++; c.itemMacros > maxItemMacros {
			s.cutItems(p.item, fmt.Sprintf("the crate has more than %d calls of item macros", maxItemMacros))
			continue
		}
		ex, err := p.item.Call.Expand(c.program.MacroOf(p.def))
		if errors.Is(err, rust.ErrTooMuch) {
			s.cutItems(p.item, "the expansion is larger than 1 MiB")
		}
		if err == nil {
			if items, ok := ex.Items(); ok {
				s.addItems(items, p.depth+1)
			}
		}
	}
	s.pending = append(later, s.pending...)
}

// mentions reports whether a macro_rules can produce the name: it stands in the
// definition, or the definition calls further macros.
func (d *Def) mentions(name string) bool {
	src := d.Scope.Module.File.AST().Source
	sp := d.Item.Span
	return sp.End <= len(src) && mentionsWord(string(src[sp.Start:sp.End]), name)
}

// mentionsWord reports whether text holds name as a whole identifier.
func mentionsWord(text, name string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(name)
		if (i == 0 || !identByte(text[i-1])) && (end == len(text) || !identByte(text[end])) {
			return true
		}
		at = end
	}
}

func identByte(b byte) bool {
	return b == '_' || b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80
}

// maxItemExpansion is how deep item macros expand to each other, as deep as rustc's own
// limit; maxItemMacros how many of one crate are expanded.
const (
	maxItemExpansion = 128
	maxItemMacros    = 100_000
)

var itemsTooDeep = fmt.Sprintf("macros expand to macros more than %d deep", maxItemExpansion)

// cutItems reports the first item macro of a crate that a limit leaves out.
func (s *Scope) cutItems(it *rust.Item, limit string) {
	c := s.Module.Crate
	if c.itemsCut || c.Stub {
		return
	}
	c.itemsCut = true
	p := c.program
	p.statMu.Lock()
	defer p.statMu.Unlock()
	p.Missing = append(p.Missing, workspace.Problem{Rule: "unread-code", File: s.Module.File.Path, Span: it.Span, Minor: !c.ours(),
		Message: "the items declared here are left out: " + limit + "; what they do is not known"})
}

// addMacroItems expands an item macro as far as its definition is known.
func (s *Scope) addMacroItems(it *rust.Item, depth int) {
	call := it.Call
	if call == nil {
		return
	}
	if depth >= maxItemExpansion {
		s.cutItems(it, itemsTooDeep)
		return
	}
	c := s.Module.Crate
	last := lastSeg(call.Path)
	def := c.program.ResolveMacro(s, call.Path)
	if def != nil && def.Kind == DefMacro && !def.Crate.Stub {
		s.Calls = append(s.Calls, it)
		s.pending = append(s.pending, pendingCall{it, def, depth})
		return
	}
	wrapper := ""
	switch last {
	case "lazy_static", "thread_local":
		wrapper = last
	case "cfg_if", "paste":
	case "ctor", "dtor": // ctor_lite's register whatever stands in them
		s.Calls = append(s.Calls, it)
	default:
		s.Calls = append(s.Calls, it)
		return
	}
	items, ok := call.ItemList()
	if !ok {
		s.Calls = append(s.Calls, it)
		return
	}
	for _, sub := range items {
		if c.env.Enabled(sub.Attrs) == cfg.False {
			continue
		}
		if wrapper != "" && sub.Kind == rust.ItemStatic {
			s.add(&Def{Kind: DefStatic, Name: sub.Name, Crate: c, Scope: s, Item: sub, Wrapper: wrapper})
			continue
		}
		s.addItem(sub, depth+1)
	}
}

// MacroOf prepares a macro definition for Expand.
func (p *Program) MacroOf(d *Def) *rust.Macro {
	f := d.Scope.Module.File
	return &rust.Macro{Name: d.Name, File: f.Path, Src: f.AST().Source, Rules: d.Item.Rules, Crate: d.Crate.marker()}
}
