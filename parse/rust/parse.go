package rust

import (
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
	lw, err := readFile(ctx, name, src)
	if err != nil {
		return nil, err
	}
	defer lw.release()
	f := &File{Source: src}
	lw.units = findDirectives(src)
	// A directive covers statements too, and repaired text is not what is read
	// again: such files are lowered at once.
	lw.lazy = lw.units == nil && lw.clean
	f.Items, f.Attrs = lw.file()
	f.Errors = lw.errorSpans()
	if lw.units != nil {
		f.Directives = lw.units.resolve(src)
	}
	return f, ctx.Err()
}

// readFile reads a whole file within the limits.
func readFile(ctx context.Context, name string, src []byte) (*lowerer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	if len(src) > MaxSource {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooLarge)
	}
	return read(ctx, name, &tokenSource{text: src, hi: len(src)}, true)
}

// read makes the concrete tree of a text and the lowerer for it, which the caller
// releases.
func read(ctx context.Context, name string, ts *tokenSource, file bool) (*lowerer, error) {
	b := blank(ts.text, file)
	if b.depth > MaxDepth {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooDeep)
	}
	tree, err := buildCST(ctx, name, b.text)
	if err != nil {
		return nil, err
	}
	l := &lowerer{ts: ts, src: ts.text, tree: tree, nodes: tree.nodes, async: b.asyncClosures,
		names: namePool.Get().(*names)}
	if !tree.bad {
		l.clean = true
		return l, nil
	}
	if text, ok := repair(ts.text, b.text, l.errorSpans()); ok {
		again, err := buildCST(ctx, name, text)
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
