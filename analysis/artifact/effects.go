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
	"_ZNSt6thread15_M_start_threadESt10unique_ptrINS_6_StateESt14default_deleteIS1_EEPFvvE": Spawn, // of libstdc++
	"_ZNSt6thread4joinEv": Join,
	"atexit":              ExitCallback, "on_exit": ExitCallback, "at_quick_exit": ExitCallback, "__cxa_atexit": ExitCallback,
	"signal": Signal, "sigaction": Signal, "bsd_signal": Signal, "sigset": Signal,
	"exit": Exit, "_exit": Exit, "_Exit": Exit, "quick_exit": Exit,
	"setenv": Environment, "unsetenv": Environment, "putenv": Environment, "clearenv": Environment,
	"fork": Process, "vfork": Process, "execve": Process, "execvp": Process, "posix_spawn": Process, "posix_spawnp": Process, "system": Process,
	"dlopen": LoadLibrary, "dlmopen": LoadLibrary,
	// macOS.
	"_tlv_atexit": TLSDestructor, "pthread_create_from_mach_thread": Spawn,
	// Windows. https://learn.microsoft.com/windows/win32/api/processthreadsapi
	"CreateThread": Spawn, "CreateRemoteThread": Spawn, "CreateRemoteThreadEx": Spawn, "_beginthread": Spawn, "_beginthreadex": Spawn,
	"WaitForSingleObject": Join, "WaitForSingleObjectEx": Join, "WaitForMultipleObjects": Join, "WaitForMultipleObjectsEx": Join,
	"ExitProcess": Exit, "SetConsoleCtrlHandler": Signal, "AddVectoredExceptionHandler": Signal, "SetUnhandledExceptionFilter": Signal,
	"SetEnvironmentVariableA": Environment, "SetEnvironmentVariableW": Environment, "_putenv": Environment, "_wputenv": Environment, "_putenv_s": Environment, "_wputenv_s": Environment,
	"CreateProcessA": Process, "CreateProcessW": Process, "CreateProcessAsUserW": Process, "ShellExecuteA": Process, "ShellExecuteW": Process, "ShellExecuteExW": Process,
	"LoadLibraryA": LoadLibrary, "LoadLibraryW": LoadLibrary, "LoadLibraryExA": LoadLibrary, "LoadLibraryExW": LoadLibrary,
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
	// Reached only once a panic is under way; every function that pyo3 exports does so.
	"std::panicking::catch_unwind::cleanup", "std::panicking::try::cleanup", "__rust_panic_cleanup", "__rustc::__rust_panic_cleanup",
	"__rust_foreign_exception", "__rustc::__rust_foreign_exception", "__rust_drop_panic", "__rustc::__rust_drop_panic",
	"std::io::stdio::try_set_output_capture", "std::io::stdio::_print", "std::io::stdio::_eprint", "std::io::stdio::print_to",
}

// mayMatter refuses most symbols before they are demangled: the words are in the
// mangled form as well.
func mayMatter(symbol string) bool {
	for _, word := range []string{"panicking", "stdio", "precondition_check", "rust_begin_unwind", "_failed", "_fail", "panic_already", "slice_", "__rust_panic_cleanup", "__rust_foreign_exception", "__rust_drop_panic"} {
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
