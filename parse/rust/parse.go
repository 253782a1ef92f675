package rust

import (
	"bytes"
	"context"
	"errors"
	"fmt"
)

// Reasons why a file is not parsed; Parse wraps them with the file's name.
var (
	ErrTooLarge = errors.New("larger than 16 MiB")
	ErrTooDeep  = errors.New("delimiters nested deeper than 400")
)

func parse(ctx context.Context, name string, src []byte) (*File, error) {
	lw, err := readFile(ctx, name, src, mayBeLazy(src))
	if err != nil {
		return nil, err
	}
	defer lw.release()
	return lw.whole(src), ctx.Err()
}

// whole lowers a whole file.
func (l *lowerer) whole(src []byte) *File {
	f := &File{Source: src}
	l.units = findDirectives(src)
	l.lazy = l.clean && mayBeLazy(src)
	f.Items, f.Attrs = l.file()
	f.Errors = l.errorSpans()
	if l.units != nil {
		f.Directives = l.units.resolve(src)
	}
	return f
}

// mayBeLazy reports whether blocks of a file may be read later, if it has no
// errors: repaired text is not what is read again. A directive covers statements
// too, so that files with one are lowered at once.
func mayBeLazy(src []byte) bool { return !bytes.Contains(src, []byte(directiveMark)) }

// readFile reads a whole file within the limits; lazy is that of copyTree.
func readFile(ctx context.Context, name string, src []byte, lazy bool) (*lowerer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	if len(src) > MaxSource {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooLarge)
	}
	return read(ctx, name, &tokenSource{text: src, hi: len(src)}, true, lazy)
}

// newLowerer lowers the tree of a text that was blanked before.
func newLowerer(ts *tokenSource, tree *cst, b blanked) *lowerer {
	return &lowerer{ts: ts, src: ts.text, tree: tree, nodes: tree.nodes, async: b.asyncClosures, names: namePool.Get().(*names)}
}

// read makes the concrete tree of a text and the lowerer for it, which the caller
// releases.
func read(ctx context.Context, name string, ts *tokenSource, file, lazy bool) (*lowerer, error) {
	b := blank(ts.text, file)
	if b.depth > MaxDepth {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooDeep)
	}
	tree, err := buildCST(ctx, name, b.text, lazy)
	if err != nil {
		return nil, err
	}
	l := newLowerer(ts, tree, b)
	if !tree.bad {
		l.clean = true
		return l, nil
	}
	if text, ok := repair(ts.text, b.text, l.errorSpans()); ok {
		again, err := buildCST(ctx, name, text, false)
		if err != nil {
			l.release()
			return nil, err
		}
		if !again.bad || len(again.errorSpans()) < len(tree.errorSpans()) {
			l.tree, l.nodes = again, again.nodes
			again = tree
		}
		again.release()
	}
	return l, nil
}
