// Package grammar gives tree-sitter's grammars of Rust and TOML, and bounds a parse by
// counted work. The binding's own limit is a time, by which a busy machine would read less
// of a text than an idle one. Counted are the tokens that the lexer is asked for, the
// characters that it passes, and the words of memory that the parser asks for: what takes
// it long are lists of nodes that it copies while it recovers from errors. All of these are
// the same on every machine; one step takes 20 to 500 nanoseconds.
package grammar

// #cgo nocallback count_begin
// #cgo nocallback count_steps
// #include "count.h"
import "C"

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/rust"
	"github.com/smacker/go-tree-sitter/toml"
)

// ErrLimit is the error of a text that takes more work than Limit.
var ErrLimit = errors.New("it takes too much work to parse")

// Limit is how many steps the parse of a text of n bytes may take. Rust and TOML that
// people write take about 4 to 7 a byte, text that is neither 20 to 60, and some texts a number
// that grows with the square of their length.
func Limit(n int) int64 { return 1<<25 + 16*int64(n) }

// margin is more than a parser that has parsed before saves of a text's steps, since it
// keeps some of its memory.
func margin(n int) int64 { return 1<<18 + 4*int64(n) }

// Rust returns the grammar of Rust. With an error it must not be parsed with.
var Rust = sync.OnceValues(func() (*sitter.Language, error) {
	return counted(rust.GetLanguage(), C.count_rust())
})

// TOML returns the grammar of TOML. With an error it must not be parsed with.
var TOML = sync.OnceValues(func() (*sitter.Language, error) {
	return counted(toml.GetLanguage(), C.count_toml())
})

var allocations = sync.OnceFunc(func() { C.count_allocations() })

// counted returns the copy of a grammar, and an error where the binding has another layout
// than count.h or does not call what counts.
func counted(original *sitter.Language, copied *C.TSLanguage) (*sitter.Language, error) {
	allocations()
	if v := copied.version; v < 13 || v > 14 {
		return original, fmt.Errorf("tree-sitter binding: a grammar of ABI %d, expected 13 or 14", v)
	}
	l := sitter.NewLanguage(unsafe.Pointer(copied))
	if n := original.SymbolCount(); uint32(copied.symbol_count+copied.alias_count) != n || l.SymbolName(sitter.Symbol(n-1)) != original.SymbolName(sitter.Symbol(n-1)) {
		return original, errors.New("tree-sitter binding: its grammars have another layout")
	}
	p := sitter.NewParser()
	defer p.Close()
	p.SetLanguage(l)
	text := []byte("a = 1 # b")
	if n := Steps(p, text); n < int64(len(text)) {
		return original, fmt.Errorf("tree-sitter binding: %d steps for %d bytes, expected at least one each", n, len(text))
	}
	return l, nil
}

// Parse parses text with p, which has the grammar l, on from old where that is set. Above
// Limit it is ErrLimit; p can be used again. A ctx that ends is an error too, after which
// p must be closed.
func Parse(ctx context.Context, l *sitter.Language, p *sitter.Parser, old *sitter.Tree, text []byte) (*sitter.Tree, error) {
	return parse(ctx, l, p, old, text, Limit(len(text)))
}

func parse(ctx context.Context, l *sitter.Language, p *sitter.Parser, old *sitter.Tree, text []byte, limit int64) (*sitter.Tree, error) {
	tree, steps, err := count(ctx, p, old, text, limit)
	if err != nil || steps <= limit-margin(len(text)) {
		return tree, err
	}
	// Whether a text is read must not depend on what its parser has read before.
	tree.Close()
	fresh := sitter.NewParser()
	defer fresh.Close()
	fresh.SetLanguage(l)
	if tree, steps, err = count(ctx, fresh, nil, text, limit); err == nil && steps > limit {
		tree.Close()
		return nil, ErrLimit
	}
	return tree, err
}

// count parses and says how many steps that took; above limit the tree is of no use.
func count(ctx context.Context, p *sitter.Parser, old *sitter.Tree, text []byte, limit int64) (*sitter.Tree, int64, error) {
	runtime.LockOSThread() // the steps are counted by thread
	defer runtime.UnlockOSThread()
	C.count_begin(C.int64_t(limit))
	tree, err := p.ParseCtx(ctx, old, text)
	steps := int64(C.count_steps())
	C.count_begin(0)
	return tree, steps, err
}

// Steps returns how many steps the parse of a text takes, without a limit.
func Steps(p *sitter.Parser, text []byte) int64 {
	tree, steps, err := count(context.Background(), p, nil, text, 0)
	if err == nil {
		tree.Close()
	}
	return steps
}
