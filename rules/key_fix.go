package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// keyStatic is a key that is kept in a static: `&mut KEY` and its newer forms.
var keyStatic = regexp.MustCompile(`^(?:&mut |&raw mut |(?:\w+::)*addr_of_mut!\()\s*([A-Z][A-Z0-9_]*)\s*\)?$`)

// deleteKeyFix offers to delete a pthread key in a destructor that stands beside
// the call. To make a destructor for it would be more than an edit: how the
// library learns of its unload is for the author to say.
func (p *Pass) deleteKeyFix(c *analysis.Callback) []Fix {
	file := p.source(c.Place)
	if file == nil || c.Inner != nil {
		return nil
	}
	s := siteOf(file.Items, c.Place.Span)
	if s == nil || len(s.call.Args) != 2 || s.call.X == nil {
		return nil
	}
	src := file.Source
	key := keyStatic.FindStringSubmatch(cut(src, s.call.Args[0].Span))
	create := cut(src, s.call.X.Span)
	if key == nil || !strings.HasSuffix(create, "::pthread_key_create") || !slices.ContainsFunc(s.items, func(it *rust.Item) bool {
		return it.Kind == rust.ItemStatic && it.Name == key[1]
	}) {
		return nil
	}
	dtor := p.destructorAmong(c.Place.File, s.items)
	if dtor == nil {
		return nil
	}
	at := dtor.Fn.Body.Span.Start + 1
	end := lineEnd(src)
	text := end + indentAt(src, dtor.Span.Start) + "    unsafe { " + strings.TrimSuffix(create, "create") + "delete(" + key[1] + ") };"
	if rest, _, _ := strings.Cut(cut(src, rust.Span{Start: at, End: dtor.Fn.Body.Span.End}), "\n"); strings.TrimSpace(rest) != "" {
		text += end + indentAt(src, dtor.Span.Start)
	}
	return []Fix{{Title: "delete the key in destructor `" + dtor.Name + "`", Edits: []Edit{insert(c.Place.File, at, text)}}}
}

// destructorAmong finds a function among items that runs when the library is
// unloaded.
func (p *Pass) destructorAmong(file string, items []*rust.Item) *rust.Item {
	for _, r := range p.Result.Roots {
		if r.Moment != analysis.Unload || r.Place.File != file {
			continue
		}
		name := r.Name[strings.LastIndexByte(r.Name, ':')+1:]
		for _, it := range items {
			if isFunction(it, name) {
				return it
			}
		}
	}
	return nil
}
