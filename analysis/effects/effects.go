// Package effects answers what a call of the standard library or of a
// well-known crate does that matters outside main, and which spellings register
// code. All knowledge is in analysis/data; a new fact needs no Go code.
//
// # Adding an effect
//
// Append a row to analysis/data/effects.toml (std) or crates.toml (other crates):
//
//	[[effect]]
//	path   = "std::process::exit"   # or paths = [...] for several with one story
//	kinds  = ["process-exit"]       # of kinds.go; empty: nothing happens
//	note   = "one sentence: what happens then, with platform and version"
//	source = "where anybody can read it, or docs/measurements.md"
//
// Paths are public and canonical: `std::` also for what lives in core or alloc;
// methods stand under their type (std::option::Option::unwrap) or trait, those of
// primitive types under the type's rustdoc name (slice::copy_from_slice,
// str::split_at, char::to_digit); macros end in `!`. A trailing `::*` makes a
// prefix row: it covers everything below that no exact row and no longer prefix
// covers. Optional keys:
//
//	what       words for messages; without it the last two path segments
//	since      first rustc the row holds for; rows of one path may not overlap
//	until      first rustc it no longer holds for
//	when       moments it matters at, all without it
//	calls      argument indexes (receiver not counted) of closures that run now
//	keeps      …of closures that are only handed over, to run elsewhere or later
//	catches    true: panics of the called closures do not leave the call
//	callback   {arg, moment, pin}: the argument becomes a root at that moment;
//	           pin is "object" (unregistered or run at unload) or "none" (dangles),
//	           "handle" (as the last argument says: __cxa_atexit)
//	debug-only true: only with debug assertions
//	lives      how long the threads live that it starts: "call" (ended before it
//	           returns), "owner" (the receiver or what is returned ends them, or a runtime that runs
//	           already), "process" (nothing ends them); without it as long as
//	           what the call returns, or until that is joined
//	state      what of the whole process it changes, for the kind host-state; its note
//	           is "what it does: what that means for the host"
//	undone-by  names without which nothing takes back what the call leaves behind
//	unended    true: what it writes may end in no line and then stays in a buffer
//	with       paths; the row counts only where an argument names one, and then
//	           adds to the rows of its path without it
//	value      {is, of, part, ends}: the call gives a value whose end matters; is is
//	           "runtime", "guard" or "library", of the type of a guard, part its place
//	           in a tuple, ends the methods that end it
//	pool       the name of a pool of threads that the first use starts for good
//	registrar  {arg, undo}: the argument is a function that the host keeps and calls
//	           later; undo are the functions that take it back
//	extension  true: a method of a trait that is implemented for types of other
//	           crates; its name alone tells it where the crate is a dependency
//	of-static  true: a method call counts only on a static
//	unless     functions or methods of the same method chain, before or after,
//	           that take the effect away unless their arguments name stdout or
//	           stderr (in any case): a log builder's with_writer(file)
//	unwrapped  true: the row counts only where the result goes straight into
//	           unwrap, expect or their kin, and then adds to the rows of its path
//	symbols    functions of the C library that it calls, for the kind calls-libc; such
//	           a row adds to the rows of its path
//
// `go test ./analysis/effects` tells what a row lacks.
package effects

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/data"
)

// Row is one statement about one path (or, if Prefix, about all below it).
type Row struct {
	// Path is canonical, without the `::*` of a prefix row.
	Path   string
	Prefix bool
	// Kinds are what it does; none for a row that says nothing happens.
	Kinds []Kind
	What  string
	// Since and Until bound the compilers it holds for: [Since, Until), "" open.
	Since, Until string
	When         []Moment
	// Calls and Keeps are argument indexes without the receiver.
	Calls, Keeps []int
	Catches      bool
	Callback     *Callback
	DebugOnly    bool
	Value        *Value
	Pool         string
	Registrar    *Registrar
	Extension    bool
	With         []string
	Unless       []string
	Unwrapped    bool
	Symbols      []string
	// State is what of the process it changes, for the kind host-state.
	State State
	// UndoneBy are names without which nothing takes back what the call leaves behind.
	UndoneBy []string
	// Unended: what it writes may end in no line, and then stays in a buffer.
	Unended bool
	// Lives says how long the threads live that it starts.
	Lives Life
	// Features are those of the row's crate that it takes; it holds only with all of them.
	Features []string
	// OfStatic: it counts only for a method of a static, of which a process has one.
	OfStatic bool
	// Unlikely says on what rare condition it comes about, "" for others.
	Unlikely     string
	Note, Source string
	// File is the data file that holds the row.
	File string
}

// Callback says that an argument is a function that runs later.
type Callback struct {
	Arg    int    `toml:"arg"`
	Moment Moment `toml:"moment"`
	Pin    Pin    `toml:"pin"`
}

// Value says that a call gives a value whose end matters.
type Value struct {
	// Is is "runtime", "guard" or "library".
	Is string `toml:"is"`
	// Of is the type of a guard, as a `[[guard]]` names it.
	Of string `toml:"of"`
	// Part is its index in the tuple that the call gives; nil for the whole.
	Part *int `toml:"part"`
	// Ends are the methods that end it.
	Ends []string `toml:"ends"`
}

// PartIndex is the index in the tuple that the call gives, -1 for the whole.
func (v *Value) PartIndex() int {
	if v.Part == nil {
		return -1
	}
	return *v.Part
}

// Registrar says that an argument is a function that the host keeps.
type Registrar struct {
	Arg  int      `toml:"arg"`
	Undo []string `toml:"undo"`
}

// Guard is a type whose `Drop` writes out what it holds.
type Guard struct {
	// Type is its path; a re-export under the same name in the crate counts too.
	Type string `toml:"type"`
	// Loses says what is lost where it is never dropped.
	Loses string `toml:"loses"`
	// Pins: it has a thread of std, which keeps the library mapped.
	Pins bool `toml:"pins"`
	// Ends are methods that write it out, By functions that do.
	Ends   []string `toml:"ends"`
	By     []string `toml:"by"`
	Source string   `toml:"source"`
}

// Crate says what holds for a whole crate.
type Crate struct {
	Name string `toml:"name"`
	// UnknownClosures is "call" or "keep": what functions without a row do with
	// closures given to them.
	UnknownClosures string `toml:"unknown-closures"`
	Source          string `toml:"source"`
}

// Table is all data, read-only once read.
type Table struct {
	exact    map[string][]*Row
	prefixes map[string][]*Row
	libc     map[string][]*Row // rows with symbols, which add to those of their path

	libcSymbols map[string]bool // the symbols of all rows
	crates      map[string]*Crate
	nothing     []NothingLeft
	rows        []*Row
	reg         registrations
	stubs       map[string]string
	// constants are functions that never refuse a constant which was tried once.
	constants constants
	guards    []*Guard
	// extensions are the rows of methods that are known by their name alone.
	extensions map[string][]*Row
}

// AcceptsConstants lists the functions whose result depends on the arguments alone, so
// that constants which were tried once never fail. The caller must not modify it.
func (t *Table) AcceptsConstants() []string { return t.constants.Accepts }

// Embedded reads and checks the embedded data once.
func Embedded() (*Table, error) { return embedded() }

var embedded = data.Once(func(files fs.FS) (*Table, error) {
	t, err := read(files)
	if err != nil {
		return nil, fmt.Errorf("read embedded data: %w", err)
	}
	return t, nil
})

// Rows returns every row in file order. The caller must not modify them.
func (t *Table) Rows() []*Row { return t.rows }

// Guards returns the types whose `Drop` writes something out. The caller must not
// modify them.
func (t *Table) Guards() []*Guard { return t.guards }

// Guard returns what is known of a guard's type, nil for another type.
func (t *Table) Guard(path string) *Guard {
	i := slices.IndexFunc(t.guards, func(g *Guard) bool { return g.Type == path })
	if i < 0 {
		return nil
	}
	return t.guards[i]
}

// Extension returns the rows of a method that a crate's trait gives to types of
// other crates.
func (t *Table) Extension(method string) []*Row { return t.extensions[method] }

// Stubs returns the signature stubs: crate name to Rust text.
func (t *Table) Stubs() map[string]string { return t.stubs }
