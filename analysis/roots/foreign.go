package roots

import (
	"slices"

	"github.com/cdylib-ls/cdylib-ls/analysis"
	"github.com/cdylib-ls/cdylib-ls/analysis/calls"
	"github.com/cdylib-ls/cdylib-ls/analysis/foreign"
	"github.com/cdylib-ls/cdylib-ls/analysis/scan"
	"github.com/cdylib-ls/cdylib-ls/parse/c"
)

// Code of C, C++ and assembly that a package compiles runs at load and unload too, and
// calls into Rust.

// foreignRoots enters the constructors, destructors and exit callbacks of the C files that
// are linked, with what they call in Rust.
func (f *finder) foreignRoots() {
	for _, sc := range f.Scans {
		if f.Ctx.Err() != nil || !foreign.Runs(f.Corpus, sc) {
			continue
		}
		f.Guard(sc.Pkg, func() {
			all := foreign.Files(f.Corpus, sc)
			files := slices.DeleteFunc(slices.Clone(all), func(file *foreign.File) bool { return !foreign.Taken(f.Corpus, sc, file, all) })
			for _, file := range files {
				f.rootsOfC(sc, file, files)
			}
		})
	}
}

func (f *finder) rootsOfC(sc *scan.Package, file *foreign.File, files []*foreign.File) {
	windows := f.Format(sc.Pkg) == "coff" // its compilers have no such attributes but for MinGW
	for i := range file.Funcs {
		fn := &file.Funcs[i]
		slot := fn.Registration != c.Object // the objects of a file share one
		if fn.Constructor {
			f.foreignRoot(sc, file, fn, &analysis.Root{Moment: analysis.Load, Registration: fn.Registration, InSlot: slot}, files)
		}
		if fn.Destructor && (!windows || !slot) {
			f.foreignRoot(sc, file, fn, &analysis.Root{Moment: analysis.Unload, Registration: fn.Registration, InSlot: slot}, files)
		}
		if fn.Name == c.DllMain && windows && !fn.Static {
			f.dllMainOfC(sc, file, fn, files)
		}
		for _, call := range fn.Calls {
			if call.Name != "atexit" || len(call.Args) != 1 {
				continue
			}
			if _, target := foreign.Find(file, call.Args[0], files); target != nil {
				f.foreignRoot(sc, file, target, &analysis.Root{Moment: analysis.Exit, Registration: "atexit", Place: analysis.Place{File: file.Path, Span: call.Span}}, files)
			}
		}
	}
}

// dllMainOfC enters a DllMain for each reason for which it calls something of Rust.
func (f *finder) dllMainOfC(sc *scan.Package, file *foreign.File, fn *c.Func, files []*foreign.File) {
	for moment, with := range dllCalls {
		arm := *fn
		arm.Calls = slices.DeleteFunc(slices.Clone(fn.Calls), func(call c.Call) bool {
			return !call.When.Runs(with.reason, c.Reserved(with.reserved))
		})
		f.foreignRoot(sc, file, &arm, &analysis.Root{Moment: moment, Registration: fn.Name, Reason: with.reason}, files)
	}
}

// foreignRoot enters a C function with the Rust functions that it calls, itself or by way
// of other C functions.
func (f *finder) foreignRoot(sc *scan.Package, file *foreign.File, fn *c.Func, r *analysis.Root, files []*foreign.File) {
	r.Name, r.Priority = fn.Name, -1
	if r.Place.File == "" {
		r.Place = analysis.Place{File: file.Path, Span: fn.Span}
	}
	var nodes []*calls.Node
	before := map[*calls.Node][]analysis.Step{}
	seen := map[*c.Func]bool{fn: true}
	type at struct {
		file  *foreign.File
		fn    *c.Func
		steps []analysis.Step
	}
	for queue := []at{{file, fn, nil}}; len(queue) > 0; queue = queue[1:] {
		from := queue[0]
		for _, call := range from.fn.Calls {
			step := analysis.Step{Message: "`" + from.fn.Name + "` calls `" + call.Name + "`", Place: analysis.Place{File: from.file.Path, Span: call.Span},
				From: from.fn.Name, To: call.Name, Verb: "calls"}
			steps := append(slices.Clone(from.steps), step)
			if in, target := foreign.Find(from.file, call.Name, files); target != nil {
				if !seen[target] {
					seen[target] = true
					queue = append(queue, at{in, target, steps})
				}
				continue
			}
			for _, n := range f.Exported(sc, call.Name) {
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
	r.Linked = f.Linked[sc.Pkg.Manifest]
	if r.Target == nil && len(r.Linked) > 0 {
		r.Target = r.Linked[0]
	}
	f.Before[f.enter(r, nodes)] = before
}
