// Package hosts knows the processes that load libraries: how a library for one
// of them is recognised, whether it is unloaded, when, on which thread, and what
// its author can do. All knowledge is in analysis/data/hosts.toml.
package hosts

import (
	"fmt"
	"io/fs"
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/data"
)

// Unloads says how a host treats a library that it no longer needs.
type Unloads string

// The ways. Supported means that it can unload and that users ask it to.
const (
	Never     Unloads = "never"
	Rarely    Unloads = "rarely"
	Often     Unloads = "often"
	Supported Unloads = "supported"
)

// Host is one kind of process that loads libraries.
type Host struct {
	// ID is what the configuration's `host` names; Name is for messages.
	ID   string `toml:"id"`
	Name string `toml:"name"`
	// Crates are packages that only libraries for this host depend on.
	Crates []string `toml:"crates"`
	// Macros make the entry point: `#name` is an attribute, `name!` a macro, each
	// with as many path segments as must stand there.
	Macros []string `toml:"macros"`
	// Traits are those whose functions the host calls, by exports that one of Macros writes.
	Traits []string `toml:"traits"`
	// Exports are names of entry points; `*` stands for any text.
	Exports []string `toml:"exports"`
	// BuildCrates are packages that only build scripts of libraries for this host depend
	// on, Metadata keys of [package.metadata] that only its packaging tools read.
	BuildCrates []string `toml:"build-crates"`
	Metadata    []string `toml:"metadata"`
	// Signatures narrow exports that have names of libc functions: `open pi pii` counts
	// only with a pointer and one or two numbers; a name that is not listed counts with
	// any parameters, and one without any is listed alone.
	Signatures []string `toml:"signatures"`
	// RequiresWords are identifiers of which the sources must hold one for the exports
	// to count: a library that replaces a function of libc needs a way to the real one.
	RequiresWords []string `toml:"requires-words"`
	// RequiresCrate: the exports count only with one of the crates, because
	// another host has the same entry points.
	RequiresCrate bool `toml:"requires-crate"`
	// Loaders are packages that make a program of the same workspace this host.
	Loaders []string `toml:"loaders"`
	Unloads Unloads  `toml:"unloads"`
	// When, Thread and Advice are clauses for hovers and messages.
	When   string `toml:"when"`
	Thread string `toml:"thread"`
	Advice string `toml:"advice"`
	// UnloadCalls are patterns of functions that the host calls before it
	// unloads; NeverCalled of those it does not call, whatever their name says. Both are
	// for those who write a library: `cdylib-ls hosts HOST` tells them.
	UnloadCalls []string `toml:"unload-calls"`
	NeverCalled []string `toml:"never-called"`
	// InitCalls are patterns of functions that the host calls once for each time that
	// it loads the library: symbols, or `#name` for the function under an attribute.
	InitCalls []string `toml:"init-calls"`
	// Forks says whether the process forks while it has libraries loaded, and goes on
	// in the child: "never", "before-init" or "after-init" of its modules; "task" where
	// the child does one task of the host (it writes a snapshot) and ends; "" where
	// nobody knows.
	Forks string `toml:"forks"`
	// LateCalls: it calls a library also after the calling thread's thread-locals are
	// gone, or while the process exits.
	LateCalls bool `toml:"late-calls"`
	// NeverLate are patterns of exports that it calls before anything else only.
	NeverLate []string `toml:"never-late"`
	// Symbols are patterns of what the host exports to its libraries.
	Symbols []string `toml:"symbols"`
	// Libraries are patterns of file names of what the host itself may be built as: a
	// plugin that needs one of them needs its own host.
	Libraries []string `toml:"libraries"`
	// Reloads tells a host whose purpose is to unload and load again.
	Reloads bool `toml:"reloads"`
	// Final: it closes a library only as it ends itself, and loads no newer one in its
	// place: what keeps the library mapped does no harm.
	Final bool `toml:"final"`
	// Linked libraries are named by programs at build time: nobody opens or closes them,
	// and what is said of unloading does not concern them.
	Linked bool `toml:"linked"`
	// Elsewhere: it runs libraries that are built for a system of its own, which is none of
	// those that are judged: no loader maps them here.
	Elsewhere bool `toml:"elsewhere"`
	// Headers: a header for C and a staticlib beside the cdylib tell it, where nothing
	// tells another.
	Headers bool `toml:"headers"`
	// ELF: there are such libraries on ELF platforms alone.
	ELF bool `toml:"elf"`
	// Preloaded libraries are part of the program: no loader lock, no unload.
	Preloaded bool `toml:"preloaded"`
	// DeepBind: it opens libraries with RTLD_DEEPBIND, so that their own symbols come
	// before those of the process.
	DeepBind bool `toml:"deepbind"`
	// Permanent are the values that an entry point (one of Exports) returns to be kept for
	// good, and the macros of Macros that return one for it.
	Permanent []string `toml:"permanent"`
	// Measured is the program and the system in which the facts of MeasuredFacts, names of
	// Facts, were seen by the tests in lab/hosts; "": none was.
	Measured      string   `toml:"measured"`
	MeasuredFacts []string `toml:"measured-facts"`
	// Confidence is high, medium or low; a low row changes no severity.
	Confidence string `toml:"confidence"`
	Source     string `toml:"source"`
}

// Sure reports whether the row may change what a finding weighs.
func (h *Host) Sure() bool { return h != nil && h.Confidence != "low" }

// NeverUnloads reports whether libraries certainly stay until the process ends.
func (h *Host) NeverUnloads() bool { return h.Sure() && h.Unloads == Never }

// DoesUnload reports whether the host certainly unloads libraries while threads
// that ran them live on.
func (h *Host) DoesUnload() bool { return h.Sure() && (h.Unloads == Often || h.Unloads == Supported) }

// SeldomUnloads reports a host that is known to unload only where somebody asks for what
// hardly anybody asks for.
func (h *Host) SeldomUnloads() bool { return h.Sure() && h.Unloads == Rarely }

// Initialises reports whether the host calls a function of that symbol, or under one
// of those attributes, once for each time that it loads the library.
func (h *Host) Initialises(symbol string, attributes []string) bool {
	if h == nil {
		return false
	}
	return symbol != "" && matchesAny(h.InitCalls, symbol) || slices.ContainsFunc(attributes, func(a string) bool { return slices.Contains(h.InitCalls, "#"+a) })
}

// ForksAfterInit reports a host whose children go on with the libraries that the
// parent has initialised. A nil host is not known to.
func (h *Host) ForksAfterInit() bool { return h != nil && h.Forks == "after-init" }

// CallsLate reports a host that calls after thread-locals are gone. A nil host is not
// known to.
func (h *Host) CallsLate() bool { return h != nil && h.LateCalls }

// CallsExportLate reports whether it calls an export of that symbol so late.
func (h *Host) CallsExportLate(symbol string) bool {
	return h.CallsLate() && !matchesAny(h.NeverLate, symbol)
}

// Provides reports whether the host exports a symbol to its libraries.
func (h *Host) Provides(symbol string) bool { return h != nil && matchesAny(h.Symbols, symbol) }

// Enters reports an export by which the host enters a library.
func (h *Host) Enters(export string) bool { return h != nil && matchesAny(h.Exports, export) }

// Owns reports a library that is the host itself. A nil host owns none.
func (h *Host) Owns(file string) bool { return h != nil && matchesAny(h.Libraries, file) }

// Table is all hosts, read-only after Load.
type Table struct {
	hosts []*Host
	byID  map[string]*Host
	// NodeleteSince is the first stable compiler, as "major.minor", that marks
	// GNU/Linux libraries as not to be unloaded by itself; "" for none.
	NodeleteSince string

	exports, missing []string // of every process, and of none
}

// EveryProcess reports a symbol that each process with a C library exports.
func (t *Table) EveryProcess(symbol string) bool { return slices.Contains(t.exports, symbol) }

// NoProcess reports a symbol that no process exports to its libraries.
func (t *Table) NoProcess(symbol string) bool { return slices.Contains(t.missing, symbol) }

// Load reads and checks the embedded data once.
func Load() (*Table, error) { return load() }

var load = data.Once(func(files fs.FS) (*Table, error) {
	t, err := read(files)
	if err != nil {
		return nil, fmt.Errorf("read embedded data: %w", err)
	}
	return t, nil
})

// All returns the hosts in file order. The caller must not modify them.
func (t *Table) All() []*Host { return t.hosts }

// ByID returns the host that the configuration names, or nil.
func (t *Table) ByID(id string) *Host { return t.byID[id] }

// IDs lists the names that the configuration may use, in file order.
func (t *Table) IDs() []string {
	ids := make([]string, len(t.hosts))
	for i, h := range t.hosts {
		ids[i] = h.ID
	}
	return ids
}
