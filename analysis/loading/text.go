package loading

import (
	"bytes"
	"regexp"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// The code of a dependency is not resolved; its text is looked through for what leaves
// something behind. What is written differently is missed only where it goes through a
// crate of its own, which is a dependency too.

// leavings tell the calls: by words that a file must hold, and by their look. A
// declaration in an extern block and a method of such a name are none.
var leavings = []struct {
	words []string
	by    *regexp.Regexp
	what  string
	// leaves is what remains of it, "" where that depends on more than the call.
	leaves unload.Kind
}{
	{[]string{"spawn", "spawn_unchecked", "pthread_create"}, regexp.MustCompile(`\bthread::spawn\b|\bspawn_unchecked\s*\(|(?:^|[^.:\w])spawn\s*\(\s*(?:move\b|\|)|(?:thread|Builder)\b[^;{}]*\.spawn\s*\(|(?:^|[^n] |[^\w .])pthread_create\s*\(`), "code that starts threads", ""},
	{[]string{"current", "park", "park_timeout"}, regexp.MustCompile(`\bthread::(?:current|park|park_timeout)\b`), "code that asks for the current thread", unload.CurrentThread},
	{[]string{"pthread_key_create"}, regexp.MustCompile(`(?:^|[^n] |[^\w .])pthread_key_create\s*\(`), "code that makes a pthread key", unload.ThreadKey},
	{[]string{"sigaction", "bsd_signal", "signal", "SetConsoleCtrlHandler"}, regexp.MustCompile(`(?:^|[^n] |[^\w .])(?:sigaction|bsd_signal|SetConsoleCtrlHandler)\s*\(|\bsignal\s*\([^()]*SIG`), "code that installs a handler", unload.SignalHandler},
	{[]string{"atexit", "on_exit", "__cxa_atexit", "at_quick_exit", "atexit_np"}, regexp.MustCompile(`(?:^|[^n] |[^\w .])(?:__cxa_atexit|atexit|on_exit|at_quick_exit|atexit_np)\s*\(`), "code that registers an exit callback", unload.ExitCallback},
}

// leavesLocal is the class of words of thread-locals in leavesWords; a leaving's is
// its number.
const leavesLocal = 1 << 31

var leavesWords = func() *words.Set {
	w := words.New()
	w.Add(leavesLocal, "thread_local", "task_local")
	for i, l := range leavings {
		w.Add(1<<i, l.words...)
	}
	return w
}()

// leftBy says what a file may leave behind, "" for nothing. known leaves its calls out.
func leftBy(src []byte, known bool) string {
	found := leavesWords.Find(src)
	if known {
		found &= leavesLocal
	}
	if found == 0 {
		return ""
	}
	src = compiledText(src)
	found &= leavesWords.Find(src)
	if found&leavesLocal != 0 && dropsLocal(src) {
		return "thread-locals that may need drop"
	}
	for i, l := range leavings {
		if found&(1<<i) != 0 && l.by.Match(src) {
			return l.what
		}
	}
	return ""
}

var (
	testsMod = regexp.MustCompile(`#\[cfg\((?:all\()?test\b[^\]]*\]\s*(?:#\[[^\]]*\]\s*)*(?:pub(?:\([^)]*\))?\s+)?mod\s+\w+\s*\{`)
	tlsMacro = regexp.MustCompile(`\b(?:thread|task)_local!\s*[({\[]`)
	aStatic  = regexp.MustCompile(`\bstatic\s+(?:ref\s+)?\w+\s*:`)
	// plainType is a type without drop glue.
	plainType = regexp.MustCompile(`^(?:(?:Cell|RefCell|UnsafeCell|Option|NonNull|MaybeUninit|ManuallyDrop|Wrapping|Atomic\w+|[ui](?:8|16|32|64|128|size)|f32|f64|bool|char|const|mut|static|str|ThreadId|Duration|Instant|core|std|cell|sync|atomic|num|time|thread|mem|ptr|Ordering)\b|[\s<>(),*&';:\[\]\d])*$`)
)

// compiledText leaves out comments and the modules of tests.
func compiledText(src []byte) []byte {
	src = rust.Code(src, true)
	for {
		at := testsMod.FindIndex(src)
		if at == nil {
			return src
		}
		end := at[1] - 1 + words.Closing(src[at[1]-1:], '{', '}')
		src = append(bytes.Clone(src[:at[0]]), src[end:]...)
	}
}

// dropsLocal reports a thread-local whose type may need drop.
func dropsLocal(src []byte) bool {
	for _, at := range tlsMacro.FindAllIndex(src, -1) {
		rest := src[at[1]:]
		if src[at[1]-1] == '{' {
			rest = rest[:words.Closing(src[at[1]-1:], '{', '}')-1]
		}
		decl := aStatic.FindIndex(rest)
		if decl == nil {
			return true // in a form of its own
		}
		for decl != nil {
			rest = rest[decl[1]:]
			end := bytes.IndexByte(rest, '=')
			if end < 0 {
				return true
			}
			if !plainType.Match(rest[:end]) {
				return true
			}
			decl = aStatic.FindIndex(rest)
			if src[at[1]-1] != '{' {
				break // where it ends is not told by braces
			}
		}
	}
	return false
}
