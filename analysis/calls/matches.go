package calls

import (
	"context"
	"sync"

	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// matchesMacro is std's matches!, whose second argument is a pattern: only its
// expansion shows the guard and what the pattern binds.
var matchesMacro = sync.OnceValue(func() *rust.Macro {
	src := []byte("macro_rules! matches { ($e:expr, $p:pat $(if $g:expr)? $(,)?) => { match $e { $p $(if $g)? => true, _ => false } }; }")
	f, err := rust.Parse(context.Background(), "std::matches", src)
	if err != nil || len(f.Items) != 1 {
		return nil
	}
	return &rust.Macro{Name: "matches", File: "std", Src: src, Rules: f.Items[0].Rules, Crate: "std"}
})

// matches walks a call of matches!; ok is false where it cannot be read.
func (w *walker) matches(e *rust.Expr) (t *Ty, ok bool) {
	m := matchesMacro()
	if m == nil {
		return nil, false
	}
	ex, err := e.Macro.Expand(m)
	if err != nil {
		return nil, false
	}
	b, ok := ex.Block()
	if !ok {
		return nil, false
	}
	w.block(b, nil, true)
	return prim("bool"), true
}
