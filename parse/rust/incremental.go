package rust

import (
	"bytes"
	"context"
	"fmt"
	"sync"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/cdylib-ls/cdylib-ls/parse/grammar"
)

// Editor parses the successive texts of one file, each with the help of the tree
// of the one before: an edit costs what it changes and not what the file is long.
// It holds C memory until it is closed. It is safe for concurrent use.
type Editor struct {
	mu   sync.Mutex
	text []byte // as parsed: with what the grammar does not know blanked
	tree *sitter.Tree
}

// Parse reads one file as the function Parse does. Where the text has errors, the
// tree that is grown from an older one can differ from the one of the text alone:
// with quick that is accepted, and exact is false; without, it is read anew.
func (e *Editor) Parse(ctx context.Context, name string, src []byte, quick bool) (f *File, exact bool, err error) {
	if err := ctx.Err(); err != nil || len(src) > MaxSource {
		f, err = parse(ctx, name, src) // for its errors
		return f, true, err
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	ts := &tokenSource{text: src, hi: len(src)}
	b := blank(src, true)
	if b.depth > MaxDepth {
		e.forget()
		return nil, true, fmt.Errorf("parse %s: %w", name, ErrTooDeep)
	}
	leave := leaveClean
	if quick {
		leave = leaveSome
	}
	t, err := e.grow(name, b.text, leaves(src, leave))
	if err != nil {
		return nil, true, err
	}
	if t.bad && !quick {
		t.release()
		f, err = parse(ctx, name, src)
		return f, true, err
	}
	l := newLowerer(ts, t, b)
	l.clean = !t.bad
	defer l.release()
	return l.whole(src), !t.bad, nil
}

// Close frees what the next parse would have used. The editor may be used again.
func (e *Editor) Close() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.forget()
}

func (e *Editor) forget() {
	if e.tree != nil {
		e.tree.Close()
	}
	e.tree, e.text = nil, nil
}

// grow makes the tree of the text from that of the last one.
func (e *Editor) grow(name string, text []byte, leave leaving) (*cst, error) {
	if err := bindingFits(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	if e.tree != nil {
		e.tree.Edit(difference(e.text, text))
	}
	p := takeParser()
	tree, err := grammar.Parse(context.Background(), language(), p, e.tree, text)
	if err != nil {
		p.Close()
		e.forget()
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	putParser(p)
	e.forget()
	e.tree, e.text = tree, text
	out, err := copyTree(tree.RootNode(), leave)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return out, nil
}

// difference is the one edit that makes the new text of the old: all between
// what both begin with and what both end with. The pass that blanks may change
// text far from where the user typed, so the user's own edit would not do.
func difference(old, text []byte) sitter.EditInput {
	start := CommonPrefix(old, text)
	end := CommonSuffix(old[start:], text[start:])
	return sitter.EditInput{
		StartIndex: uint32(start), OldEndIndex: uint32(len(old) - end), NewEndIndex: uint32(len(text) - end),
		StartPoint: pointAt(old, start), OldEndPoint: pointAt(old, len(old)-end), NewEndPoint: pointAt(text, len(text)-end),
	}
}

// compared is how many bytes are compared at once: most of a text is as it was.
const compared = 1024

// CommonPrefix is how many bytes two texts both begin with.
func CommonPrefix(a, b []byte) int {
	n := min(len(a), len(b))
	at := 0
	for at+compared <= n && bytes.Equal(a[at:at+compared], b[at:at+compared]) {
		at += compared
	}
	for at < n && a[at] == b[at] {
		at++
	}
	return at
}

// CommonSuffix is how many bytes two texts both end with.
func CommonSuffix(a, b []byte) int {
	n := min(len(a), len(b))
	at := 0
	for at+compared <= n && bytes.Equal(a[len(a)-at-compared:len(a)-at], b[len(b)-at-compared:len(b)-at]) {
		at += compared
	}
	for at < n && a[len(a)-at-1] == b[len(b)-at-1] {
		at++
	}
	return at
}

// pointAt is the row and column of an offset, both in bytes and from 0.
func pointAt(text []byte, at int) sitter.Point {
	return sitter.Point{Row: uint32(bytes.Count(text[:at], []byte("\n"))), Column: uint32(at - 1 - bytes.LastIndexByte(text[:at], '\n'))}
}
