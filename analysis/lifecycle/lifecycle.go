// Package lifecycle answers for the libraries of a workspace what closing them does:
// it brings together what the sources show, what a built library shows, and what is
// known of host, flags and platforms, and lets package unload decide. Rules, the
// command and the server ask here, so that they cannot differ.
package lifecycle

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/evidence"
	"github.com/cdylib-ls/cdylib-ls/analysis/hosts"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

// Of says for a library what dlclose or FreeLibrary will do to it, by platform. It is
// nil for other targets, and has no entry for a platform that nothing is known of.
// seen is what built libraries show; it may be nil.
func Of(res *analysis.Result, t *workspace.Target, seen *evidence.Set) map[unload.Platform]*unload.Verdict {
	if res.Loading(t) == nil {
		return nil
	}
	out := map[unload.Platform]*unload.Verdict{}
	each(res, t, seen, func(p unload.Platform, known *unload.Known) { out[p] = unload.Decide(*known) })
	return out
}

// each calls f with what is known of a library on each platform that it is built for, in
// their order; never for other targets.
func each(res *analysis.Result, t *workspace.Target, seen *evidence.Set, f func(unload.Platform, *unload.Known)) {
	if res.Loading(t) == nil {
		return
	}
	built, compiler := seen.Of(t), Compiler(res, seen)
	for _, p := range unload.Platforms {
		there := res.On(p).Of(t)
		if there == nil || there.Loading == nil || there.Absent {
			continue // not built there
		}
		on := asked{res: res.On(p), loading: there.Loading, built: built.On(p), compiler: compiler, unfollowed: res.Loading(t).Unfollowed}
		known := on.known(p)
		f(p, &known)
	}
}

// asked is one library with what is known of it.
type asked struct {
	res      *analysis.Result
	loading  *analysis.Loading
	built    *evidence.Built // for the platform, nil without a fresh one
	compiler workspace.Compiler
	// unfollowed are dependencies of the analysed target; other platforms have nearly the
	// same.
	unfollowed []analysis.Unfollowed
}

// decides reports that the built library decides about a platform: it was built for it
// and its machine code was read.
func (a *asked) decides(p unload.Platform) bool {
	return a.shows(p) && a.built.Facts.Analysed
}

// shows reports that there is a fresh library that was built for the platform.
func (a *asked) shows(p unload.Platform) bool {
	return a.built != nil && a.built.Facts.Leaves.Platform == p
}

func (a *asked) known(p unload.Platform) unload.Known {
	k := unload.Known{Platform: p, Never: a.never(p), Leftovers: a.leftovers(p)}
	if !a.decides(p) {
		for i := range a.unfollowed {
			d := &a.unfollowed[i]
			text := "`" + d.Package + "` has " + d.What + ", and its calls are not followed: build the library"
			switch {
			case d.Unread != "":
				text = d.Unread
			case d.Absent:
				text = "the sources of `" + d.Package + "` are not on this machine: fetch them, or build the library"
			}
			k.Unread = append(k.Unread, unload.Reason{Kind: unload.OfUnread, ID: d.Package, Place: &d.Place, Text: text})
		}
		for _, w := range a.res.Waits {
			if p == unload.LinuxGNU && slices.Contains(w.Libraries, a.loading.Target) {
				k.Unread = append(k.Unread, unload.Reason{Kind: unload.OfUnread, ID: w.Path, Place: &w.Place,
					Text: "`" + w.Path + "` keeps the library mapped for its thread if it has to wait: build the library"})
			}
		}
	}
	if a.shows(p) {
		for _, r := range a.built.Facts.Leaves.Unread {
			if !a.tells(r.ID) {
				k.Unread = append(k.Unread, r)
			}
		}
		k.Unread = append(k.Unread, unloadable(a.built)...)
	}
	if a.loading.IsUnloaded() {
		k.Otherwise = append(k.Otherwise, hostReason(a.loading))
	}
	if o := Override(a.loading, a.built); o != nil && p == unload.LinuxGNU {
		k.Otherwise = append(k.Otherwise, unload.Reason{Kind: unload.OfLeftover, ID: string(unload.FallbackKey), Place: &o.Place})
	}
	return k
}

// unloadable says that a built library cannot be opened at all: what closing it does is
// seen once it can.
func unloadable(b *evidence.Built) []unload.Reason {
	table, err := hosts.Load()
	if err != nil {
		return nil // a fault of the program, which everything that asks for hosts tells
	}
	var out []unload.Reason
	if b.Facts.Link == nil {
		return nil
	}
	for _, u := range b.Facts.Link.Unresolved {
		if table.NoProcess(u.Name) {
			out = append(out, unload.Reason{Kind: unload.OfArtifact, ID: "undefined-symbol", Artifact: b.Path, Symbol: u.Name, Text: "`dlopen` fails while nobody defines `" + u.Name + "`"})
		}
	}
	return out
}

// tlsRegistration registers thread-locals' destructors. Where a library exports one of its
// own, machine code does not tell which is called, and the sources do.
const tlsRegistration = "__cxa_thread_atexit_impl"

// leftovers joins what the sources show with what a built library shows. Of what the
// library shows or excludes, it alone is asked.
func (a *asked) leftovers(p unload.Platform) []unload.Leftover {
	var out []unload.Leftover
	if a.decides(p) {
		for _, l := range a.built.Facts.Leaves.Leftovers {
			if !a.tells(string(l.Kind)) {
				out = append(out, l)
			}
		}
	}
	// A DLL is not asked what its unload starts and waits for.
	shows := a.decides(p) && p != unload.Windows
	for _, l := range a.sources(p) {
		if a.decides(p) && (shows && l.Kind.Shown() || evidence.Excludes(a.built.Facts, l.Kind)) && !(l.Kind.ByLibc() && a.built.Facts.Exports[tlsRegistration]) {
			continue
		}
		out = append(out, l)
	}
	return out
}

// tells reports that the sources show what becomes of the threads or handlers of a kind
// that is not seen in machine code: they make some, and all code of the library is followed.
func (a *asked) tells(id string) bool {
	if len(a.unfollowed) > 0 {
		return false
	}
	here := func(s *analysis.Spot) bool { return slices.Contains(s.Libraries, a.loading.Target) }
	switch kind := unload.Kind(id); {
	case id == artifact.ThreadEnd:
		return slices.ContainsFunc(a.res.Threads, func(t *analysis.Thread) bool { return here(&t.Spot) })
	case kind == unload.RawThread:
		return slices.ContainsFunc(a.res.Threads, func(t *analysis.Thread) bool { return t.Raw && here(&t.Spot) })
	case kind == unload.SignalHandler:
		return slices.ContainsFunc(a.res.Callbacks, func(c *analysis.Callback) bool { return c.Effect.Kind == analysis.SignalHandler && here(&c.Spot) })
	}
	return false
}

// sources lists what the sources show, with what the library's own registration
// function or a shared libstd makes of it on glibc.
func (a *asked) sources(p unload.Platform) []unload.Leftover {
	all := a.res.Leftovers(a.loading.Target, a.compiler.To)
	if p != unload.LinuxGNU {
		return all
	}
	var out []unload.Leftover
	override, shared := Override(a.loading, a.built), a.loading.SharesStd()
	for _, l := range all {
		if l.Kind.ByLibc() && (override != nil || shared != nil) {
			continue
		}
		if l.Masked && (override != nil || shared != nil) {
			l.Masked = false // by a pin that there is not
		}
		out = append(out, l)
	}
	if override != nil && override.Kind.Falls() {
		out = append(out, unload.Leftover{Kind: unload.FallbackKey, Place: &override.Place})
	}
	if shared != nil && a.res.LeavesDestructors(a.loading.Target) {
		out = append(out, unload.Leftover{Kind: unload.SharedStd, Place: &shared.Place})
	}
	return out
}

// Override is the library's own definition of __cxa_thread_atexit_impl that std uses in
// place of libc's, nil if there is none. A fresh built library (nil for none) that asks
// libc for it shows that the definition was not linked, whatever the sources say. Where
// the host opens its libraries with RTLD_DEEPBIND an exported one is effective.
func Override(l *analysis.Loading, built *evidence.Built) *analysis.TLSOverride {
	o := l.Override()
	if o == nil && l.Host.Sure() && l.Host.DeepBind {
		if i := slices.IndexFunc(l.Overrides, func(o analysis.TLSOverride) bool { return o.Kind == analysis.OverrideExported }); i >= 0 {
			o = &l.Overrides[i]
		}
	}
	const symbol = tlsRegistration
	if o == nil || built == nil || !built.Facts.Analysed {
		return o
	}
	f := built.Facts
	if _, asks := f.Used.Imports[symbol]; asks || !f.Stripped && !f.Defined[symbol] {
		return nil
	}
	return o
}

// never lists what keeps the library mapped for good on a platform.
func (a *asked) never(p unload.Platform) []unload.Reason {
	l, ws := a.loading, a.res.Workspace
	var out []unload.Reason
	switch p {
	case unload.LinuxMusl, unload.MacOS: // std has thread-locals, and dyld keeps images that have some
		out = append(out, unload.Reason{Kind: unload.OfPlatform, ID: string(p)})
	}
	if l.NeverUnloads() {
		out = append(out, hostReason(l))
	}
	here := a.shows(p) // what is built for it decides
	if here {
		out = append(out, a.built.Facts.Leaves.Never...)
	}
	if arg := l.Link.NoDelete; arg != nil && !here && strings.HasPrefix(string(p), "linux") && arg.GivenOn(a.res.TargetOf(p)) {
		out = append(out, unload.Reason{Kind: unload.OfFlag, ID: "-z nodelete", Place: &arg.Place})
	}
	for i := range l.Pins {
		if pin := &l.Pins[i]; pin.Everywhere || pin.Windows == (p == unload.Windows) {
			out = append(out, unload.Reason{Kind: unload.OfFlag, ID: pin.What, Place: &pin.Place})
		}
	}
	if v := l.NodeleteSince; v != "" && p == unload.LinuxGNU && !here && ws.Compiler.From != "" && !effects.InVersions(ws.Compiler.From, "<"+v) {
		out = append(out, unload.Reason{Kind: unload.OfPlatform, ID: "rustc " + v})
	}
	return out
}

// hostReason names the configuration or the host profile that decides.
func hostReason(l *analysis.Loading) unload.Reason {
	if l.Unload() != "auto" {
		r := unload.Reason{Kind: unload.OfConfiguration, ID: "unload = " + l.Unload()}
		if at, ok := l.Target.Package.Settings.Places["unload"]; ok {
			r.Place = &at
		}
		return r
	}
	return unload.Reason{Kind: unload.OfHost, ID: l.Host.ID}
}

// Compiler is the range of compilers that may build the workspace. Where no toolchain
// file pins one, the compiler of fresh built libraries does, if all name the same.
func Compiler(res *analysis.Result, seen *evidence.Set) workspace.Compiler {
	if res.Workspace == nil {
		return workspace.Compiler{}
	}
	c := res.Workspace.Compiler
	if c.Pinned || seen == nil {
		return c
	}
	by, path := "", ""
	for _, tr := range res.Targets {
		b := seen.Of(tr.Target).Fresh()
		if b == nil || b.Facts.Rustc == "" {
			continue
		}
		version := majorMinor(b.Facts.Rustc)
		if by != "" && version != by {
			return c
		}
		by, path = version, b.Path
	}
	if by != "" {
		c.From, c.To, c.Pinned, c.Source = by, by, true, path
	}
	return c
}

// majorMinor cuts a version to its first two numbers: "1.95".
func majorMinor(version string) string {
	parts := strings.SplitN(version, ".", 3)
	return strings.Join(parts[:min(len(parts), 2)], ".")
}
