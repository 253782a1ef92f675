package effects

// Mark is what machine code shows of an effect.
type Mark string

// The marks.
const (
	MarkStdio         Mark = "stdio"          // std's print machinery, which aborts where a stream is full
	MarkPanic         Mark = "panic"          // unwrap, assert!, panic! and kin
	MarkImplicitPanic Mark = "implicit-panic" // bounds, overflow, borrow checks
	MarkSpawn         Mark = "thread-spawn"
	MarkJoin          Mark = "thread-join"
	MarkTLSDestructor Mark = "tls-destructor" // registers a destructor for this thread's end: pins on glibc
	MarkThreadKey     Mark = "thread-key"     // a pthread key, as std's current-thread handle makes one
	MarkExitCallback  Mark = "exit-callback"
	MarkSignal        Mark = "signal-handler"
	MarkExit          Mark = "process-exit"
	MarkEnvironment   Mark = "environment" // changes it, which races with other threads
	MarkProcess       Mark = "process"     // starts one
	MarkLoadLibrary   Mark = "library-load"
)
