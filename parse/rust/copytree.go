package rust

// #cgo noescape cst_describe
// #cgo nocallback cst_describe
// #cgo noescape cst_copy
// #cgo nocallback cst_copy
// #include <stdlib.h>
// #include "copytree.h"
import "C"

import (
	"context"
	"fmt"
	"sync"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"

	"github.com/cdylib-ls/cdylib-ls/parse/grammar"
)

// maxTreeNodes bounds the memory of one concrete tree (20 bytes a node). Dense
// code has a node for every two bytes.
const maxTreeNodes = 16 << 20

// The binding's cursor costs four calls into C and a cache entry for each node:
// more than tree-sitter takes to parse. copytree.c walks the tree in one call
// and writes nodes as they are used here, so both sides must have one layout.
const (
	_ = uint(unsafe.Sizeof(node{}) - C.sizeof_cst_node)
	_ = uint(C.sizeof_cst_node - unsafe.Sizeof(node{}))
	_ = uint(unsafe.Offsetof(node{}.next) - unsafe.Offsetof(C.cst_node{}.next))
	_ = uint(unsafe.Offsetof(C.cst_node{}.next) - unsafe.Offsetof(node{}.next))
)

// rootOf returns the TSNode inside the binding's node. The binding does not export
// it; that it is the first field is checked before the first use.
func rootOf(n *sitter.Node) C.TSNode { return *(*C.TSNode)(unsafe.Pointer(n)) }

// checkBinding reports whether C sees the same root node as the binding does.
func checkBinding(n *sitter.Node) error {
	if unsafe.Sizeof(*n) < C.sizeof_TSNode {
		return fmt.Errorf("tree-sitter binding: node of %d bytes, expected at least %d", unsafe.Sizeof(*n), C.sizeof_TSNode)
	}
	got := C.cst_describe(rootOf(n))
	if uint32(got.symbol) != uint32(n.Symbol()) || uint32(got.start) != n.StartByte() || uint32(got.end) != n.EndByte() {
		return fmt.Errorf("tree-sitter binding: root is %v, expected symbol %d at %d-%d", got, n.Symbol(), n.StartByte(), n.EndByte())
	}
	return nil
}

// bindingFits parses a small text once. A binding of another layout is an error
// of every Parse, not a read of wild memory.
var bindingFits = sync.OnceValue(func() error {
	if _, err := grammar.Rust(); err != nil {
		return err
	}
	p := newParser()
	defer p.Close()
	tree, err := p.ParseCtx(context.Background(), nil, []byte(" fn f() {}\n"))
	if err != nil {
		return fmt.Errorf("tree-sitter binding: the grammar does not load: %w", err)
	}
	defer tree.Close()
	return checkBinding(tree.RootNode())
})

// copyTables are the tables for copytree.c, made once and kept in C memory.
var copyTables = sync.OnceValue(func() *C.cst_tables {
	kinds := kindOf()
	fields := []byte{0}
	lang := language()
	for i := 1; ; i++ {
		name := lang.FieldName(i)
		if name == "" {
			break
		}
		fields = append(fields, byte(fieldByName[name]))
	}
	symbols := make([]byte, len(kinds))
	for i, k := range kinds {
		symbols[i] = byte(k)
	}
	t := (*C.cst_tables)(C.calloc(1, C.sizeof_cst_tables))
	t.symbol_count, t.kind_of = C.uint32_t(len(symbols)), cBytes(symbols)
	t.field_count, t.field_of = C.uint32_t(len(fields)-1), cBytes(fields)
	t.opaque, t.fielded = cBytes(flags(opaque[:])), cBytes(flags(fielded[:]))
	t.token, t.error, t.block, t.attribute = C.uint8_t(kToken), C.uint8_t(kError), C.uint8_t(kBlock), C.uint8_t(kInnerAttributeItem)
	return t
})

func cBytes(b []byte) *C.uint8_t { return (*C.uint8_t)(C.CBytes(b)) }

func flags(of []bool) []byte {
	out := make([]byte, len(of))
	for i, set := range of {
		if set {
			out[i] = 1
		}
	}
	return out
}

// leaving says which blocks a copy leaves empty, to be read later.
type leaving uint8

const (
	leaveNone  leaving = iota
	leaveClean         // large ones, if the whole tree has no errors
	leaveSome          // large ones without errors
)

// copyTree copies the tree below root.
func copyTree(root *sitter.Node, leave leaving) (*cst, error) {
	count := int(C.cst_describe(rootOf(root)).count)
	if count <= 0 || count > maxTreeNodes {
		return nil, ErrTooLarge
	}
	t := &cst{nodes: takeNodes(count)}
	n := copyInto(root, t.nodes, leave, &t.bad)
	if n < 0 {
		return nil, ErrTooLarge
	}
	t.nodes = t.nodes[:n]
	return t, nil
}

// copyInto fills nodes and returns how many there are, -1 if too many.
func copyInto(root *sitter.Node, nodes []node, leave leaving, bad *bool) int {
	var size C.uint32_t
	if leave != leaveNone {
		size = lazyBlock
	}
	out := (*C.cst_node)(unsafe.Pointer(&nodes[0]))
	return int(C.cst_copy(rootOf(root), copyTables(), out, C.int64_t(len(nodes)), size, C.bool(leave == leaveSome), (*C.bool)(bad)))
}

// nodePool keeps node slices between parses. Large ones are left to the collector.
var nodePool sync.Pool

const maxPooledNodes = 1 << 18

func takeNodes(n int) []node {
	if s, _ := nodePool.Get().(*[]node); s != nil && cap(*s) >= n {
		return (*s)[:n]
	}
	return make([]node, n, n+n/8)
}

// release gives the nodes back; the tree must not be used afterwards.
func (t *cst) release() {
	if s := t.nodes; cap(s) <= maxPooledNodes {
		nodePool.Put(&s)
	}
	t.nodes = nil
}
