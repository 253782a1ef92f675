package rust

import (
	"context"
	"fmt"
	"sync"
	"time"

	sitter "github.com/smacker/go-tree-sitter"
	grammar "github.com/smacker/go-tree-sitter/rust"
)

// parseTimeout bounds one tree-sitter run. Ordinary files take milliseconds;
// only hostile ones come near it.
const parseTimeout = 10 * time.Second

// node is one node of the concrete tree, copied out of tree-sitter so that the
// C memory is freed before lowering starts and no cgo call is made in it.
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

var language = sync.OnceValue(grammar.GetLanguage)

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

// tokenLengths holds the length of every anonymous token.
var tokenLengths = sync.OnceValue(func() []int32 {
	lang := language()
	out := make([]int32, lang.SymbolCount())
	for i := range out {
		out[i] = int32(len(lang.SymbolName(sitter.Symbol(i))))
	}
	return out
})

var parsers = sync.Pool{New: func() any {
	p := sitter.NewParser()
	p.SetLanguage(language())
	p.SetOperationLimit(int(parseTimeout / time.Microsecond))
	return p
}}

// buildCST runs tree-sitter over text and copies the tree in one cursor walk.
func buildCST(ctx context.Context, name string, text []byte) (*cst, error) {
	// A cancellable run leaves a goroutine of the binding behind that may set the
	// parser's cancel flag late, so such a parser is not used again. Small texts
	// are done before a cancellation would be noticed.
	if len(text) < 256<<10 {
		ctx = context.Background()
	}
	p := parsers.Get().(*sitter.Parser)
	tree, err := p.ParseCtx(ctx, nil, text)
	if err != nil || tree == nil {
		p.Close() // a stopped parser would go on with the old text
		if err == nil {
			err = sitter.ErrOperationLimit
		}
		return nil, fmt.Errorf("parse %s: %w", name, err)
	}
	defer tree.Close()
	if ctx.Done() == nil {
		defer parsers.Put(p)
	} else {
		defer p.Close()
	}
	root := tree.RootNode()
	if root == nil {
		return nil, fmt.Errorf("parse %s: no tree", name)
	}
	c := sitter.NewTreeCursor(root)
	defer c.Close()
	out := &cst{nodes: make([]node, 0, len(text)/5+16)}
	out.copyTree(c, root.HasError())
	return out, nil
}

// copyTree walks the tree without recursion: a chain of operators is as deep as
// it is long.
func (t *cst) copyTree(c *sitter.TreeCursor, hasError bool) {
	kinds := kindOf()
	var parents []int32
	prev := int32(-1) // previous sibling
	for {
		i := t.add(c, kinds, parents, hasError)
		if prev >= 0 {
			t.nodes[prev].next = i
		} else if len(parents) > 0 {
			t.nodes[parents[len(parents)-1]].first = i
		}
		if !opaque[t.nodes[i].kind] && c.GoToFirstChild() {
			parents, prev = append(parents, i), -1
			continue
		}
		prev = i
		for !c.GoToNextSibling() {
			if len(parents) == 0 {
				return
			}
			c.GoToParent()
			prev = parents[len(parents)-1]
			parents = parents[:len(parents)-1]
			if len(parents) == 0 {
				return
			}
		}
	}
}

func (t *cst) add(c *sitter.TreeCursor, kinds []kind, parents []int32, hasError bool) int32 {
	n := c.CurrentNode()
	nd := node{start: int32(n.StartByte()), kind: kError}
	s := n.Symbol()
	if int(s) < len(kinds) {
		nd.kind = kinds[s]
	} else {
		t.bad = true
	}
	if hasError && n.IsMissing() {
		nd.missing, t.bad = true, true
	}
	// Every call into C costs as much as the rest of the walk does for a node. An
	// anonymous token is as long as its name, unless it is missing.
	if nd.kind == kToken && !nd.missing {
		nd.end = nd.start + tokenLengths()[s]
	} else {
		nd.end = int32(n.EndByte())
	}
	if len(parents) > 0 && nd.kind != kToken && fielded[t.nodes[parents[len(parents)-1]].kind] {
		nd.field = fieldByName[c.CurrentFieldName()]
	}
	t.nodes = append(t.nodes, nd)
	return int32(len(t.nodes) - 1)
}
