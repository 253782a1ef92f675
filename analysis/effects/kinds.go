package effects

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
)

// State is what of the whole process a call changes.
type State string

// The states.
const (
	WorkingDirectory State = "working-directory"
	Locale           State = "locale"
	FileMode         State = "file-mode-mask"
	SignalAction     State = "signal-action"
)

// States are all of them.
var States = []State{WorkingDirectory, Locale, FileMode, SignalAction}

// Kind is what a call does that matters outside main or at an unload.
type Kind string

// The kinds. Service kinds are std services outside their documented guarantee.
const (
	Stdio         Kind = "stdio"
	Panic         Kind = "panic"
	PanicDoc      Kind = "panic-doc"
	PanicImplicit Kind = "panic-implicit"
	ThreadSpawn   Kind = "thread-spawn"
	RawThread     Kind = "raw-thread"
	ThreadWait    Kind = "thread-wait"
	Runtime       Kind = "runtime"
	ThreadCurrent Kind = "thread-current"
	ThreadService Kind = "thread"
	Time          Kind = "time"
	FS            Kind = "fs"
	Net           Kind = "net"
	EnvRead       Kind = "env"
	EnvWrite      Kind = "env-write"
	EnvArgs       Kind = "env-args"
	Process       Kind = "process"
	ProcessExit   Kind = "process-exit"
	TLSAccess     Kind = "tls-access"
	TLSTry        Kind = "tls-try"
	LogCall       Kind = "log"
	LogSink       Kind = "log-sink"
	LogTLS        Kind = "log-tls"
	LogErrors     Kind = "log-errors"
	LogOpens      Kind = "log-opens"
	Frees         Kind = "frees"
	ExitCallback  Kind = "exit-callback"
	SignalHandler Kind = "signal-handler"
	TLSKey        Kind = "tls-key"
	HostCallback  Kind = "host-callback"
	OnceInit      Kind = "once-init"
	RunsOnce      Kind = "runs-once"
	NeedsRuntime  Kind = "needs-runtime"
	EntersRuntime Kind = "enters-runtime"
	CallsLibc     Kind = "calls-libc"
	HostState     Kind = "host-state"
	ExitCleanup   Kind = "exit-cleanup"
	MayPin        Kind = "may-pin"
	LibraryLoad   Kind = "library-load"
)

// Trait is all that holds for a kind as such; what holds for one call is in its row.
type Trait struct {
	Kind  Kind
	Means string
	// Mark is what machine code shows of it, "" where nothing shows.
	Mark Mark
	// Leaves is what it leaves behind when its library is closed, "" for nothing; the
	// row and the use of the call's result tell whether it does.
	Leaves unload.Kind
	// EveryBody: it is looked for in every function that a library links, called or
	// not, since it matters where the host calls in and which calls those are is not
	// known; the others are looked for along calls from a root.
	EveryBody bool
}

// Traits are the kinds, each once.
var Traits = []Trait{
	{Kind: Stdio, Means: "reads or writes std's standard streams", Mark: MarkStdio, EveryBody: true},
	{Kind: Panic, Means: "panics by its own words: panic!, assert!, unwrap, expect", Mark: MarkPanic},
	{Kind: PanicDoc, Means: "is documented to panic on a condition that is likely here", Mark: MarkPanic},
	{Kind: PanicImplicit, Means: "panics on an index, a division, a borrow that does not fit", Mark: MarkImplicitPanic},
	{Kind: ThreadSpawn, Means: "starts a std thread", Mark: MarkSpawn, Leaves: unload.RunningThread, EveryBody: true},
	{Kind: RawThread, Means: "starts a thread of the C library or the system", Mark: MarkSpawn, Leaves: unload.RawThread, EveryBody: true},
	{Kind: ThreadWait, Means: "waits for another thread: join, scope, a blocking receive, block_on"},
	{Kind: Runtime, Means: "starts worker threads", Leaves: unload.Runtime, EveryBody: true},
	{Kind: ThreadCurrent, Means: "asks for std's handle of the current thread", Leaves: unload.CurrentThread, EveryBody: true},
	{Kind: ThreadService, Means: "uses std::thread otherwise: sleep, yield_now"},
	{Kind: Time, Means: "reads a clock"},
	{Kind: FS, Means: "uses the file system"},
	{Kind: Net, Means: "uses the network"},
	{Kind: EnvRead, Means: "reads the environment"},
	{Kind: EnvWrite, Means: "changes the environment", Mark: MarkEnvironment},
	{Kind: EnvArgs, Means: "reads the program's arguments"},
	{Kind: Process, Means: "starts a process"},
	{Kind: ProcessExit, Means: "ends the process", Mark: MarkExit},
	{Kind: TLSAccess, Means: "touches a thread-local that needs drop", Leaves: unload.ThreadLocal},
	{Kind: TLSTry, Means: "touches one, and bears that it is gone", Leaves: unload.ThreadLocal},
	{Kind: LogCall, Means: "logs: prints only with a logger that writes std's streams"},
	{Kind: LogSink, Means: "installs a logger that writes std's streams"},
	{Kind: LogTLS, Means: "installs a logger that needs a thread-local for each record"},
	{Kind: LogErrors, Means: "lets only errors through where nothing else says which records to write"},
	{Kind: LogOpens, Means: "says which records a logger writes"},
	{Kind: Frees, Means: "drops, frees or takes shared state"},
	{Kind: ExitCallback, Means: "registers a function that runs at exit", Mark: MarkExitCallback, Leaves: unload.ExitCallback, EveryBody: true},
	{Kind: SignalHandler, Means: "installs a signal handler", Mark: MarkSignal, Leaves: unload.SignalHandler, EveryBody: true},
	{Kind: HostCallback, Means: "gives the host a function that it calls later", Leaves: unload.HostCallback, EveryBody: true},
	{Kind: TLSKey, Means: "makes a pthread key with a destructor", Mark: MarkThreadKey, Leaves: unload.ThreadKey, EveryBody: true},
	{Kind: OnceInit, Means: "initialises what can be initialised once, and panics the second time"},
	{Kind: RunsOnce, Means: "runs what it is given at its first call alone"},
	{Kind: NeedsRuntime, Means: "panics where no async runtime is entered"},
	{Kind: EntersRuntime, Means: "enters an async runtime, for what it runs or for what follows"},
	{Kind: MayPin, Means: "registers a thread-local's destructor where it has to wait", EveryBody: true},
	{Kind: CallsLibc, Means: "calls functions of the C library that the row names"},
	{Kind: ExitCleanup, Means: "uses a library that frees its state in an exit callback"},
	{Kind: LibraryLoad, Means: "opens or frees another library", Mark: MarkLoadLibrary},
	{Kind: HostState, Means: "changes what belongs to the whole process, as the row's state says"},
}

// Trait returns what holds for the kind; the zero Trait for one that is unknown.
func (k Kind) Trait() Trait {
	if i := slices.IndexFunc(Traits, func(t Trait) bool { return t.Kind == k }); i >= 0 {
		return Traits[i]
	}
	return Trait{}
}

// Known reports whether the kind is one of Traits.
func (k Kind) Known() bool { return k.Trait().Kind != "" }

// Moment is when a root runs.
type Moment string

// The moments.
const (
	Load       Moment = "load"
	Unload     Moment = "unload"
	Exit       Moment = "exit"
	ThreadExit Moment = "thread-exit"
	// ThreadStart is that of DllMain alone, on the thread that begins.
	ThreadStart Moment = "thread-start"
	Call        Moment = "call"
)

// Moments are all of them.
var Moments = []Moment{Load, Unload, Exit, ThreadStart, ThreadExit, Call}

// Pin tells what becomes of a registered callback when its library is closed.
type Pin string

// The pins.
const (
	// PinObject: it is tied to the library, which runs or forgets it then.
	PinObject Pin = "object"
	// PinHandle: tied to the library or not, as the call's last argument says.
	PinHandle Pin = "handle"
	// PinNone: it dangles.
	PinNone Pin = "none"
)

// Life is how long the threads live that a call starts.
type Life string

// The lives.
const (
	// LivesWithValue: as long as what the call returns, or until that is joined.
	LivesWithValue Life = ""
	LivesInCall    Life = "call"
	LivesWithOwner Life = "owner"
	LivesOn        Life = "process"
)

// InEveryBody reports whether the call is looked for in every function that a library
// links: it may leave something behind when the library is closed.
func (r *Row) InEveryBody() bool {
	return r.Value != nil || r.Pool != "" || r.Registrar != nil || slices.ContainsFunc(r.Kinds, func(k Kind) bool { return k.Trait().EveryBody && (k != Stdio || r.Unended) })
}

// Registers reports whether the call hands over a function that runs later, after the
// host's calls into the library.
func (r *Row) Registers() bool {
	return r.Callback != nil && slices.Contains([]Moment{Exit, Unload, ThreadExit}, r.Callback.Moment)
}

// Has reports whether the row has a kind.
func (r *Row) Has(k Kind) bool { return slices.Contains(r.Kinds, k) }
