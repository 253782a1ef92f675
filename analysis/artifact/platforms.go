package artifact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
)

// What PE and Mach-O files show of an unload.

// elsewhere is Known of the files that are not ELF.
func (l *Library) elsewhere() unload.Known {
	k := unload.Known{Platform: l.Platform()}
	if f, ok := l.Image.(*macho.File); ok {
		k.Never = l.neverOnMac(f)
	}
	switch damage := l.damage(); {
	case len(k.Never) > 0:
	case len(damage) > 0:
		k.Unread = []unload.Reason{l.unread("damage", "the file is damaged: "+damage[0])}
	case l.Graph == nil:
		k.Unread = []unload.Reason{l.unread("machine-code", fmt.Sprintf("the machine code of %v is not read", l.Image.Machine()))}
	case k.Platform == unload.Windows:
		l.onWindows(&k)
	default:
		l.onMac(&k)
	}
	return k
}

// damage is what contradicts itself in a DLL or Mach-O library: what lies behind it was
// not read.
func (l *Library) damage() []string {
	switch f := l.Image.(type) {
	case *pe.File:
		return f.Damage
	case *macho.File:
		return f.Damage
	}
	return nil
}

func (l *Library) unread(id, text string) unload.Reason {
	return unload.Reason{Kind: unload.OfUnread, ID: id, Artifact: l.Path(), Text: text}
}

// neverOnMac lists what makes dyld keep an image for good: thread-local variables,
// Objective-C and Swift metadata, and DTrace probes.
// https://github.com/apple-oss-distributions/dyld, dyld/Loader.cpp (neverUnload)
func (l *Library) neverOnMac(f *macho.File) []unload.Reason {
	var out []unload.Reason
	never := func(id, text string) {
		out = append(out, unload.Reason{Kind: unload.OfArtifact, ID: id, Artifact: l.Path(), Text: text})
	}
	if f.ThreadLocals {
		never("thread-local-variables", "it has thread-local variables, and dyld never unmaps a library with some")
	}
	switch {
	case f.Has("__objc_"):
		never("objective-c", "it holds Objective-C metadata, and dyld never unmaps such a library")
	case f.Has("__swift5_"):
		never("swift", "it holds Swift metadata, and dyld never unmaps such a library")
	case f.Has("__dof_"):
		never("dtrace", "it holds DTrace probes, and dyld never unmaps such a library")
	}
	return out
}

// onMac leaves open what a library without thread-local variables leaves behind: no
// macOS was at hand to see it.
func (l *Library) onMac(k *unload.Known) {
	for _, e := range l.Effects(slices.Concat(l.Load, l.Called(), l.Tables())...) {
		switch e.Kind {
		case Spawn, ThreadKey, ExitCallback, Signal:
			k.Unread = append(k.Unread, l.unread(string(e.Kind), "it calls "+e.What+" ("+steps(&e)+"), and what that leaves behind on macOS was not measured"))
		}
	}
}

// given are the functions of Windows that take a callback for good, with what takes it
// back, "" where the same function does.
var given = map[string]string{
	"SetConsoleCtrlHandler": "", "SetUnhandledExceptionFilter": "", "AddVectoredExceptionHandler": "RemoveVectoredExceptionHandler",
	"AddVectoredContinueHandler": "RemoveVectoredContinueHandler", "SetWindowsHookExA": "UnhookWindowsHookEx", "SetWindowsHookExW": "UnhookWindowsHookEx",
	"SetWinEventHook": "UnhookWinEvent", "RegisterClassA": "UnregisterClassA", "RegisterClassW": "UnregisterClassW", "RegisterClassExA": "UnregisterClassA",
	"RegisterClassExW": "UnregisterClassW", "RegisterWaitForSingleObject": "UnregisterWaitEx", "CreateTimerQueueTimer": "DeleteTimerQueueTimer",
	"LdrRegisterDllNotification": "LdrUnregisterDllNotification", "CreateThreadpoolWork": "CloseThreadpoolWork", "CreateThreadpoolTimer": "CloseThreadpoolTimer",
	"CreateThreadpoolWait": "CloseThreadpoolWait", "SetTimer": "KillTimer", "timeSetEvent": "timeKillEvent",
}

// ThreadEnd is what a DLL leaves open that starts threads and waits for something: its
// sources tell whether for them.
const ThreadEnd = "thread-end"

// onWindows lists what is still there once FreeLibrary has unmapped a library: nothing
// pins it, so threads and callbacks run into unmapped code. Thread-local destructors run
// from its own TLS callback and leave nothing behind.
func (l *Library) onWindows(k *unload.Known) {
	roots := slices.Concat(Own(l.Load), l.Called(), l.Tables())
	all := l.reach(funcs(roots))
	after := l.Graph.Reach(funcs(l.Unload), code.Options{Pointers: true, Stop: l.cut})
	waits := l.found(all, Join) || l.found(after, Join)
	if l.unfound {
		k.Unread = append(k.Unread, l.unread("initialisers", "no table of initialisers was found, as in a library that has the C runtime linked in statically: what they do is not known"))
	}
	for _, e := range l.Effects(roots...) {
		if e.Kind != Spawn {
			continue
		}
		if waits {
			k.Unread = append(k.Unread, l.unread(ThreadEnd, "it starts threads ("+steps(&e)+") and waits for some object: the file does not show whether all have ended before FreeLibrary"))
			continue
		}
		left := l.left(unload.RunningThread, "it starts a thread and nothing in it waits for one: a thread that still runs at FreeLibrary runs unmapped code", nil, &e)
		left.Likely = true
		k.Leftovers = append(k.Leftovers, left)
	}
	// The C runtimes free theirs; no Windows was at hand to see what becomes of others.
	if use, reached := all.Imports["FlsAlloc"]; reached && !l.Graph.ZeroArgument(use.Func, use.Site, 0) {
		if _, freed := after.Imports["FlsFree"]; !freed {
			e := l.effect(toImport(all, ThreadKey, "FlsAlloc", use))
			k.Unread = append(k.Unread, l.unread("fiber-local", "it allocates fiber-local storage ("+steps(e)+") and its unload does not reach FlsFree: where that has a callback, a thread that ends later runs unmapped code"))
		}
	}
	for _, name := range l.importNames() {
		back, listed := given[name]
		use, reached := all.Imports[name]
		if !listed || !reached || !use.Kind.Direct() || l.Graph.ZeroArgument(use.Func, use.Site, 0) {
			continue
		}
		if back == "" {
			back = name
		}
		if _, taken := after.Imports[back]; taken {
			continue
		}
		e := l.effect(toImport(all, Signal, name, use))
		left := l.left(unload.HostCallback, "it gives Windows a callback ("+name+") and its unload does not call "+back+": a callback that comes after FreeLibrary runs unmapped code", nil, e)
		left.Likely = true
		k.Leftovers = append(k.Leftovers, left)
	}
}

func steps(e *Effect) string {
	var out []string
	for _, c := range e.Chain {
		out = append(out, c.Function)
	}
	const most = 4
	if len(out) > most {
		out = slices.Concat(out[:most/2], []string{"…"}, out[len(out)-most/2:])
	}
	return strings.Join(out, " → ")
}

// importNames lists what the file asks of other libraries, sorted.
func (l *Library) importNames() []string {
	var out []string
	switch f := l.Image.(type) {
	case *pe.File:
		for _, imp := range f.Imports() {
			out = append(out, imp.Name)
		}
	case *macho.File:
		for _, imp := range f.Undefined() {
			out = append(out, imp.Name)
		}
	default:
		for i := range l.File.Symbols {
			if s := &l.File.Symbols[i]; s.Undefined() {
				out = append(out, s.Name)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// entry tells a library's own DllMain from the C runtime's entry point around it, and
// finds the C runtime's initialisers where no section of their own shows them.
func (l *Library) entry() {
	f, ok := l.Image.(*pe.File)
	if !ok || l.Graph == nil || !f.DLL {
		return
	}
	main, exported := l.dllMain(f)
	if i := l.function(f.Entry); i >= 0 && main != f.Entry { // else there is no C runtime
		l.initialisers(f, i)
	}
	if main == 0 || main == f.Entry {
		return
	}
	for _, list := range []*[]*Root{&l.Load, &l.Unload} {
		for i, r := range *list {
			if r.Slot.Target == f.Entry && r.Slot.Index < 0 {
				r.Toolchain = "crt"
				own := l.slot(object.Slot{Array: "DllMain", Index: -1, Target: main, When: r.Slot.When}, r.Moment)
				*list = slices.Insert(*list, i+1, own)
				break
			}
		}
	}
	if exported {
		l.Exports = slices.DeleteFunc(l.Exports, func(r *Root) bool { return r.Addr == main })
	}
}

// dllMain finds the library's own DllMain; that of the C runtime does nothing.
func (l *Library) dllMain(f *pe.File) (addr uint64, exported bool) {
	for _, e := range f.Exports() {
		if e.Name == "DllMain" && !e.Data {
			return e.Addr, true
		}
	}
	const nothing = 16 // bytes
	f.Symbols(func(name string, at uint64) bool {
		if i := l.function(at); name == "DllMain" && i >= 0 && l.size(i) > nothing {
			addr = at
		}
		return addr == 0
	})
	return addr, false
}

// initialisers adds the tables that the entry point hands to _initterm.
// https://learn.microsoft.com/cpp/c-runtime-library/reference/initterm-initterm-e
func (l *Library) initialisers(f *pe.File, entry int) {
	for _, s := range l.sections() {
		if s.Name == ".CRT" {
			return
		}
	}
	var found []*Root
	l.unfound = true
	for _, fn := range l.Graph.Reach([]int{entry}, code.Options{}).Order {
		for _, e := range l.Graph.Edges(fn) {
			if e.Import == nil || e.Import.Name != "_initterm" && e.Import.Name != "_initterm_e" {
				continue
			}
			l.unfound = false
			var ends []uint64
			for _, ref := range l.Graph.Refs(fn) {
				if ref.Site < e.Site {
					ends = append(ends, ref.Addr)
				}
			}
			if len(ends) < 2 {
				continue
			}
			a, b := ends[len(ends)-1], ends[len(ends)-2]
			array := ".CRT$XC"
			if e.Import.Name == "_initterm_e" {
				array = ".CRT$XI"
			}
			for _, s := range f.Group(array, min(a, b), max(a, b)) {
				found = append(found, l.slot(s, AtLoad))
			}
		}
	}
	// They run from within the entry point, behind the TLS callbacks.
	at := slices.IndexFunc(l.Load, func(r *Root) bool { return r.Slot.Target == f.Entry })
	l.Load = slices.Insert(l.Load, max(at, 0), found...)
}
