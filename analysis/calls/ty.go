// Package calls infers types as far as they are written down or come from
// constructors, and builds the call graph with the effects of each function.
//
// Inference is best effort: what is not known is Unknown, never guessed. An
// edge that was chosen by name alone, or by trait among several impls, is
// marked as not certain.
//
// It is one room, since types and calls are found in one walk: the type of a receiver
// decides what is called, and what is called decides the type.
package calls

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/names"
)

// TyKind says what a Ty is.
type TyKind uint8

// The kinds of types.
const (
	Unknown TyKind = iota
	Adt            // Def, Args
	Ext            // a type of a crate judged by data: Path
	Prim           // Path: u32, str, slice is Slice
	Ref            // Elem
	Ptr            // Elem
	Tuple          // Args; () has none
	Slice          // Elem; arrays too
	FnPtr          // Args, Ret
	FnDef          // Def, Self
	Closure        // Node, Ret
	Param          // Path: its name, Bounds
	Dyn            // Bounds; also impl Trait
	Never
	Future // Node that polling runs, Elem the output
)

// Ty is an inferred type. It is immutable once made.
type Ty struct {
	Kind   TyKind
	Def    *names.Def
	Path   string
	Args   []*Ty
	Elem   *Ty
	Ret    *Ty
	Node   *Node
	Self   *Ty
	Bounds []Bound
	// Captured are the types of the values that a closure moved into itself.
	Captured []*Ty
	// Fns are the callables that a value of type FnPtr may be.
	Fns []*Ty
	// All tells that it stands for each of the Fns in turn: elements of a table.
	All bool
	// made is how a path led to the function of an FnDef.
	made *method
	// Held are the callables and lazy values in the fields of this value.
	Held map[string]*Ty
	// Static is the static a place of this type was reached from.
	Static *names.Def
	// Lazy marks the value of a lazy_static! static: touching it forces it.
	Lazy bool
	// Param is the parameter of a body around that this callable value came from.
	Param *param
	// Guarded marks a place that was reached through a lock guard.
	Guarded bool
	// Weak marks a type that a builder chain of unknown signature is assumed to keep.
	Weak bool
}

// Bound is a trait a type is known to implement.
type Bound struct {
	Trait    *names.Def
	Name     string
	Args     []*Ty
	Assoc    map[string]*Ty
	Callable bool // Fn, FnMut, FnOnce: Args are parameters
	Ret      *Ty
}

var (
	unknown = &Ty{Kind: Unknown}
	unit    = &Ty{Kind: Tuple}
	never   = &Ty{Kind: Never}
)

func prim(name string) *Ty { return &Ty{Kind: Prim, Path: name} }

func (t *Ty) withStatic(d *names.Def) *Ty {
	if t == nil || d == nil || t.Static == d {
		return t
	}
	c := *t
	c.Static = d
	return &c
}

// typePath is the canonical path of a nominal type, "" for others.
func (t *Ty) typePath() string {
	switch t.Kind {
	case Adt:
		return t.Def.Path()
	case Ext, Prim:
		return t.Path
	case Slice:
		return "slice"
	}
	return ""
}

func (t *Ty) is(path string) bool { return t != nil && t.Kind == Adt && t.Def.Path() == path }

func (t *Ty) arg(i int) *Ty {
	if t == nil || i >= len(t.Args) || t.Args[i] == nil {
		return unknown
	}
	return t.Args[i]
}

// strip removes references and pointers.
func (t *Ty) strip() *Ty {
	for t.Kind == Ref || t.Kind == Ptr {
		e := t.Elem
		if e == nil {
			return unknown
		}
		t = e.withStatic(t.Static)
	}
	return t
}

// callable reports whether values of t can be called or polled.
func (t *Ty) callable() bool {
	return t.Kind == FnDef || t.Kind == Closure || t.Kind == Future || t.Param != nil || len(t.Fns) > 0 ||
		t.Kind == Param && slices.ContainsFunc(t.Bounds, func(b Bound) bool { return b.Callable })
}

// String shows the type in messages and tests.
func (t *Ty) String() string {
	switch t.Kind {
	case Adt, Ext, Prim:
		name := t.typePath()
		if i := strings.LastIndex(name, "::"); i >= 0 {
			name = name[i+2:]
		}
		if len(t.Args) == 0 {
			return name
		}
		var args []string
		for _, a := range t.Args {
			args = append(args, a.String())
		}
		return name + "<" + strings.Join(args, ", ") + ">"
	case Ref:
		return "&" + t.Elem.String()
	case Ptr:
		return "*" + t.Elem.String()
	case Slice:
		return "[" + t.Elem.String() + "]"
	case Param:
		return t.Path
	case Tuple:
		var args []string
		for _, a := range t.Args {
			args = append(args, a.String())
		}
		return "(" + strings.Join(args, ", ") + ")"
	case Never:
		return "!"
	case FnDef:
		return "fn " + t.Def.Name
	case Dyn:
		var bs []string
		for _, b := range t.Bounds {
			bs = append(bs, b.Name)
		}
		return "dyn " + strings.Join(bs, " + ")
	case Closure:
		return "closure"
	case Future:
		return "future"
	}
	return "?"
}
