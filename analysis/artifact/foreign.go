package artifact

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/code"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
)

// std starts threads, and takes handlers back, by functions of its own that leave nothing
// but what it registers with libc. The same calls elsewhere, in C or through the libc
// crate, leave a thread or a handler behind; whether another function takes it back is
// seldom seen in machine code.

// raw lists threads and handlers that code other than std's makes, among what is reached,
// and what cannot be told of them.
func (l *Library) raw(all *code.Reach) (left []unload.Leftover, unread []unload.Reason) {
	closing := l.reach(funcs(Own(l.Unload)))
	threads, joins := l.users(all, Spawn), append(l.users(all, Join), l.users(closing, Join)...)
	if len(threads) > 0 {
		e := l.effect(toImport(all, Spawn, threads[0].name, threads[0].Use))
		if len(joins) > 0 {
			unread = append(unread, l.open(unload.RawThread, e, "threads are started without std, and whether all of them are joined is not seen"))
		} else {
			left = append(left, l.may(unload.RawThread, "a thread that is started without std and never joined runs unmapped code after dlclose", e))
		}
	}
	handlers := l.users(all, Signal)
	if len(handlers) == 0 {
		return left, unread
	}
	e := l.effect(toImport(all, Signal, handlers[0].name, handlers[0].Use))
	if len(handlers) > 1 || len(l.users(closing, Signal)) > 0 {
		return left, append(unread, l.open(unload.SignalHandler, e, "signal handlers are installed, and whether they are taken back is not seen"))
	}
	return append(left, l.may(unload.SignalHandler, "a signal handler stays installed: the signal runs unmapped code after dlclose", e)), unread
}

func (l *Library) may(kind unload.Kind, text string, e *Effect) unload.Leftover {
	out := l.left(kind, text, nil, e)
	out.Likely = true
	return out
}

func (l *Library) open(kind unload.Kind, e *Effect, text string) unload.Reason {
	return unload.Reason{Kind: unload.OfUnread, ID: string(kind), Artifact: l.File.Path, Symbol: e.Chain[0].Function, Text: text}
}

// user is a call of an import by code that is not std's.
type user struct {
	code.Use
	name string
}

// users lists, for each function reached that is not std's, its first call of an import of
// a kind. Calls that install no handler do not count.
func (l *Library) users(r *code.Reach, kind Kind) []user {
	var out []user
	for _, fn := range r.Order {
		if l.cut(fn) {
			continue
		}
		for _, e := range l.Graph.Edges(fn) {
			if e.Import == nil || !e.Kind.Direct() || imports[e.Import.Name] != kind || kind == Signal && l.Graph.ZeroArgument(fn, e.Site, 1) {
				continue
			}
			if !l.ofStd(fn) {
				out = append(out, user{code.Use{Func: fn, Site: e.Site, Kind: e.Kind}, e.Import.Name})
			}
			break
		}
	}
	return out
}

// ofStd reports a function that is std's: by its name, where it has one. In a stripped
// library the functions that start and join threads and that run programs are known by
// what else they call.
func (l *Library) ofStd(fn int) bool {
	if symbol := l.File.Functions()[fn].Name; symbol != "" {
		if !strings.HasPrefix(symbol, "_R") && !strings.HasPrefix(symbol, "_ZN") && !l.inlines(fn) {
			return false
		}
		return OfStd(elf.RustPath(elf.Demangle(symbol))) || l.inlines(fn)
	}
	return l.inlines(fn)
}

// startsThread reports std's own start of a thread.
func (l *Library) startsThread(fn int) bool {
	return slices.ContainsFunc(l.Graph.Edges(fn), func(e code.Edge) bool { return e.Import != nil && imports[e.Import.Name] == Spawn }) && l.ofStd(fn)
}

// inlines reports code of std by its company: its thread start sets the size of the stack
// and frees the attributes, its join does nothing else, and its start of a program resets
// a signal before it runs one.
func (l *Library) inlines(fn int) bool {
	if !l.Rust() {
		return false
	}
	calls := map[string]bool{}
	for _, e := range l.Graph.Edges(fn) {
		if e.Import != nil && e.Kind.Direct() {
			calls[e.Import.Name] = true
		}
	}
	return calls["pthread_attr_setstacksize"] && calls["pthread_attr_destroy"] || calls["execvp"] ||
		calls["pthread_join"] && !calls["pthread_create"] && l.bare && l.size(fn) <= 256
}

const tlsRegistration = "__cxa_thread_atexit_impl"

// overrides tells of an exported definition of the registration of thread-locals'
// destructors: libc's comes before it, unless the host opens with RTLD_DEEPBIND.
func (l *Library) overrides() []unload.Reason {
	for i := range l.File.Symbols {
		if s := &l.File.Symbols[i]; s.Name == tlsRegistration && s.Exported() {
			return []unload.Reason{{Kind: unload.OfUnread, ID: "tls-dtor-override", Artifact: l.File.Path, Symbol: s.Name,
				Text: "it exports `" + s.Name + "`: whether thread-locals call this one or libc's depends on how the host opens it"}}
		}
	}
	return nil
}

// sharedStd finds uses of a standard library that is shared: the destructors of
// thread-locals are charged to that, and this library is unmapped under them.
func (l *Library) sharedStd(all *code.Reach) []unload.Leftover {
	if !slices.ContainsFunc(l.File.Dynamic.Needed, func(name string) bool { return strings.HasPrefix(name, "libstd-") }) {
		return nil
	}
	for _, fn := range all.Order {
		for _, e := range l.Graph.Edges(fn) {
			if e.Import == nil || l.cut(fn) {
				continue
			}
			if path := elf.RustPath(elf.Demangle(e.Import.Name)); strings.Contains(path, "thread_local") || strings.HasPrefix(path, "std::thread::") {
				use := code.Use{Func: fn, Site: e.Site, Kind: e.Kind}
				return []unload.Leftover{l.may(unload.SharedStd, "the shared standard library keeps what is registered for threads, and this library is unmapped under it", l.effect(toImport(all, TLSDestructor, path, use)))}
			}
		}
	}
	return nil
}

// tabled lists functions that leave something behind and whose address stands in data
// that the loader fills in: code that calls them through it is not followed.
func (l *Library) tabled() []unload.Reason {
	var out []unload.Reason
	seen := map[string]bool{}
	for _, r := range l.File.Relocs {
		if r.Symbol == 0 || int(r.Symbol) >= len(l.File.Symbols) || l.linkers(r.Addr) {
			continue
		}
		s := &l.File.Symbols[r.Symbol]
		if !s.Undefined() || seen[s.Name] || !leavesBehind(s.Name) {
			continue
		}
		seen[s.Name] = true
		out = append(out, unload.Reason{Kind: unload.OfUnread, ID: "table", Artifact: l.File.Path, Symbol: s.Name,
			Text: "`" + s.Name + "` stands in a table of functions, and calls through it are not followed"})
	}
	return out
}
