// Package unload answers one question: what happens to a library when it is closed.
//
// A library leaves things behind: some pin it, some dangle once it is unmapped. From
// these, and from what is known of host, flags and platform, Decide makes the verdict.
// Sources, built libraries and traces describe what is left behind with the same
// types, so that there is one answer whoever asks.
//
// A verdict is never meant to be better than what happens: what is not known makes it
// Undecided, and what may crash is called Crashes.
package unload

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/cfg"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
)

// Platform is one of the platforms whose loaders differ.
type Platform string

// The platforms.
const (
	LinuxGNU  Platform = "linux-gnu"
	LinuxMusl Platform = "linux-musl"
	MacOS     Platform = "macos"
	Windows   Platform = "windows"
)

// Platforms are those that a verdict speaks of, in order.
var Platforms = []Platform{LinuxGNU, LinuxMusl, MacOS, Windows}

// PlatformOf is the platform of a target triple, "" for one whose loader is not known.
func PlatformOf(triple string) Platform {
	switch s := cfg.ParseTriple(triple); {
	case s.OS == "windows", s.OS == "cygwin":
		return Windows
	case s.Vendor == "apple":
		return MacOS
	case s.OS == "linux" && (s.Env == "musl" || s.Env == "ohos"):
		return LinuxMusl
	case s.OS == "linux" && s.Env == "gnu":
		return LinuxGNU
	}
	return ""
}

// Kind names what is left behind.
type Kind string

// The kinds, with what was measured of them (glibc 2.36 unless another is named).
const (
	// ThreadLocal is a thread-local's destructor, registered with libc on the thread
	// that touches it: glibc keeps the library while that thread lives.
	ThreadLocal Kind = "thread-local"
	// ThreadStart is the one that std registers on a thread that starts another (1.85).
	ThreadStart Kind = "thread-start"
	// RunningThread is a std thread that nobody joins: its own thread-locals pin the
	// library from the moment at which it has begun.
	RunningThread Kind = "running-thread"
	// Runtime is a pool of threads that lives as long as the process.
	Runtime Kind = "runtime"
	// GuardThread is the thread of a flush guard that nothing drops.
	GuardThread Kind = "guard-thread"
	// HostCallback is a function that was given to the host and that no unload path
	// takes back.
	HostCallback Kind = "host-callback"
	// RawThread is a thread of the C library that nobody joins. It pins nothing.
	RawThread Kind = "raw-thread"
	// CurrentThread is the pthread key that std's handle of the calling thread needs
	// (1.83): its destructor is in the library.
	CurrentThread Kind = "current-thread"
	// ThreadKey is a pthread key with a destructor that is never deleted.
	ThreadKey Kind = "thread-key"
	// ExitCallback is one that is not bound to the library.
	ExitCallback Kind = "exit-callback"
	// SignalHandler is one that nothing takes back.
	SignalHandler Kind = "signal-handler"
	// FallbackKey is std's key in place of registered destructors, where the library's
	// own __cxa_thread_atexit_impl says that libc has none.
	FallbackKey Kind = "fallback-key"
	// SharedStd is a thread-local's destructor that is charged to a shared libstd.
	SharedStd Kind = "shared-std"
	// LateThreadLocal is a thread-local that a destructor touches first, while dlclose
	// runs it: too late to pin, and its own destructor runs in unmapped code.
	LateThreadLocal Kind = "late-thread-local"
	// LateThread is a thread that a destructor starts: it begins in unmapped code.
	LateThread Kind = "late-thread"
	// LateWait is a destructor that waits for a thread which it starts: dlclose never
	// returns, which counts as a crash.
	LateWait Kind = "late-wait"
)

// Hold is what something left behind does to the library.
type Hold uint8

// The holds.
const (
	Nothing Hold = iota
	Pins         // keeps it mapped
	Dangles      // is run, or runs, once the library is gone
)

// Thread says which thread a leftover belongs to; a pin hides what dangles on its own
// thread alone.
type Thread uint8

// The threads.
const (
	Caller  Thread = iota // the thread that calls into the library
	Process               // no thread in particular: handlers, callbacks
	Started               // one that the library starts
)

// kind is what holds for all leftovers of a kind.
type kind struct {
	words        string // what it is, as lists name it
	gnu, windows Hold
	thread       Thread
	// late: a destructor leaves it while the library is being closed.
	late bool
	// byLibc: a matter of destructors that are registered with libc.
	byLibc bool
	// shown: a built library whose machine code is read shows whether it is so.
	shown bool
}

// kinds is the table. On musl and macOS nothing is unmapped, so nothing is left.
var kinds = map[Kind]kind{
	ThreadLocal:     {words: "thread-local with a destructor", gnu: Pins, byLibc: true, shown: true},
	ThreadStart:     {words: "std's destructor on the thread that starts another", gnu: Pins, byLibc: true, shown: true},
	RunningThread:   {words: "thread that nothing joins", gnu: Pins, windows: Dangles, thread: Started},
	Runtime:         {words: "threads of a pool that is never dropped", gnu: Pins, windows: Dangles, thread: Started},
	GuardThread:     {words: "thread of a flush guard that is never dropped", gnu: Pins, windows: Dangles, thread: Started},
	HostCallback:    {words: "function that the host keeps", gnu: Dangles, windows: Dangles, thread: Process},
	RawThread:       {words: "thread of the C library that nothing joins", gnu: Dangles, windows: Dangles, thread: Process},
	CurrentThread:   {words: "std's pthread key for the calling thread", gnu: Dangles, shown: true},
	ThreadKey:       {words: "pthread key that is never deleted", gnu: Dangles, shown: true},
	ExitCallback:    {words: "exit callback that is not bound to the library", gnu: Dangles, thread: Process, shown: true},
	SignalHandler:   {words: "signal handler that is never taken back", gnu: Dangles, thread: Process},
	FallbackKey:     {words: "std's pthread key in place of registered destructors", gnu: Dangles, shown: true},
	SharedStd:       {words: "thread-local's destructor in the name of a shared libstd", gnu: Dangles},
	LateThreadLocal: {words: "thread-local that a destructor is the first to touch", gnu: Dangles, late: true, shown: true},
	LateThread:      {words: "thread that a destructor starts", gnu: Dangles, windows: Dangles, late: true, shown: true},
	LateWait:        {words: "destructor that waits for a thread which it starts", gnu: Dangles, windows: Dangles, late: true, shown: true},
}

// Kinds lists all kinds, in no order.
func Kinds() []Kind {
	var out []Kind
	for k := range kinds {
		out = append(out, k)
	}
	return out
}

// Words says what leftovers of the kind are: "thread-local with a destructor".
func (k Kind) Words() string { return kinds[k].words }

// Thread is the thread that leftovers of the kind belong to.
func (k Kind) Thread() Thread { return kinds[k].thread }

// ByLibc reports a pin that a library's own registration function, or a shared libstd,
// takes away.
func (k Kind) ByLibc() bool { return kinds[k].byLibc }

// Shown reports a kind that the machine code of a built library shows or excludes.
func (k Kind) Shown() bool { return kinds[k].shown }

// On is what leftovers of the kind do on a platform.
func (k Kind) On(p Platform) Hold {
	switch p {
	case LinuxGNU:
		return kinds[k].gnu
	case Windows:
		return kinds[k].windows
	}
	return Nothing
}

// Leftover is something that outlives a call into the library.
type Leftover struct {
	Kind Kind
	// Place is where the sources make it, nil where they do not show it; Artifact and
	// Symbol are the built library that shows it and the function there.
	Place            *vfs.Place
	Artifact, Symbol string
	// Masked is set for what dangles: every path that makes it makes a pin first, on
	// the same thread.
	Masked bool
	// Likely: each path to it has a step that is chosen by name or by trait, or some
	// other path to it makes a pin first.
	Likely bool
	// Text says in words what a built library shows; Detail is what the describer keeps
	// of it, and is not interpreted here.
	Text   string
	Detail any
	// Through are the functions of the built library from the one that the host or the
	// loader calls to what leaves it; nil where the sources show it.
	Through []string
}

// State is what becomes of a library when it is closed.
type State string

// The states. Never wins over the others: what stays cannot crash.
const (
	Unloads State = "unloads"
	Stays   State = "stays"   // mapped while a thread lives that ran its code
	Never   State = "never"   // something forbids it
	Crashes State = "crashes" // it is unmapped while something still points into it
	// Undecided: sources and artifact leave it open.
	Undecided State = "undecided"
)

// rank orders states from optimistic to pessimistic; Undecided has none.
var rank = map[State]int{Unloads: 0, Never: 1, Stays: 1, Crashes: 2}

// Worse reports that s promises less than other. Never counts as Stays, and Undecided
// is worse than all that is decided.
func (s State) Worse(other State) bool {
	if s == Undecided || other == Undecided {
		return s == Undecided && other != Undecided
	}
	return rank[s] > rank[other]
}

// ReasonKind says what a reason is.
type ReasonKind string

// The kinds of reasons. OfLeftover is shown as "rule", with the rule that tells of it.
const (
	OfLeftover      ReasonKind = "leftover"
	OfHost          ReasonKind = "host"
	OfPlatform      ReasonKind = "platform"
	OfFlag          ReasonKind = "flag"
	OfArtifact      ReasonKind = "artifact"
	OfConfiguration ReasonKind = "configuration"
	OfUnread        ReasonKind = "unread" // what would have to be read to decide
)

// Reason is one thing that decides a verdict, or would.
type Reason struct {
	Kind ReasonKind
	// ID is the kind of a leftover, else what the reason is known by.
	ID string
	// Place is nil where the reason stands nowhere in the sources; Artifact and Symbol
	// are set where a built library shows it.
	Place            *vfs.Place
	Artifact, Symbol string
	// Text says in words what a built library shows; may be empty. Detail is the
	// leftover's.
	Text   string
	Detail any
}

// Verdict is what becomes of a library on one platform.
type Verdict struct {
	State State
	// Certain is false for Crashes that happen on some paths only, or on paths that
	// were guessed: it may crash.
	Certain bool
	Because []Reason
}

// Words is the state as text shows it.
func (v *Verdict) Words() string {
	if v.State == Crashes && !v.Certain {
		return "may crash"
	}
	return string(v.State)
}
