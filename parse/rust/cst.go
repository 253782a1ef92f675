package rust

import (
	"context"
	"fmt"
	"sync"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/cdylib-ls/cdylib-ls/parse/grammar"
)

// node is one node of the concrete tree, copied out of tree-sitter so that the
// C memory is freed before lowering starts and no cgo call is made in it. Its
// layout is that of cst_node in copytree.h.
type node struct {
	kind        kind
	field       field
	missing     bool
	start, end  int32
	first, next int32 // indices into cst.nodes, 0 for none
}

// cst is the concrete tree of one text; nodes[0] is the root.
type cst struct {
	nodes []node
	bad   bool // has an ERROR or MISSING node
}

// kind is a node kind: the named ones of the grammar that lowering looks at.
type kind uint8

// field is a field name of the grammar.
type field uint8

func language() *sitter.Language {
	l, _ := grammar.Rust() // bindingFits tells the error
	return l
}

// kindOf maps the grammar's symbols to kinds.
var kindOf = sync.OnceValue(func() []kind {
	byName := map[string]kind{}
	for k, n := range kindNames {
		byName[n] = kind(k)
	}
	lang := language()
	out := make([]kind, lang.SymbolCount())
	for i := range out {
		s := sitter.Symbol(i)
		if lang.SymbolType(s) == sitter.SymbolTypeRegular {
			if k, ok := byName[lang.SymbolName(s)]; ok {
				out[i] = k
			} else {
				out[i] = kOther
			}
		}
	}
	return out
})

// idleParsers keeps a few parsers between runs; each holds C memory, so their
// number is bounded and those beyond it are closed.
var idleParsers = make(chan *sitter.Parser, 8)

func newParser() *sitter.Parser {
	p := sitter.NewParser()
	p.SetLanguage(language())
	return p
}

func takeParser() *sitter.Parser {
	select {
	case p := <-idleParsers:
		return p
	default:
		return newParser()
	}
}

func putParser(p *sitter.Parser) {
	select {
	case idleParsers <- p:
	default:
		p.Close()
	}
}

// buildCST runs tree-sitter over text and copies the tree, as copyTree does. The
// caller releases it.
func buildCST(ctx context.Context, name string, text []byte, leave leaving) (*cst, error) {
	if err := bindingFits(); err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	// A cancellable run leaves a goroutine of the binding behind that may set the
	// parser's cancel flag late, so such a parser is not used again. Small texts
	// are done before a cancellation would be noticed.
	if len(text) < 256<<10 {
		ctx = context.Background()
	}
	p := takeParser()
	tree, err := grammar.Parse(ctx, language(), p, nil, text)
	if err != nil {
		p.Close() // one that was cancelled would go on with the old text
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	defer tree.Close()
	if ctx.Done() == nil {
		defer putParser(p)
	} else {
		defer p.Close()
	}
	root := tree.RootNode()
	if root == nil {
		return nil, fmt.Errorf("parse %s: no tree", name)
	}
	out, err := copyTree(root, leave)
	if err != nil {
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	return out, nil
}
