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
	lw, err := readFile(ctx, name, src, leaves(src, leaveClean))
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
	l.lazy = l.clean && leaves(src, leaveClean) == leaveClean
	f.Items, f.Attrs = l.file()
	f.Errors = l.errorSpans()
	if l.units != nil {
		f.Directives = l.units.resolve(src)
	}
	return f
}

// leaves is the wish, but for a file with directives: these cover statements, so
// that all have to be read at once.
func leaves(src []byte, wish leaving) leaving {
	if bytes.Contains(src, []byte(directiveMark)) {
		return leaveNone
	}
	return wish
}

// readFile reads a whole file within the limits.
func readFile(ctx context.Context, name string, src []byte, leave leaving) (*lowerer, error) {
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	if len(src) > MaxSource {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooLarge)
	}
	return read(ctx, name, &tokenSource{text: src, hi: len(src)}, true, leave)
}

// newLowerer lowers the tree of a text that was blanked before.
func newLowerer(ts *tokenSource, tree *cst, b blanked) *lowerer {
	return &lowerer{ts: ts, src: ts.text, tree: tree, nodes: tree.nodes, async: b.asyncClosures, names: namePool.Get().(*names)}
}

// read makes the concrete tree of a text and the lowerer for it, which the caller
// releases. The trees of what is no whole file may be remembered ones.
func read(ctx context.Context, name string, ts *tokenSource, file bool, leave leaving) (*lowerer, error) {
	if !file {
		if l := remembered.get(ts); l != nil {
			return l, nil
		}
	}
	l, err := readAnew(ctx, name, ts, file, leave)
	if err == nil && !file {
		remembered.put(l)
	}
	return l, err
}

func readAnew(ctx context.Context, name string, ts *tokenSource, file bool, leave leaving) (*lowerer, error) {
	b := blank(ts.text, file)
	if b.depth > MaxDepth {
		return nil, fmt.Errorf("parse %s: %w", name, ErrTooDeep)
	}
	tree, err := buildCST(ctx, name, b.text, leave)
	if err != nil {
		return nil, err
	}
	l := newLowerer(ts, tree, b)
	if !tree.bad {
		l.clean = true
		return l, nil
	}
	if text, ok := repair(ts.text, b.text, l.errorSpans()); ok {
		again, err := buildCST(ctx, name, text, leaveNone)
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
