package artifact

import (
	"bytes"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/code"
)

// A function that code looks up by its name is no import, and what it is called with does
// not show. Where code that is not std's looks functions up and the file holds the name of
// one that leaves something behind, nothing is known of it.

// lookups are the functions that look others up.
var lookups = []string{"dlsym", "dlvsym"}

// lookedUp says which functions that leave something behind may be looked up by what is
// reached. What std looks up is none of them, by whatever function it does.
func (l *Library) lookedUp(all *code.Reach) []unload.Reason {
	by := slices.IndexFunc(all.Order, func(fn int) bool {
		return !l.cut(fn) && !l.ofStd(fn) && slices.ContainsFunc(l.Graph.Edges(fn), func(e code.Edge) bool {
			return e.Import != nil && slices.Contains(lookups, e.Import.Name)
		})
	})
	if by < 0 {
		return nil
	}
	name := l.nameOfHazard(all)
	if name == "" {
		return nil
	}
	return []unload.Reason{{Kind: unload.OfUnread, ID: "lookup", Artifact: l.File.Path, Symbol: l.Name(all.Order[by]),
		Text: "it looks functions up by their names, of which `" + name + "` is one: calls of what it finds are not followed"}}
}

// leavesBehind reports an import that leaves something behind where it is called without
// being seen.
func leavesBehind(name string) bool {
	return slices.Contains([]Kind{ThreadKey, Spawn, Signal}, imports[name]) || name == "on_exit" || name == "__cxa_atexit"
}

// nameOfHazard is a function that leaves something behind and whose name is a constant of
// the file, "" for none. A name that is a common word as well counts only where code
// that is reached refers to it.
func (l *Library) nameOfHazard(all *code.Reach) string {
	var names []string
	for name := range imports {
		if leavesBehind(name) || imports[name] == TLSDestructor {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	referred := map[uint64]bool{}
	for _, fn := range all.Order {
		for _, ref := range l.Graph.Refs(fn) {
			referred[ref.Addr] = true
			if to, imp, ok := l.Graph.Image.Pointee(ref.Addr); ok && imp == nil { // a &str
				referred[to] = true
			}
		}
	}
	found := ""
	l.contents(func(addr uint64, b []byte) bool {
		for _, name := range names {
			for at := 0; found == ""; {
				i := bytes.Index(b[at:], []byte(name))
				if i < 0 {
					break
				}
				at += i
				if l.isConstant(name, b, at, addr, referred) {
					found = name
				}
				at++
			}
		}
		return found == ""
	})
	return found
}

// isConstant reports that a name at b[at:] is a text of its own: one that code refers to,
// or one between bytes that belong to no name.
func (l *Library) isConstant(name string, b []byte, at int, base uint64, referred map[uint64]bool) bool {
	var next byte
	if end := at + len(name); end < len(b) {
		next = b[end]
	}
	common := !strings.ContainsAny(name, "_") && len(name) < len("sigaction")
	switch {
	case referred[base+uint64(at)]:
		return next == 0 || !common && !strings.ContainsRune(" :(%'`,.", rune(next)) && next != '\n'
	case common || next != 0 || l.forLoader(base+uint64(at)):
		return false
	}
	return at == 0 || !inName(b[at-1])
}

func inName(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// forLoader reports an address among the names of imports and exports, or one of which
// that is not known.
func (l *Library) forLoader(addr uint64) bool {
	for _, s := range l.sections() {
		if addr >= s.Addr && addr-s.Addr < s.Size && s.Addr != 0 {
			return strings.HasPrefix(s.Name, ".dynstr") || strings.HasPrefix(s.Name, ".strtab")
		}
	}
	return true
}
