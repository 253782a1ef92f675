package rust

import "context"

// Limits of what Parse and NewOutline accept. They bound memory before any is taken.
const (
	// MaxSource is the largest source file that is parsed, in bytes.
	MaxSource = 16 << 20
	// MaxDepth is the deepest nesting of delimiters that is parsed.
	MaxDepth = 400
	// MaxExpansion is the largest text one macro expansion may produce, in bytes.
	MaxExpansion = 1 << 20
)

// Parse reads one file. The name is used in errors only. A file that is too
// large or nested too deeply, and a cancelled context, give an error that names
// the file and the reason; broken code does not: see File.Errors.
func Parse(ctx context.Context, name string, src []byte) (*File, error) {
	return parse(ctx, name, src)
}

// Args reads the macro's tokens as comma- or semicolon-separated expressions
// (`name = value` format arguments give the value, a leading format string is
// the first). It reports false where the tokens are no expressions.
func (c *MacroCall) Args() ([]*Expr, bool) { return c.args() }

// Stmts reads the macro's tokens as statements.
func (c *MacroCall) Stmts() (*Block, bool) { return c.stmts() }

// ItemList reads the macro's tokens as items (`lazy_static!`-like `static ref`
// included: its static then has the type as written and Static.Mut false).
func (c *MacroCall) ItemList() ([]*Item, bool) { return c.itemList() }

// Text returns the macro's tokens as text.
func (c *MacroCall) Text() string { return c.text() }

// Macro is a macro_rules definition together with what an expansion needs.
type Macro struct {
	Name  string
	File  string // name of the defining file, for Origin
	Src   []byte // text of the defining file
	Rules *MacroRules
	// Crate is the identifier that replaces `$crate` in the expansion, so that
	// analysis can resolve it later. It must be an identifier token.
	Crate string
}

// Expansion is the outcome of Expand: the chosen arm's body with the arguments
// in place. Body and Items parse it on demand.
type Expansion struct {
	text string
	src  *tokenSource
	call *MacroCall
}

// Expand matches the call against the macro's arms as rustc does (fragments end
// where their follow set says) and substitutes. It fails where no arm matches
// or the result is larger than MaxExpansion. It does not expand calls within
// the result; those are MacroCalls of the result in turn.
func (c *MacroCall) Expand(m *Macro) (*Expansion, error) { return c.expand(m) }

// Block parses the expansion as statements (an expression is a block's tail).
func (e *Expansion) Block() (*Block, bool) { return e.block() }

// Items parses the expansion as items.
func (e *Expansion) Items() ([]*Item, bool) { return e.items() }

// Outline is what a cheap token pass sees in a file without parsing it: enough
// to build the module tree and to know which file may define a name.
type Outline struct {
	// Alien says why the text is none that rustc reads, "" where it is; the reader of
	// the file sets it.
	Alien string
	Attrs []*Attr // inner attributes of the file
	Mods  []*OutlineMod
	// Names defined after `fn`, `macro_rules!`, `static`/`const`, and `struct`,
	// `enum`, `union`, `trait`, `type`, anywhere in the file, without duplicates.
	Fns, Macros, Statics, Types []string
	// Traits are the names after `trait`, a part of Types.
	Traits []string
	Impls  []OutlineImpl
	// MacroItems are the names of macros invoked where an item could stand
	// (brace depth of modules only), without duplicates.
	MacroItems []string
}

// OutlineMod is a `mod name;` or `mod name { … }`, also inside `cfg_if!` (then the
// branch's condition is among Attrs as a cfg, conditions of earlier branches
// negated).
type OutlineMod struct {
	Name   string
	Span   Span // the name
	Attrs  []*Attr
	Inline bool
	Body   Span // inside the braces of an inline one
	Mods   []*OutlineMod
}

// OutlineImpl is the head of an impl: last path segments of trait ("" for an
// inherent one) and self type ("" where it is not a path).
type OutlineImpl struct {
	Trait, Self string
	// Generic: Self is a parameter of the impl (`impl<T> Trait for T`).
	Generic bool
}

// NewOutline makes the token pass. It never fails: unreadable input gives fewer facts.
func NewOutline(src []byte) *Outline { return outline(src) }
