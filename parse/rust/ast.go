// Package rust turns one Rust source file into facts: items, expressions,
// attributes and directives with byte offsets into the file as it is on disk.
//
// A file is parsed once with tree-sitter, lowered into the types of this file
// in one walk, and the tree is closed. Nothing here resolves names; that is
// package analysis. All offsets are bytes; Span is half-open.
package rust

// Span is a half-open byte range [Start, End) of the original file.
type Span struct{ Start, End int }

// Contains reports whether pos lies within s.
func (s Span) Contains(pos int) bool { return s.Start <= pos && pos < s.End }

// Origin says that a node came out of a macro_rules expansion. The node's own
// spans are then places in the file that holds the outermost macro call: the
// argument token itself where the node was written as an argument, else the
// path of that call. Body is where the token stands in the macro's definition.
type Origin struct {
	// DefFile names the file of the macro definition as given to Expand.
	DefFile string
	// Macro is the macro's name; Body the place of the token in DefFile.
	Macro string
	Body  Span
}

// File is everything one source file says.
type File struct {
	// Source is the original text. Callers must not change it.
	Source []byte
	// Attrs are the inner attributes of the file (`#![…]`).
	Attrs []*Attr
	Items []*Item
	// Directives are the `cdylib-ls:` comments, in source order.
	Directives []*Directive
	// Errors are the outermost ranges the grammar could not read. Facts from
	// outside them are complete.
	Errors []Span
}

// Directive is a `// cdylib-ls: allow(rule, …) reason` comment.
type Directive struct {
	Span      Span // the comment
	WholeFile bool // allow-file
	Rules     []DirectiveRule
	Reason    string
	// Covers is the range of findings it silences: the whole following item or
	// statement, or for a trailing comment the item or statement it trails.
	Covers Span
	// Problem is set where the comment starts like a directive but cannot be
	// read ("expected `allow(rule-id, …)`"); Rules is then empty.
	Problem string
}

// DirectiveRule is one rule id named by a directive.
type DirectiveRule struct {
	ID   string
	Span Span
}

// Attr is one attribute, outer or inner, with its content as a Meta.
type Attr struct {
	Span  Span
	Inner bool
	Meta  *Meta
}

// Meta is the content of an attribute or one element of its list:
// `path`, `path = value`, `path(list)`; `unsafe(x)` keeps its own level.
type Meta struct {
	// Path is the path's text without blanks (`ctor::ctor`, `::ctor`, `$crate::x`).
	// It is empty for a list element that is no path (a literal): see Value.
	Path     string
	Span     Span
	PathSpan Span
	// Value is the literal after `=` with quotes, escapes and raw-string marks
	// resolved; or the literal itself for an element that is no path. For a value
	// that is not a literal (`concat!(…)`) it is the source text.
	Value    string
	HasValue bool
	// List holds the elements of `path(…)`; HasList tells `path()` from `path`.
	List    []*Meta
	HasList bool
}

// ItemKind says what an Item is.
type ItemKind uint8

// The kinds of items.
const (
	ItemFn ItemKind = iota
	ItemStatic
	ItemConst
	ItemStruct
	ItemEnum
	ItemUnion
	ItemTrait
	ItemImpl
	ItemMod
	ItemUse
	ItemExternCrate
	ItemForeignMod // extern "C" { … }
	ItemTypeAlias  // also an associated type
	ItemMacroRules
	ItemMacroCall // a macro invocation in item position
)

// Item is one item: of a file, a module, an impl, a trait, a block or an
// `extern` block.
type Item struct {
	Kind     ItemKind
	Name     string // without r#; empty for impl, use, foreign mod, macro call
	NameSpan Span
	Span     Span // without its outer attributes
	Attrs    []*Attr
	Pub      bool // any `pub`, also `pub(crate)`
	Generics *Generics
	Origin   *Origin

	Fn     *Fn         // ItemFn
	Static *Static     // ItemStatic, ItemConst
	Adt    *Adt        // ItemStruct, ItemEnum, ItemUnion
	Impl   *Impl       // ItemImpl; Items holds its members
	Supers []*Bound    // ItemTrait; Items holds its members
	Mod    *Mod        // ItemMod; Items holds the members of an inline one
	Uses   []*Use      // ItemUse, flattened; one entry for ItemExternCrate
	Alias  *Type       // ItemTypeAlias; nil for a bare associated type
	Rules  *MacroRules // ItemMacroRules
	Call   *MacroCall  // ItemMacroCall
	ABI    string      // ItemForeignMod and `extern "C" fn`; "C" for a bare `extern`
	Items  []*Item
}

// Fn is a function's signature and body.
type Fn struct {
	// Self is how the receiver is taken: "", "self", "&self", "&mut self", or the
	// text of a typed receiver's type (`self: Box<Self>`).
	Self                         string
	Params                       []*Param // without the receiver
	Ret                          *Type    // nil for ()
	Body                         *Block   // nil for a declaration
	Async, Unsafe, Const, Extern bool
	Variadic                     bool
}

// Param is a parameter of a function or closure. Type is nil where a closure
// leaves it out.
type Param struct {
	Pat   *Pat
	Type  *Type
	Attrs []*Attr
}

// Static is a static or const item. Init is nil for a declaration.
type Static struct {
	Mut  bool
	Type *Type
	Init *Expr
}

// Adt is a struct, union or enum. A struct has one variant with an empty name.
type Adt struct{ Variants []*Variant }

// Variant is one variant of an enum, or the only one of a struct or union.
type Variant struct {
	Name   string
	Span   Span
	Tuple  bool
	Fields []*Field
	Attrs  []*Attr
}

// Field is a named or positional ("0", "1", …) field.
type Field struct {
	Name  string
	Span  Span
	Type  *Type
	Attrs []*Attr
}

// Impl is the head of an impl. Trait is nil for an inherent one.
type Impl struct {
	Trait    *Path
	Negative bool
	Self     *Type
}

// Mod is a module. Inline ones have their members in Item.Items.
type Mod struct{ Inline bool }

// Use is one leaf of a use tree, or an `extern crate`.
type Use struct {
	// Path is the whole path of the leaf (for a glob: of what stands before `::*`).
	Path *Path
	// Alias is the name it gets here: the last segment, the name after `as`
	// ("_" included), empty for a glob.
	Alias string
	Glob  bool
	Span  Span
}

// MacroRules is a macro_rules definition. Body spans leave out the delimiters.
// A definition that came out of an expansion has no Arms, since no file holds
// them; Expand reads it all the same.
type MacroRules struct {
	Arms []MacroArm
	// made are the arms of such a definition, places in src.
	made []MacroArm
	src  *tokenSource
}

// MacroArm is one `(pattern) => { body }`; both spans are without delimiters.
type MacroArm struct{ Pattern, Body Span }

// MacroCall is a macro invocation `path!(…)`. Its arguments are token trees;
// use Args, Stmts or Items to read them as code, or Expand for a macro_rules.
type MacroCall struct {
	Path   *Path
	Span   Span // whole call
	Name   Span // path with `!`
	Tokens Span // inside the delimiters
	Delim  byte // '(', '[' or '{'
	Origin *Origin
	// src is where the tokens stand; see expand.go.
	src *tokenSource
}

// Generics holds type parameters and where clauses. Lifetimes are left out.
type Generics struct {
	Params []*GenericParam
	Where  []*WherePred
}

// GenericParam is a type or const parameter.
type GenericParam struct {
	Name    string
	Const   bool
	Bounds  []*Bound
	Default *Type
}

// WherePred is one `Type: Bounds` of a where clause.
type WherePred struct {
	Type   *Type
	Bounds []*Bound
}

// Bound is a trait bound; lifetime bounds are left out. `?Sized` has Maybe.
type Bound struct {
	Path  *Path
	Maybe bool
}

// TypeKind says what a Type is.
type TypeKind uint8

// The kinds of types.
const (
	TypePath TypeKind = iota
	TypeRef
	TypePtr
	TypeTuple // also ()
	TypeArray
	TypeSlice
	TypeFn   // fn pointer: Elems are parameters, Ret the result
	TypeDyn  // Bounds
	TypeImpl // Bounds
	TypeNever
	TypeInfer // _
	TypeMacro
)

// Type is a type as written.
type Type struct {
	Kind   TypeKind
	Span   Span
	Path   *Path   // TypePath
	Elem   *Type   // TypeRef, TypePtr, TypeArray, TypeSlice
	Mut    bool    // TypeRef, TypePtr
	Elems  []*Type // TypeTuple, TypeFn
	Ret    *Type   // TypeFn; nil for ()
	Bounds []*Bound
	ABI    string // TypeFn with extern
}

// Path is a path as written. Text of segments is without r#. `$crate` from an
// expansion is the segment text that the expander was given.
type Path struct {
	Span   Span
	Global bool // leading ::
	Segs   []Seg
	// QSelf and QTrait: `<QSelf as QTrait>::Segs…`; Segs are what follows `>::`.
	QSelf  *Type
	QTrait *Path
}

// Seg is one segment with its generic arguments. `Fn(A) -> B` has the Args A
// and the Ret B with Sugar set. Assoc holds `Item = T` bindings.
type Seg struct {
	Name  string
	Span  Span
	Args  []*Type
	Assoc []AssocArg
	Sugar bool
	Ret   *Type
}

// AssocArg is `Name = Type` among generic arguments.
type AssocArg struct {
	Name string
	Type *Type
}
