package artifact

import (
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// Kind is what machine code does that matters outside main.
type Kind = effects.Mark

// The kinds of effects.
const (
	Stdio         = effects.MarkStdio
	Panic         = effects.MarkPanic
	ImplicitPanic = effects.MarkImplicitPanic
	Spawn         = effects.MarkSpawn
	Join          = effects.MarkJoin
	TLSDestructor = effects.MarkTLSDestructor
	ThreadKey     = effects.MarkThreadKey
	ExitCallback  = effects.MarkExitCallback
	Signal        = effects.MarkSignal
	Exit          = effects.MarkExit
	Environment   = effects.MarkEnvironment
	Process       = effects.MarkProcess
	LoadLibrary   = effects.MarkLoadLibrary
)

// imports are the runtime's entry points, by symbol.
var imports = map[string]Kind{
	"__cxa_thread_atexit_impl": TLSDestructor, "__cxa_thread_atexit": TLSDestructor,
	"pthread_key_create": ThreadKey, "tss_create": ThreadKey,
	"pthread_create": Spawn, "thrd_create": Spawn,
	"pthread_join": Join, "thrd_join": Join,
	"atexit": ExitCallback, "on_exit": ExitCallback, "at_quick_exit": ExitCallback, "__cxa_atexit": ExitCallback,
	"signal": Signal, "sigaction": Signal, "bsd_signal": Signal, "sigset": Signal,
	"exit": Exit, "_exit": Exit, "_Exit": Exit, "quick_exit": Exit,
	"setenv": Environment, "unsetenv": Environment, "putenv": Environment, "clearenv": Environment,
	"fork": Process, "vfork": Process, "execve": Process, "execvp": Process, "posix_spawn": Process, "posix_spawnp": Process, "system": Process,
	"dlopen": LoadLibrary, "dlmopen": LoadLibrary,
}

// named are std's functions, by the start of their path. The first match counts.
var named = []struct {
	prefix string
	kind   Kind
}{
	// Reached only once another panic is under way.
	{"core::panicking::panic_nounwind", ""},
	{"core::panicking::panic_cannot_unwind", ""},
	{"core::panicking::panic_in_cleanup", ""},
	{"core::panicking::panic_bounds_check", ImplicitPanic},
	{"core::panicking::panic_const", ImplicitPanic},
	{"core::panicking::panic_misaligned_pointer_dereference", ImplicitPanic},
	{"core::panicking::panic_null_pointer_dereference", ImplicitPanic},
	{"core::panicking::", Panic},
	{"core::option::unwrap_failed", Panic},
	{"core::option::expect_failed", Panic},
	{"core::result::unwrap_failed", Panic},
	{"core::cell::panic_already", ImplicitPanic},
	{"core::slice::index::slice_", ImplicitPanic},
	{"core::slice::copy_from_slice_impl::len_mismatch_fail", ImplicitPanic},
	{"core::str::slice_error_fail", ImplicitPanic},
	{"rust_begin_unwind", Panic},
	{"__rustc::rust_begin_unwind", Panic},
	{"std::panicking::begin_panic", Panic},
	{"std::panicking::panic_with_hook", Panic},
	{"std::panicking::rust_panic_with_hook", Panic},
	{"std::io::stdio::_print", Stdio},
	{"std::io::stdio::_eprint", Stdio},
}

// cuts are where a search ends, by the start of the path: std's panic and print
// machinery. Every `extern "C"` function reaches thread-local destructors through
// it, by a path that only the test harness ever takes (the captured output of
// `try_set_output_capture`).
var cuts = []string{
	"core::panicking::", "rust_begin_unwind", "__rustc::rust_begin_unwind",
	"std::panicking::panic_with_hook", "std::panicking::rust_panic_with_hook", "std::panicking::default_hook", "std::panicking::begin_panic",
	"std::io::stdio::try_set_output_capture", "std::io::stdio::_print", "std::io::stdio::_eprint", "std::io::stdio::print_to",
}

// mayMatter refuses most symbols before they are demangled: the words are in the
// mangled form as well.
func mayMatter(symbol string) bool {
	for _, word := range []string{"panicking", "stdio", "precondition_check", "rust_begin_unwind", "_failed", "_fail", "panic_already", "slice_"} {
		if strings.Contains(symbol, word) {
			return true
		}
	}
	return false
}

// mark is what a function is for a search.
type mark struct {
	cut  bool
	kind Kind
}

// markNamed judges a function by its name.
func markNamed(symbol string) mark {
	var m mark
	if !mayMatter(symbol) {
		return m
	}
	path := elf.RustPath(elf.Demangle(symbol))
	for _, c := range cuts {
		m.cut = m.cut || strings.HasPrefix(path, c)
	}
	if strings.HasSuffix(path, "::precondition_check") { // of unsafe functions, in debug builds: not a panic but a bug
		return mark{cut: true}
	}
	for _, n := range named {
		if strings.HasPrefix(path, n.prefix) {
			m.kind = n.kind
			break
		}
	}
	return m
}

// printText is what std's print functions panic with.
const printText = "failed printing to "

// texts are the messages of std's panic and print machinery, by which it is known
// where names are stripped: literals keep their bytes. Each stands at the start of
// a literal or behind the few bytes of a format template.
var texts = []struct {
	text string
	kind Kind
}{
	{printText, Stdio},
	{"panicked at ", ""},
	{"thread '", ""},
	{"aborting due to panic at ", ""},
	{"thread panicked while processing panic", ""},
	{"thread caused non-unwinding panic", ""},
	{"note: run with `RUST_BACKTRACE=1`", ""},
	{"fatal runtime error: failed to initiate panic", ""},
}

// markStripped judges a function of a stripped file by the literals it uses.
func (l *Library) markStripped(fn int) mark {
	for _, ref := range l.Graph.Refs(fn) {
		for _, t := range texts {
			if l.startsWith(ref.Addr, t.text) {
				return mark{cut: true, kind: t.kind}
			}
		}
	}
	for _, e := range l.Graph.Edges(fn) {
		if e.Import != nil && e.Import.Name == "_Unwind_RaiseException" {
			return mark{cut: true}
		}
		// The default hook has no text of its own; the closure that it calls has.
		if e.Import == nil && e.Kind.Direct() && e.Func != fn && l.uses(e.Func, "note: run with `RUST_BACKTRACE=1`") {
			return mark{cut: true}
		}
	}
	return mark{}
}

// uses reports that a function refers to a literal that starts with text.
func (l *Library) uses(fn int, text string) bool {
	for _, ref := range l.Graph.Refs(fn) {
		if l.startsWith(ref.Addr, text) {
			return true
		}
	}
	return false
}

// startsWith reports that the literal at addr starts with text, a template's few
// bytes left out. A &str, or an array of them, is followed.
func (l *Library) startsWith(addr uint64, text string) bool {
	if l.File.RelocAt(addr) != nil {
		addr, _ = l.File.Pointer(addr)
	}
	const template = 3 // bytes
	i := strings.Index(string(l.File.Bytes(addr, uint64(len(text))+template)), text)
	return i >= 0
}
