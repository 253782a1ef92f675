// Package trace reads what `cdylib-ls trace` saw a host do with its libraries, and
// explains it: what a library left behind, what keeps it mapped, what was called in it
// after it was gone.
//
// Two untrusted inputs have one guarded entry each: the ring that traced processes wrote
// (Decode) and the JSON document that is kept (Read).
package trace

// Version is that of the document. New keys and new values of a kind do not change it.
const Version = 1

// Document is one run of a host, as `--format json` writes it.
type Document struct {
	Version  int      `json:"version"`
	Tool     Tool     `json:"tool"`
	Platform string   `json:"platform"` // linux-gnu, linux-musl
	Started  string   `json:"started"`  // RFC 3339
	Host     []string `json:"host"`     // the command line
	End      End      `json:"end"`

	Processes []Process `json:"processes"`
	Libraries []Library `json:"libraries"`
	// Failed are opens that the loader refused.
	Failed []FailedOpen `json:"failed_opens"`
	// NotSeen says what this run could not see, in whole sentences.
	NotSeen []string `json:"not_seen"`
}

// Tool is who wrote the document.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// How a run ended.
const (
	EndExited   = "exited"
	EndSignal   = "signal"
	EndTimeout  = "timeout"
	EndClose    = "until-close" // ended on purpose after a library was closed
	StateMapped = "mapped"
	StateGone   = "unmapped"
)

// End is how the host's own process ended.
type End struct {
	Kind    string  `json:"kind"`
	Status  int     `json:"status"` // exit status, or 128 + signal
	Signal  string  `json:"signal"`
	Seconds float64 `json:"seconds"`
	// Because explains a death: what was running, or what was called that is gone.
	Because string `json:"because"`
}

// Process is one that the shim started in.
type Process struct {
	PID     int     `json:"pid"`
	Parent  int     `json:"parent"`
	Program string  `json:"program"`
	Time    float64 `json:"time"`
	// Forked tells a process that came by fork and has run no other program since.
	Forked  bool     `json:"forked"`
	Exiting *float64 `json:"exiting"` // when main returned or exit was called, null if neither
	Threads int      `json:"threads"` // seen at work
}

// Library is one load of a library into a process: loaded again it is another one.
type Library struct {
	ID      int    `json:"id"` // of this document
	PID     int    `json:"pid"`
	Path    string `json:"path"`
	BuildID string `json:"build_id"`
	SHA256  string `json:"sha256"` // of a file without a build id
	Load    int    `json:"load"`   // 1: the first of this path in the process
	State   string `json:"state"`  // at the end: mapped, unmapped

	Loaded   float64  `json:"loaded"`
	Unloaded *float64 `json:"unloaded"`
	// NeededBy is the library that brought this one with it, 0: none did.
	NeededBy int `json:"needed_by"`
	// Namespace is that of dlmopen; in all but 0 registrations are not seen.
	Namespace int  `json:"namespace"`
	DeepBind  bool `json:"deepbind"`

	Opens        []Open     `json:"opens"`
	Closes       []Close    `json:"closes"`
	Constructors []Call     `json:"constructors"`
	Destructors  []Call     `json:"destructors"`
	Leftovers    []Leftover `json:"leftovers"`
	Forks        []Moment   `json:"forks"` // of the process while it was mapped
	// Late is code of it that ran, or was to run, after it was unmapped.
	Late []Late `json:"late"`
}

// Moment is when and on which thread. Threads are counted from 1, the first one seen of
// a process; TID is the system's number.
type Moment struct {
	Time   float64 `json:"time"` // seconds since the start
	Thread int     `json:"thread"`
	TID    int     `json:"tid"`
}

// Place is an address in words. File and Line are empty without debug information.
type Place struct {
	Object   string `json:"object"` // path of program or library
	Function string `json:"function"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Offset   uint64 `json:"offset"` // address in the file
}

// Open is a call of dlopen.
type Open struct {
	Moment
	Name   string   `json:"name"`
	Flags  []string `json:"flags"`
	Caller Place    `json:"caller"`
	Stack  []Place  `json:"stack"`
}

// FailedOpen is one that the loader refused.
type FailedOpen struct {
	Open
	PID   int    `json:"pid"`
	Error string `json:"error"`
}

// Call is one constructor or destructor. Seconds is negative for one that did not end.
type Call struct {
	Moment
	Function Place   `json:"function"`
	Seconds  float64 `json:"seconds"`
}

// Kinds of leftovers.
const (
	ThreadLocal   = "thread-local"
	Key           = "pthread-key"
	Thread        = "thread"
	ExitCallback  = "exit-callback"
	SignalHandler = "signal-handler"
	ForkHandler   = "fork-handler"
)

// Leftover is something that outlives the call that made it.
type Leftover struct {
	Moment
	Kind string `json:"kind"`
	// Target is what is called later; Made the place of the library's own code that
	// made it, Stack all callers, innermost first.
	Target Place   `json:"target"`
	Made   Place   `json:"made"`
	Stack  []Place `json:"stack"`
	// Variable is the thread-local, where the library has symbols.
	Variable string `json:"variable"`
	// Number is the key or the signal.
	Number int `json:"number"`
	// Handle tells an exit or fork callback that was registered for the library, which
	// takes it back when it is closed.
	Handle bool `json:"handle"`
	// Ended is when it was run, deleted, taken back or came to its end; null: never.
	Ended *float64 `json:"ended"`

	number, address uint64
	tid             uint64
}

// Close is a call of dlclose on the library, or on one that brought it.
type Close struct {
	Moment
	Caller Place   `json:"caller"`
	Stack  []Place `json:"stack"`
	// Of is the library that was closed, this one or the one that brought it.
	Of     int    `json:"of"`
	State  string `json:"state"` // afterwards: mapped, unmapped
	Failed bool   `json:"failed"`
	Pins   []Pin  `json:"pins"` // what holds it, where it is mapped
	// Dangling are the leftovers that point into it, where it is unmapped.
	Dangling []int `json:"dangling"`

	number uint64
}

// Kinds of pins.
const (
	PinThreadLocal = "thread-local" // pending destructors
	PinHandle      = "handle"       // opened more often than closed
	PinLinker      = "nodelete"     // DF_1_NODELETE
	PinFlag        = "rtld-nodelete"
	PinUnique      = "unique-symbol"
	PinNeeded      = "needed"
	PinBound       = "bound" // another object's slot was bound to it
	PinCollect     = "uncollected"
	PinUnknown     = "unknown"
)

// Pin is one reason why a library stays mapped.
type Pin struct {
	Kind  string `json:"kind"`
	Count int    `json:"count"` // destructors, handles
	// By is who holds it: a library's path, or the place that made the pin.
	By        string `json:"by"`
	Place     Place  `json:"place"`
	Leftovers []int  `json:"leftovers"` // indexes into the library's leftovers
	Text      string `json:"text"`
}

// Late is a use of a library that is gone.
type Late struct {
	Moment
	Kind     string `json:"kind"` // of the leftover, or "call"
	Leftover int    `json:"leftover"`
	Place    Place  `json:"place"`
	Text     string `json:"text"`
}
