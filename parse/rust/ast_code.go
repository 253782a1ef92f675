package rust

// Block is a block; see Statements for what is in it.
type Block struct {
	Span   Span
	stmts  []*Stmt
	unread *unread // instead of stmts, in a block that is read on demand
	Cut    bool    // it nests too deep to be read, and has no statements for that
}

// StmtKind says what a Stmt is.
type StmtKind uint8

// The kinds of statements.
const (
	StmtExpr StmtKind = iota
	StmtLet
	StmtItem
)

// Stmt is one statement. A macro call in statement position is a StmtExpr with
// an ExprMacro; it may expand to items too.
type Stmt struct {
	Kind  StmtKind
	Span  Span
	Attrs []*Attr
	Expr  *Expr // StmtExpr; the initialiser of StmtLet or nil
	Semi  bool  // StmtExpr ended by ; (a value that is dropped)
	Pat   *Pat
	Type  *Type
	Else  *Block // let … else
	Item  *Item
}

// PatKind says what a Pat is.
type PatKind uint8

// The kinds of patterns.
const (
	PatWild PatKind = iota
	PatBind         // name, optionally `@ Sub`
	PatTuple
	PatTupleStruct // Path(Subs…)
	PatStruct      // Path { field: sub }
	PatPath
	PatRef
	PatSlice
	PatOr
	PatLit
	PatRest
	PatMacro
)

// Pat is a pattern. Fields runs parallel to Subs for PatStruct.
type Pat struct {
	Kind   PatKind
	Span   Span
	Name   string
	ByRef  bool
	Mut    bool // of PatBind
	Path   *Path
	Subs   []*Pat
	Fields []string
}

// Arm is one arm of a match.
type Arm struct {
	Pat   *Pat
	Guard *Expr
	Body  *Expr
	Attrs []*Attr
	Span  Span
}

// ExprKind says what an Expr is.
type ExprKind uint8

// The kinds of expressions. The comment names the fields in use beside Span.
const (
	ExprErr        ExprKind = iota // Args: what could be read inside
	ExprPath                       // Path
	ExprLit                        // Text
	ExprCall                       // X callee, Args; Name: the callee path's span
	ExprMethodCall                 // X receiver, Text method, Generics, Args; Name: the method name
	ExprField                      // X, Text
	ExprMacro                      // Macro; Name: path with !
	ExprClosure                    // Params, X body, Async, Move
	ExprBlock                      // Block; Unsafe, Async, Const, Text label
	ExprIf                         // X condition, Block, Else
	ExprMatch                      // X, Arms
	ExprLoop                       // Block
	ExprWhile                      // X, Block
	ExprFor                        // Pat, X, Block
	ExprLet                        // Pat, X: the condition `let P = X`
	ExprRef                        // X, Mut
	ExprDeref                      // X
	ExprUnary                      // Text op, X
	ExprBinary                     // Text op, X, Y
	ExprAssign                     // Text op ("=", "+="), X, Y
	ExprCast                       // X, Type
	ExprTry                        // X
	ExprAwait                      // X
	ExprIndex                      // X, Y
	ExprRange                      // X, Y (either may be nil), Text ".." or "..="
	ExprStruct                     // Path, Fields with Args parallel, Y base
	ExprTuple                      // Args
	ExprArray                      // Args; for [x; n]: Args[0] and Y
	ExprReturn                     // X or nil
	ExprBreak                      // X or nil
	ExprContinue                   //
	ExprParen                      // X
	ExprCut                        // nests too deep to be read
)

// Expr is one expression.
type Expr struct {
	Kind                            ExprKind
	Span                            Span
	Name                            Span // the one token or path a finding about this node stands on
	Origin                          *Origin
	Attrs                           []*Attr
	Path                            *Path
	Text                            string
	X, Y                            *Expr
	Args                            []*Expr
	Generics                        []*Type
	Block                           *Block
	Else                            *Expr // ExprIf: a block or another if
	Arms                            []*Arm
	Pat                             *Pat
	Params                          []*Param
	Fields                          []string
	Type                            *Type // ExprCast target, ExprClosure result
	Macro                           *MacroCall
	Mut, Unsafe, Async, Const, Move bool
}
