package rust

import (
	"context"
	"strings"
	"testing"
	"unsafe"

	sitter "github.com/smacker/go-tree-sitter"
)

// The C side reads the binding's node through its first field. This fails when
// the binding changes that.
func TestBindingFits(t *testing.T) {
	if err := bindingFits(); err != nil {
		t.Fatal(err)
	}
	p := newParser()
	defer p.Close()
	tree, err := p.ParseCtx(context.Background(), nil, []byte("\n fn f() { g(1 + }\nstatic S: u8 = 1;"))
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	root := tree.RootNode()
	for _, n := range []*sitter.Node{root, root.Child(0), root.Child(0).Child(1)} {
		if err := checkBinding(n); err != nil {
			t.Error(err)
		}
	}
}

// The copy has the nodes that a walk with the binding's cursor finds.
func TestCopyTreeAgreesWithCursor(t *testing.T) {
	for _, src := range append([]string{"", "\n", "fn f(", strings.Repeat("a+", 3000) + "a"}, seeds...) {
		p := newParser()
		tree, err := p.ParseCtx(context.Background(), nil, []byte(src))
		if err != nil {
			t.Fatal(err)
		}
		got, err := copyTree(tree.RootNode(), leaveNone)
		if err != nil {
			t.Fatal(err)
		}
		c := sitter.NewTreeCursor(tree.RootNode())
		next, bad := int32(0), false
		var walk func(parent kind)
		walk = func(parent kind) {
			i, n := next, c.CurrentNode()
			next++
			want := node{kind: kError, start: int32(n.StartByte()), end: int32(n.EndByte()), missing: n.IsMissing()}
			if int(n.Symbol()) < len(kindOf()) {
				want.kind = kindOf()[n.Symbol()]
			}
			if i > 0 && want.kind != kToken && fielded[parent] {
				want.field = fieldByName[c.CurrentFieldName()]
			}
			bad = bad || want.missing || want.kind == kError
			have := got.nodes[i]
			want.first, want.next = have.first, have.next
			if have != want {
				t.Errorf("%.40q: node %d is %+v, want %+v", src, i, have, want)
			}
			if opaque[want.kind] || !c.GoToFirstChild() {
				if have.first != 0 {
					t.Errorf("%.40q: node %d has children", src, i)
				}
				return
			}
			for link := have.first; ; link = got.nodes[link].next {
				if link != next {
					t.Fatalf("%.40q: child of node %d is %d, want %d", src, i, link, next)
				}
				walk(want.kind)
				if !c.GoToNextSibling() {
					if got.nodes[link].next != 0 {
						t.Errorf("%.40q: node %d has a sibling", src, link)
					}
					break
				}
			}
			c.GoToParent()
		}
		walk(kToken)
		if int(next) != len(got.nodes) || bad != got.bad {
			t.Errorf("%.40q: %d nodes, bad %v; want %d, %v", src, len(got.nodes), got.bad, next, bad)
		}
		got.release()
		c.Close()
		tree.Close()
		p.Close()
	}
}

func TestCopyTreeLimits(t *testing.T) {
	p := newParser()
	defer p.Close()
	tree, err := p.ParseCtx(context.Background(), nil, []byte("fn f() {}"))
	if err != nil {
		t.Fatal(err)
	}
	defer tree.Close()
	if n := copyInto(tree.RootNode(), make([]node, 3), leaveNone, new(bool)); n != -1 {
		t.Errorf("copied %d nodes into room for 3", n)
	}
	if n := unsafe.Sizeof(node{}); n != 20 {
		t.Errorf("a node has %d bytes", n)
	}
}
