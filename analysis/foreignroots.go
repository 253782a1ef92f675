package analysis

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
)

// Code of C, C++ and assembly that a package compiles runs at load and unload too, and
// calls into Rust.

// foreignWords are those without which no file but of C++, whose objects run their
// constructors, runs or leaves anything by itself.
var foreignWords = [][]byte{[]byte("constructor"), []byte("destructor"), []byte("atexit"), []byte("pthread_key_create"), []byte("DllMain"), []byte("_array"), []byte(".CRT$X"), []byte("mod_init_func"), []byte(".ctors")}

// foreignRuns reports a package with a file that may run something by itself.
func (a *analyzer) foreignRuns(sc *scanned) bool {
	for _, path := range sc.foreign {
		if slices.Contains(ofCpp, filepath.Ext(path)) {
			return true
		}
		src, err := a.fs.ReadFile(path, c.MaxSource)
		if err == nil && slices.ContainsFunc(foreignWords, func(w []byte) bool { return bytes.Contains(src, w) }) {
			return true
		}
	}
	return false
}

// foreignRoots enters the constructors, destructors and exit callbacks of the C files that
// are linked, with what they call in Rust.
func (a *analyzer) foreignRoots() {
	for _, sc := range a.scans {
		if a.ctx.Err() != nil || !a.foreignRuns(sc) {
			continue
		}
		a.guard(sc.pkg, func() {
			all := a.compiledFiles(sc)
			files := slices.DeleteFunc(slices.Clone(all), func(f *compiled) bool { return !a.taken(sc, f, all) })
			for _, f := range files {
				a.rootsOfC(sc, f, files)
			}
		})
	}
}

func (a *analyzer) rootsOfC(sc *scanned, f *compiled, files []*compiled) {
	windows := a.format() == "coff" // its compilers have no such attributes but for MinGW
	for i := range f.funcs {
		fn := &f.funcs[i]
		slot := fn.Registration != c.Object // the objects of a file share one
		if fn.Constructor {
			a.foreignRoot(sc, f, fn, &Root{Moment: Load, Registration: fn.Registration, InSlot: slot}, files)
		}
		if fn.Destructor && (!windows || !slot) {
			a.foreignRoot(sc, f, fn, &Root{Moment: Unload, Registration: fn.Registration, InSlot: slot}, files)
		}
		if fn.Name == c.DllMain && windows && !fn.Static {
			a.dllMainOfC(sc, f, fn, files)
		}
		for _, call := range fn.Calls {
			if call.Name != "atexit" || len(call.Args) != 1 {
				continue
			}
			if _, target := find(f, call.Args[0], files); target != nil {
				a.foreignRoot(sc, f, target, &Root{Moment: Exit, Registration: "atexit", Place: Place{File: f.path, Span: call.Span}}, files)
			}
		}
	}
}

// dllMainOfC enters a DllMain for each reason for which it calls something of Rust.
func (a *analyzer) dllMainOfC(sc *scanned, f *compiled, fn *c.Func, files []*compiled) {
	for moment, with := range dllCalls {
		arm := *fn
		arm.Calls = slices.DeleteFunc(slices.Clone(fn.Calls), func(call c.Call) bool {
			return !call.When.Runs(with.reason, c.Reserved(with.reserved))
		})
		a.foreignRoot(sc, f, &arm, &Root{Moment: moment, Registration: fn.Name, Reason: with.reason}, files)
	}
}

// foreignRoot enters a C function with the Rust functions that it calls, itself or by way
// of other C functions.
func (a *analyzer) foreignRoot(sc *scanned, f *compiled, fn *c.Func, r *Root, files []*compiled) {
	r.Name, r.Priority = fn.Name, -1
	if r.Place.File == "" {
		r.Place = Place{File: f.path, Span: fn.Span}
	}
	var nodes []*calls.Node
	before := map[*calls.Node][]Step{}
	seen := map[*c.Func]bool{fn: true}
	type at struct {
		f     *compiled
		fn    *c.Func
		steps []Step
	}
	for queue := []at{{f, fn, nil}}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, call := range from.fn.Calls {
			step := Step{Message: "`" + from.fn.Name + "` calls `" + call.Name + "`", Place: Place{File: from.f.path, Span: call.Span},
				From: from.fn.Name, To: call.Name, Verb: "calls"}
			steps := append(slices.Clone(from.steps), step)
			if in, target := find(from.f, call.Name, files); target != nil {
				if !seen[target] {
					seen[target] = true
					queue = append(queue, at{in, target, steps})
				}
				continue
			}
			for _, n := range a.exported(sc, call.Name) {
				if before[n] == nil {
					before[n] = steps
					nodes = append(nodes, n)
					r.Target = n.Crate.Target
				}
			}
		}
	}
	if len(nodes) == 0 && (r.Reason != "" || r.Registration == c.Object) {
		return // it does nothing of interest, as most of them
	}
	r.Linked = a.linked[sc.pkg.Manifest]
	if r.Target == nil && len(r.Linked) > 0 {
		r.Target = r.Linked[0]
	}
	a.before[a.enter(r, nodes)] = before
}

// foreign adds what C files leave behind: keys with destructors and exit callbacks.
func (u *unloader) foreign() {
	for _, sc := range u.scans {
		libs := libraries(u.linked[sc.pkg.Manifest])
		if len(libs) == 0 || !u.foreignRuns(sc) {
			continue
		}
		all := u.compiledFiles(sc)
		files := slices.DeleteFunc(slices.Clone(all), func(f *compiled) bool { return !u.taken(sc, f, all) })
		for _, f := range files {
			for i := range f.funcs {
				u.leftByC(sc, f, &f.funcs[i], files, libs)
			}
		}
	}
}

func (u *unloader) leftByC(sc *scanned, f *compiled, fn *c.Func, files []*compiled, libs []*workspace.Target) {
	for _, call := range fn.Calls {
		if own, _ := find(f, call.Name, files); own != nil {
			continue
		}
		for _, r := range u.table.Lookup("libc::"+call.Name, u.ws.Compiler.From, u.ws.Compiler.To) {
			for _, kind := range []EffectKind{TLSKey, ExitCallback} {
				if !slices.Contains(r.Kinds, kind) || r.Callback == nil || r.Callback.Arg >= len(call.Args) || r.Callback.Pin == effects.PinHandle {
					continue
				}
				u.out.Callbacks = append(u.out.Callbacks, &Callback{
					Spot:   Spot{Place: Place{File: f.path, Span: call.Span}, In: fn.Name, Package: sc.pkg, Libraries: libs},
					Effect: &Effect{Kind: kind, What: r.What, Path: r.Path, Note: r.Note, Source: r.Source},
					Pin:    r.Callback.Pin, Moment: r.Callback.Moment,
					Null:   !u.isOwn(sc, f, call.Args[r.Callback.Arg], files),
					Undone: kind == TLSKey && callElsewhere(files, fn, "pthread_key_delete"),
				})
			}
		}
	}
}

// isOwn reports an argument that names a function of the library: what libc has (`free`)
// stays when the library goes.
func (u *unloader) isOwn(sc *scanned, f *compiled, arg string, files []*compiled) bool {
	name := strings.TrimPrefix(arg, "&")
	_, fn := find(f, name, files)
	return fn != nil || len(u.exported(sc, name)) > 0
}

// callElsewhere reports a call in another function than the given one.
func callElsewhere(files []*compiled, but *c.Func, name string) bool {
	for _, f := range files {
		for i := range f.funcs {
			if fn := &f.funcs[i]; fn != but && slices.ContainsFunc(fn.Calls, func(call c.Call) bool { return call.Name == name }) {
				return true
			}
		}
	}
	return false
}

// find looks for a function by the name that a file calls it by: its own first.
func find(f *compiled, name string, files []*compiled) (*compiled, *c.Func) {
	for i := range f.funcs {
		if f.funcs[i].Name == name && !f.funcs[i].Planted() {
			return f, &f.funcs[i]
		}
	}
	for _, o := range files {
		for i := range o.funcs {
			if o != f && o.funcs[i].Name == name && !o.funcs[i].Static && !o.funcs[i].Planted() {
				return o, &o.funcs[i]
			}
		}
	}
	return nil, nil
}

// exported lists the nodes of the functions that crates linked with a package export
// under a symbol.
func (a *analyzer) exported(sc *scanned, symbol string) []*calls.Node {
	var out []*calls.Node
	for _, cr := range a.crates {
		if !slices.ContainsFunc(a.linkedBy(cr), func(t *workspace.Target) bool { return slices.Contains(a.linked[sc.pkg.Manifest], t) }) {
			continue
		}
		for _, m := range slices.Clone(cr.Modules) {
			if m.File == nil || !a.exporting(m.File.Path) {
				continue
			}
			for _, d := range slices.Clone(m.Scope().Items) {
				if d.Kind == names.DefFn && d.Item != nil && exportedName(d, cr.Env().Expand(d.Item.Attrs)) == symbol {
					if n := a.graph.Node(d); n != nil {
						out = append(out, n)
					}
				}
			}
		}
	}
	return out
}
