// Package analysis answers, for the crates of a workspace: what code runs
// outside the host's calls, what does it reach, and by which chain.
//
// Results are immutable once returned. Offsets are bytes in the named file;
// file names are absolute.
package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// Moment is when a root runs.
type Moment = effects.Moment

// The moments.
const (
	Load        = effects.Load
	Unload      = effects.Unload
	ThreadStart = effects.ThreadStart
	Exit        = effects.Exit
	ThreadExit  = effects.ThreadExit
	Call        = effects.Call
)

// Place is a range in a file.
type Place = vfs.Place

// Root is a function that runs outside the host's calls into the library.
type Root struct {
	Moment Moment
	// Name is the function's path within its crate (`hooks::init`), or the
	// static's where no function is named.
	Name string
	// Place is the item's name: of the function for an attribute, of the static
	// for a raw section, the registration call's callback for a run-time one.
	Place Place
	// Registration is the spelling that registers it, normalised: "ctor::ctor",
	// ".init_array", "atexit", "inventory::submit!", "napi::module_init", "Drop of thread_local".
	Registration string
	// Priority is the numeric suffix or priority argument; -1 if none.
	Priority int
	// Target is the library or binary whose source holds the registration;
	// Linked the workspace targets that link it (itself included).
	Target *workspace.Target
	Linked []*workspace.Target
	// InSlot tells a root that the loader calls from an init or fini array.
	InSlot bool
	// Static is the path, within its crate, of the static in a startup section that holds
	// the function's address; "" for other roots.
	Static string
	// Note is what its row says of how it runs, "" for others.
	Note string
	// Termination tells a destructor that is documented for process exit only.
	Termination bool
	// TakesBack tells a destructor that does nothing but to take back what the library
	// registered.
	TakesBack bool
	// Item is the syntax of the registration (function, static or macro call).
	Item *rust.Item
	// Symbol is what a function that the host calls is exported as, "" for others.
	Symbol string
	// Reason is the value of a DllMain's reason argument, "" for other roots.
	Reason string
	// Initialises: the host calls it once for each time that it loads the library.
	Initialises bool
	// Local is the static of a thread-local's destructor, and Outlived are the
	// thread-locals that its initialiser touches: they register their destructors
	// first, and destructors run in the reverse order.
	Local    Place
	Outlived []Place
}

// InLibrary reports whether the root can run under a loader lock: it is linked
// into a library, not only into programs.
func (r *Root) InLibrary() bool {
	for _, t := range r.Linked {
		if t.Unloadable() {
			return true
		}
	}
	return len(r.Linked) == 0
}

// Effect is what a call does that matters here; see data/effects.toml.
type Effect struct {
	Kind EffectKind
	// What is the code as people know it: "println!", "Option::unwrap", "thread::spawn".
	What string
	// Path is the full path of the row that says so; empty for language effects.
	Path string
	// Note is the row's sentence on what happens; Source where it is from.
	Note, Source string
	// Symbols are the functions of the C library that it calls, as far as a row says so.
	Symbols []string
	// State is what of the process it changes, for HostState.
	State effects.State
	// Unlikely says on what rare condition it comes about, "" for others.
	Unlikely string
	// once: it can be done once in a process, or in a copy of its crate.
	Once bool
}

// EffectKind is what an effect is; effects.Traits says what each means.
type EffectKind = effects.Kind

// The kinds.
const (
	Stdio         = effects.Stdio
	Panic         = effects.Panic
	PanicDoc      = effects.PanicDoc
	PanicImplicit = effects.PanicImplicit
	ThreadSpawn   = effects.ThreadSpawn
	RawThread     = effects.RawThread
	ThreadWait    = effects.ThreadWait
	Runtime       = effects.Runtime
	ThreadCurrent = effects.ThreadCurrent
	ThreadService = effects.ThreadService
	Time          = effects.Time
	FS            = effects.FS
	Net           = effects.Net
	EnvRead       = effects.EnvRead
	EnvWrite      = effects.EnvWrite
	EnvArgs       = effects.EnvArgs
	Process       = effects.Process
	ProcessExit   = effects.ProcessExit
	TLSAccess     = effects.TLSAccess
	TLSTry        = effects.TLSTry
	LogCall       = effects.LogCall
	LogSink       = effects.LogSink
	LogTLS        = effects.LogTLS
	LogErrors     = effects.LogErrors
	LogOpens      = effects.LogOpens
	Frees         = effects.Frees
	ExitCallback  = effects.ExitCallback
	SignalHandler = effects.SignalHandler
	TLSKey        = effects.TLSKey
	HostCallback  = effects.HostCallback
	OnceInit      = effects.OnceInit
	RunsOnce      = effects.RunsOnce
	NeedsRuntime  = effects.NeedsRuntime
	EntersRuntime = effects.EntersRuntime
	CallsLibc     = effects.CallsLibc
	HostState     = effects.HostState
	ExitCleanup   = effects.ExitCleanup
	LibraryLoad   = effects.LibraryLoad
)

// Step is one call of a chain, outermost first; Message says it in words
// ("`init` calls `open_log`").
type Step struct {
	Message string
	Place   Place
	// From and To are the functions as Message names them; To of a chain's last step
	// is the effect. Empty for places that are no call.
	From, To string
	// ToPlace is To's name, or the whole of a closure; empty for the last step.
	ToPlace Place
	// Verb is what From does to To: "calls", "drops", "reaches", …
	Verb string
}

// RootPath is how one root reaches an effect.
type RootPath struct {
	Root  *Root
	Chain []Step // from the root to the effect's site, that included
	// Certain is false where an edge was chosen by name or by trait.
	Certain bool
	// Caught: every path found passes through catch_unwind.
	Caught bool
}

// Reach is one effect at one site with every root that reaches it.
type Reach struct {
	Effect *Effect
	// Place is where a finding stands: the called path, method name or macro
	// path with `!`; for sites in dependencies the last workspace call.
	Place Place
	// Inner is the true site where it differs (macro body, dependency).
	Inner *Place
	// In is the function that holds the site, as a path within its crate.
	In string
	// Paths is sorted: certain before likely, shorter before longer, by place.
	Paths []RootPath
	// Shared describes what a Frees or TLS effect touches: the static's name and place.
	Subject      string
	SubjectPlace *Place
	// Package that holds the place.
	Package *workspace.Package
}

// Result is everything known about one workspace.
type Result struct {
	Workspace *workspace.Workspace
	Targets   []*TargetResult // library and binary targets that were looked at
	Roots     []*Root         // sorted by file and place
	Reaches   []*Reach        // sorted by file, place, kind
	// Calls is what functions that the host calls reach, as far as it matters in a call;
	// their roots are in none of the lists. Sorted as Reaches.
	Calls []*Reach
	// Shadows are exports that stand in front of the C library's, by library and name.
	Shadows []*Shadow
	// UnloadFacts are what libraries leave behind when they are unloaded.
	UnloadFacts
	// Sectioned are the statics that are put into a link section by name, Unlinked
	// the dependencies whose registrations no target links; sorted by place.
	Sectioned []*SectionStatic
	Unlinked  []*Unlinked
	Problems  []workspace.Problem
	// Sources are the Rust files that a fact stands in, for edits. Those that
	// nothing else asked of (build scripts) have their text alone.
	Sources map[string]*rust.File
	// Foreign is the text of the C and assembly files that a fact stands in, where a comment
	// of theirs can be a directive.
	Foreign map[string][]byte
	// Directives of every file that was read, by file; files without one are absent.
	Directives map[string][]*rust.Directive
	// Inexact tells that a file was read in a hurry, as Options.Quick allows: the
	// facts may differ from those of a run without.
	Inexact bool
	// FilesRead and FilesParsed count source files.
	FilesRead, FilesParsed int
	// Elsewhere is what differs on other platforms, see On.
	Elsewhere map[unload.Platform]*Result
}

// TargetResult is one target with the roots its source registers.
type TargetResult struct {
	Target *workspace.Target
	Roots  []*Root
	// Loading is set for libraries that a process can load and unload.
	Loading *Loading
	// Absent: the crate's own cfg leaves nothing of it on the analysed target.
	Absent bool
}
