package manifest

import (
	"context"
	"slices"
	"strconv"
	"strings"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/BurntSushi/toml"

	"github.com/cdylib-ls/cdylib-ls/parse/grammar"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// entry is where a key stands, where its value stands, and for a table how far
// its text reaches.
type entry struct{ key, value rust.Span }

// index holds the places of one file.
type index struct {
	entries  map[string]entry
	comments []rust.Span
	// blocks are pairs and tables in source order: what a comment can stand at.
	blocks []rust.Span
	arrays map[string]int // elements seen of each [[array of tables]]
	err    error          // why the file has no places
}

const sep = "\x00" // no TOML key that Cargo accepts holds it

// Span returns the ranges of the last key of path and of its value. Elements of
// arrays are named by their index ("bin", "0", "name"). For a table, value is
// the range from its header (or brace) to its end. It reports false where the
// file does not write such a key, also where the key only exists by inheritance.
func (d *Document) Span(path ...string) (key, value rust.Span, ok bool) {
	e, ok := d.index().entries[strings.Join(path, sep)]
	return e.key, e.value, ok
}

// Unplaced says why nothing of the file has a place, nil where it has: the grammar can
// come to its limit on a text that the decoder reads, and comments are then not seen.
func (d *Document) Unplaced() error { return d.index().err }

// Nearest returns the value's range for the longest prefix of path that the
// file writes; the zero range at the start of the file if none.
func (d *Document) Nearest(path ...string) rust.Span {
	for n := len(path); n > 0; n-- {
		if key, value, ok := d.Span(path[:n]...); ok {
			if n < len(path) { // a whole table as range would cover the screen
				return key
			}
			return value
		}
	}
	return rust.Span{}
}

func newIndex(src []byte) *index {
	x := &index{entries: map[string]entry{}, arrays: map[string]int{}}
	language, err := grammar.TOML()
	if err != nil {
		x.err = err
		return x
	}
	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(language)
	tree, err := grammar.Parse(context.Background(), language, p, nil, src)
	if err != nil {
		x.err = err
		return x
	}
	defer tree.Close()
	root := tree.RootNode()
	for _, c := range named(root) {
		x.top(c, src)
	}
	slices.SortFunc(x.comments, func(a, b rust.Span) int { return a.Start - b.Start })
	return x
}

func span(n *sitter.Node) rust.Span {
	return rust.Span{Start: int(n.StartByte()), End: int(n.EndByte())}
}

// top reads a child of the document: a pair, a table, or a comment.
func (x *index) top(n *sitter.Node, src []byte) {
	switch n.Type() {
	case "comment":
		x.comments = append(x.comments, span(n))
	case "pair":
		x.pair(n, src, nil)
	case "table", "table_array_element":
		x.table(n, src)
	case "ERROR": // broken text: what can still be told apart is kept
		for _, c := range named(n) {
			x.top(c, src)
		}
	}
}

func (x *index) table(n *sitter.Node, src []byte) {
	var path []string
	x.blocks = append(x.blocks, rust.Span{})
	block := len(x.blocks) - 1
	end := int(n.StartByte())
	for _, c := range x.children(n) {
		switch c.Type() {
		case "pair":
			x.pair(c, src, path)
		case "bare_key", "quoted_key", "dotted_key":
			if path != nil {
				break
			}
			keys := keyParts(c, src)
			path = x.resolve(partNames(keys))
			if n.Type() == "table_array_element" {
				array := strings.Join(path, sep)
				path = append(path, strconv.Itoa(x.arrays[array]))
				x.arrays[array]++
				keys = append(keys, keys[len(keys)-1])
			}
			x.headers(path, keys, span(n))
		}
		end = int(c.EndByte())
		if b := x.blocks[len(x.blocks)-1]; c.Type() == "pair" && b.End > 0 {
			end = b.End // without comments behind it
		}
	}
	if path != nil {
		for end < len(src) && src[end] != '\n' && src[end] != '#' {
			end++ // the header's bracket
		}
		full := rust.Span{Start: int(n.StartByte()), End: end}
		x.blocks[block] = full
		e := x.entries[strings.Join(path, sep)]
		e.value = full
		x.entries[strings.Join(path, sep)] = e
	}
}

// headers notes `[a.b.c]`: the last part is the table, the others are on the way.
func (x *index) headers(path []string, keys []part, whole rust.Span) {
	offset := len(path) - len(keys)
	named := 0
	for i := range path {
		joined := strings.Join(path[:i+1], sep)
		if _, seen := x.entries[joined]; seen && i < len(path)-1 {
			if _, err := strconv.Atoi(path[i]); err != nil {
				named++
			}
			continue
		}
		k := keys[min(named, len(keys)-1)]
		if offset == 0 {
			k = keys[i]
		}
		x.entries[joined] = entry{key: k.span, value: whole}
		named++
	}
}

// resolve puts the index of the latest element behind each array of tables on
// the way: `[bin.metadata]` belongs to the last [[bin]].
func (x *index) resolve(names []string) []string {
	var path []string
	for i, name := range names {
		path = append(path, name)
		if n := x.arrays[strings.Join(path, sep)]; n > 0 && i < len(names)-1 {
			path = append(path, strconv.Itoa(n-1))
		}
	}
	return path
}

func (x *index) pair(n *sitter.Node, src []byte, prefix []string) {
	children := x.children(n)
	if len(prefix) > 2*maxDepth || len(children) < 2 {
		return
	}
	keys, value := keyParts(children[0], src), children[1]
	if p := n.Parent(); p == nil || p.Type() != "inline_table" {
		x.blocks = append(x.blocks, rust.Span{Start: int(n.StartByte()), End: int(value.EndByte())})
	}
	path := append([]string(nil), prefix...)
	for i, k := range keys {
		path = append(path, k.name)
		joined := strings.Join(path, sep)
		if _, seen := x.entries[joined]; seen && i < len(keys)-1 {
			continue
		}
		x.entries[joined] = entry{key: k.span, value: span(value)}
	}
	x.value(value, src, path)
}

// children returns the named children of n and notes the comments among them,
// which the grammar lets stand anywhere.
func (x *index) children(n *sitter.Node) []*sitter.Node {
	var out []*sitter.Node
	for _, c := range named(n) {
		if c.Type() == "comment" {
			x.comments = append(x.comments, span(c))
		} else {
			out = append(out, c)
		}
	}
	return out
}

// named lists the named children with a cursor: by number, each would be looked
// for from the first, and a long table take quadratic time.
func named(n *sitter.Node) []*sitter.Node {
	if n.NamedChildCount() == 0 {
		return nil
	}
	cursor := sitter.NewTreeCursor(n)
	defer cursor.Close()
	var out []*sitter.Node
	for ok := cursor.GoToFirstChild(); ok; ok = cursor.GoToNextSibling() {
		if c := cursor.CurrentNode(); c.IsNamed() {
			out = append(out, c)
		}
	}
	return out
}

func (x *index) value(n *sitter.Node, src []byte, path []string) {
	switch n.Type() {
	case "inline_table":
		for _, c := range x.children(n) {
			if c.Type() == "pair" {
				x.pair(c, src, path)
			}
		}
	case "array":
		for i, c := range x.children(n) {
			element := append(append([]string(nil), path...), strconv.Itoa(i))
			x.entries[strings.Join(element, sep)] = entry{key: span(c), value: span(c)}
			x.value(c, src, element)
		}
	}
}

type part struct {
	name string
	span rust.Span
}

func partNames(parts []part) []string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return names
}

// keyParts takes a key apart; the grammar nests dotted keys to the left.
func keyParts(n *sitter.Node, src []byte) []part {
	var parts []part
	for n != nil && n.Type() == "dotted_key" {
		count := int(n.NamedChildCount())
		for i := count - 1; i > 0; i-- {
			parts = append(parts, keyPart(n.NamedChild(i), src))
		}
		n = n.NamedChild(0)
	}
	if n != nil {
		parts = append(parts, keyPart(n, src))
	}
	for i, j := 0, len(parts)-1; i < j; i, j = i+1, j-1 {
		parts[i], parts[j] = parts[j], parts[i]
	}
	return parts
}

func keyPart(n *sitter.Node, src []byte) part {
	text := n.Content(src)
	if n.Type() == "quoted_key" {
		var v struct{ K string }
		if _, err := toml.Decode("K = "+text, &v); err == nil {
			text = v.K
		}
	}
	return part{name: text, span: span(n)}
}

// Header is the range of a table's name in its header, or of the key that holds
// an inline one.
func (d *Document) Header(path ...string) rust.Span {
	if key, _, ok := d.Span(path...); ok {
		return key
	}
	return d.Nearest(path...)
}
