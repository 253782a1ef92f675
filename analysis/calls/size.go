package calls

import (
	"fmt"
	"strconv"
	"strings"
)

// maxType bounds a type, in nodes of its tree. Aliases and generic types that name
// another one twice double it at each step; what people write stays below a hundred.
const maxType = 2000

// size is the number of nodes of the type's tree, up to a little more than maxType.
func (t *Ty) size() int {
	if t == nil {
		return 0
	}
	n := 1 + t.Elem.size() + t.Ret.size()
	for _, a := range t.Args {
		if n > maxType {
			return n
		}
		n += a.size()
	}
	return n
}

// limited is t, or Unknown where it is larger than types are kept.
func (g *Graph) limited(t *Ty) *Ty {
	if t != nil && (len(t.Args) > 0 || t.Elem != nil || t.Ret != nil) && t.size() > maxType {
		g.TooLarge++
		if n := g.at; n != nil && n.Cut == "" {
			n.Cut, n.CutAt = fmt.Sprintf("it uses a type of more than %d parts", maxType), n.Span
		}
		return unknown
	}
	return t
}

func (t *Ty) write(b *strings.Builder) {
	if t == nil {
		b.WriteByte('-')
		return
	}
	b.WriteByte('(')
	b.WriteString(strconv.Itoa(int(t.Kind)))
	b.WriteString(t.Path)
	if t.Def != nil {
		fmt.Fprintf(b, "%p", t.Def)
	}
	if t.Node != nil {
		fmt.Fprintf(b, "%p", t.Node)
	}
	for _, bound := range t.Bounds {
		b.WriteByte('+')
		b.WriteString(bound.Name)
	}
	for _, a := range t.Args {
		a.write(b)
	}
	t.Elem.write(b)
	t.Ret.write(b)
	b.WriteByte(')')
}

func typesKey(what any, args []*Ty) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%p", what)
	for _, a := range args {
		a.write(&b)
	}
	return b.String()
}

// once answers a question about types that may come to itself again: it is asked once,
// and gives while it is open what stands for "not known".
func once[T any](memory map[string]T, key string, open T, f func() T) T {
	if v, ok := memory[key]; ok {
		return v
	}
	memory[key] = open
	v := f()
	memory[key] = v
	return v
}
