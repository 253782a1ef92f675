package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Spot is a call or declaration in code that a library links.
type Spot struct {
	// Place is where a finding stands; Inner the true site within a macro.
	Place Place
	Inner *Place
	// In is the function that holds the spot, as a path within its crate.
	In      string
	Package *workspace.Package
	// Libraries are the workspace's cdylibs and dylibs that link the spot's
	// crate; never empty for facts that concern unloading.
	Libraries []*workspace.Target
}

// UnloadFacts are the facts about what a library leaves behind. Every list is
// sorted by file and place.
type UnloadFacts struct {
	ThreadLocals []*ThreadLocal
	Threads      []*Thread
	Currents     []*CurrentThread
	Callbacks    []*Callback
	Prints       []*Print
	// Guards are values that write something out where they are dropped and that
	// nothing drops; Closed are libraries that end while symbols of them are kept.
	Guards []*Guard
	Closed []*ClosedLibrary
	// Waits may register a destructor of std's own on the thread that waits.
	Waits []*Wait
	// Statics with drop glue; only of packages configured as unloading.
	Statics []*DroppedStatic
}

// Wait is a call that keeps the library mapped for its thread if it has to wait.
type Wait struct {
	Spot
	Path string // of the function
}

// Callback is code of the library that the C library or the kernel will call:
// an exit callback, a key's destructor, a signal handler.
type Callback struct {
	Spot
	Effect *Effect
	// Pin tells what becomes of it at unload; "" where the data does not say.
	Pin effects.Pin
	// Moment is when it runs; "" where the data does not say.
	Moment Moment
	// Null: no function is handed over, or only SIG_DFL or SIG_IGN.
	Null bool
	// Undone: the crate takes it back where it may be unloading: in a `Drop`, a
	// destructor, or a function whose name says so.
	Undone bool
	// Masking is of a key: see CurrentThread.
	Masking
	// Undo are the functions that take it back, as far as the data name them.
	Undo []string
}

// Masking tells whether pins of the same thread come before something that dangles.
type Masking struct {
	// Masked: on every path that was found; Partly: on some.
	Masked, Partly bool
}

// Guard is a value that writes something out where it is dropped, and that nothing
// drops: it stands in a static, or is forgotten.
type Guard struct {
	Spot
	// Name is the static's, "" for none; Type the guard's as people know it, Loses what
	// is lost.
	Name, Type, Loses string
	// Forgotten is where one that stands in no static is forgotten or leaked.
	Forgotten *Place
	// Pins: a thread of the guard keeps the library mapped.
	Pins bool
}

// ClosedLibrary is a library that the crate opens and closes again while a function
// pointer or object out of it is kept.
type ClosedLibrary struct {
	Spot
	Effect *Effect
	// Kept is where the symbol goes; Holder what it is kept in, "" for the caller;
	// End is where the handle ends, nil with its scope.
	Kept   *Place
	Holder string
	End    *Place
	// Later is the field of the struct Holder that is dropped after the library, which is
	// in the field First: there is no Effect then.
	First, Later string
}

// DroppedStatic is a static whose value would need drop and never gets it.
type DroppedStatic struct {
	Spot
	Name  string
	Needs calls.Answer
}

// Print is a `print!` that ends no line and after which its function neither
// ends one nor flushes.
type Print struct {
	Spot
	Effect *Effect
}

// Thread is one place where code of a library starts threads.
type Thread struct {
	Spot
	Effect *Effect
	// Escape is what becomes of the handle, or of the runtime; Holder the name of
	// the variable, field or static that shows it.
	Escape Escape
	Holder string
	// Raw: a thread of the C library, which keeps nothing mapped.
	Raw bool
	// Join is the function that would wait for a raw thread, "" where none is known.
	Join string
	// Owned: the threads are those of a runtime that is there already, which ends them.
	Owned bool
	// Pool names a pool that the first use starts for good.
	Pool string
	// End is where the handle is dropped or kept, nil where it is made.
	End *Place
	// Awaited: the function that starts it waits for it.
	Awaited bool
	// Cleaned is what it uses of a library that frees its state at exit, with the way to it;
	// nil for nothing that was found.
	Cleaned *Effect
	Through []Step
}

// CurrentThread is a use of std's handle of the current thread.
type CurrentThread struct {
	Spot
	Effect *Effect
	// OwnThread: in a closure or function that runs on a thread which the library starts.
	OwnThread bool
	// Masking tells whether a thread-local's destructor is registered on the thread
	// before, which keeps the library mapped while the thread lives.
	Masking
}

// ThreadLocal is a thread-local of a library whose value needs drop, or may.
// Those that nothing touches, and those without drop glue, register nothing and
// are left out. So is `#[thread_local]`, whose values are never dropped.
type ThreadLocal struct {
	Spot
	Name string
	// Type is the declared type, shortened; Needs tells how sure its glue is.
	Type  string
	Needs calls.Answer
	// Touches is how often the package's other text names it, no more than eight.
	Touches int
	// Const: declared with a `const` initialiser, which makes no difference.
	Const bool
	// TypeSpan and InitSpan are where the type and the initialiser (within its
	// `const` block) stand, for edits; empty where a macro wrote them.
	TypeSpan, InitSpan rust.Span
	// CellType and CellInit are the same within `RefCell<…>` and `RefCell::new(…)`.
	CellType, CellInit rust.Span
	// Methods are those that are called on it, sorted; "" stands for other uses.
	Methods []string
}

// Escape says what becomes of the value that a call gives: a thread's handle or
// a runtime.
type Escape uint8

// The escapes.
const (
	// Escapes: returned, stored, pushed or handed on; somebody may still join.
	Escapes Escape = iota
	// Joined: waited for in the same function.
	Joined
	// Detached: dropped while the thread runs.
	Detached
	// Kept: in a static or leaked, for as long as the process lives.
	Kept
)
