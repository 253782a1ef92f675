package rules

import (
	"fmt"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
)

// first is the path that the message speaks of; the others are counted.
func (r *reached) first() *analysis.RootPath { return &r.paths[0] }

// inLibrary reports whether the root of the first path runs in a library.
func (r *reached) inLibrary() bool { return r.first().Root.InLibrary() }

// what names the effect: code in backticks, language effects in plain words.
func (r *reached) what() string {
	if r.Effect.Path == "" && r.Effect.Kind == analysis.PanicImplicit {
		return r.Effect.What
	}
	return "`" + r.Effect.What + "`"
}

// when says at which moment the code runs, as people see it.
func (r *reached) when() string {
	root := r.first().Root
	switch root.Moment {
	case analysis.Load:
		if root.InLibrary() {
			return "while the library is loaded"
		}
		return "before `main`"
	case analysis.Unload:
		if root.InLibrary() {
			return "while the library is unloaded"
		}
		return "at process exit" // a program's destructors have no other time
	case analysis.Exit:
		return "at process exit"
	case analysis.ThreadStart:
		return "when a thread starts"
	case analysis.ThreadExit:
		return "when a thread ends"
	}
	return "when the host calls"
}

// affected is what suffers: the process that loads a library, or the program.
func (r *reached) affected() string {
	if r.inLibrary() {
		return "the host"
	}
	return "the program"
}

// RootNoun names a root with what it is: "constructor `init`".
func RootNoun(root *analysis.Root) string {
	noun := "function"
	if root.Reason != "" {
		return "`" + root.Name + "` at `" + root.Reason + "`"
	}
	switch root.Moment {
	case analysis.Load:
		noun = "constructor"
	case analysis.Unload, analysis.Exit:
		noun = "destructor"
		if strings.Contains(root.Registration, "exit") {
			noun = "exit callback"
		}
	case analysis.ThreadExit:
		noun = "thread-local destructor"
	case analysis.Call:
		noun = "export"
		if root.Symbol == "" {
			noun = "entry point"
		}
	}
	return noun + " `" + root.Name + "`"
}

// from says which root reaches the effect and how sure that is.
func (r *reached) from() string {
	p := r.first()
	name := RootNoun(p.Root)
	more := ""
	if n := r.otherRoots(); n > 0 {
		more = fmt.Sprintf(" and %d more", n)
	}
	switch {
	case !p.Certain:
		return name + more + " may reach it"
	case len(p.Chain) <= 1 && more == "":
		return "in " + name
	}
	return "reached from " + name + more
}

// otherRoots counts the roots beside the first.
func (r *reached) otherRoots() int {
	seen := map[*analysis.Root]bool{r.first().Root: true}
	for i := range r.paths {
		seen[r.paths[i].Root] = true
	}
	return len(seen) - 1
}

// scene is the common middle of the messages: "while the library is loaded
// (reached from constructor `init`)".
func (r *reached) scene() string { return r.when() + " (" + r.from() + ")" }
