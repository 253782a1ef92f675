package names

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// externCrate resolves a crate name as `extern crate` and paths see it.
func (p *Program) externCrate(from *Crate, name string) *Def {
	if name == "self" {
		return from.Root.Def()
	}
	if d, ok := from.externs[name]; ok {
		return d
	}
	if from.externs == nil {
		from.externs = map[string]*Def{}
	}
	d := p.findExtern(from, name)
	from.externs[name] = d
	return d
}

func (p *Program) findExtern(from *Crate, name string) *Def {
	if name == "std" || name == "core" || name == "alloc" {
		if c := p.Stub("std"); c != nil {
			return c.Root.Def()
		}
		return ext("std")
	}
	if from.Package == nil {
		if c := p.Stub(name); c != nil {
			return c.Root.Def()
		}
		return nil
	}
	// a program sees its own package's library
	if from.Target != nil && from.Target.Kind != 0 {
		for _, t := range from.Package.Targets {
			if t.Kind == 0 && strings.ReplaceAll(t.Name, "-", "_") == name {
				if c := p.Crate(t); c != nil {
					return c.Root.Def()
				}
			}
		}
	}
	deps := from.Package.Deps
	if from.Target != nil && from.Target.Kind == workspace.TargetExample {
		deps = append(slices.Clone(deps), from.Package.DevDeps...)
	}
	for _, dep := range deps {
		if dep.Name != name {
			continue
		}
		pkg := strings.ReplaceAll(dep.Package, "-", "_")
		rp := dep.Resolved()
		ours := rp != nil && (rp.Member || rp.Source == "path") // its source is what is being written
		if c := p.Stub(pkg); c != nil && !ours {
			return c.Root.Def()
		}
		if p.opaque[pkg] && !ours {
			return ext(pkg)
		}
		if rp != nil && !rp.ProcMacro {
			for _, t := range rp.Targets {
				if t.Kind == 0 {
					if c := p.Crate(t); c != nil {
						return c.Root.Def()
					}
				}
			}
		}
		return ext(pkg)
	}
	return nil
}

// extSegment takes one step into a crate without sources. Some crates hand on
// another one under its own name (`napi::tokio`, `nix::libc`): that one is meant.
func (p *Program) extSegment(d *Def, name string) *Def {
	if path := d.Ext + "::" + name; !strings.Contains(d.Ext, "::") && handedOn[name] && d.Ext != name && !strings.HasPrefix(d.Ext, name+"_") && !p.table.KnownMacro(path) && !p.table.KnownPath(path) {
		if c := p.Stub(name); c != nil {
			return c.Root.Def()
		}
		return ext(name)
	}
	return ext(d.Ext + "::" + name)
}

// HandedOn reports a crate that others commonly re-export whole.
func HandedOn(crate string) bool { return handedOn[crate] }

// handedOn are crates that others commonly re-export whole.
var handedOn = map[string]bool{"tokio": true, "libc": true, "ctor": true, "dtor": true, "inventory": true, "log": true, "tracing": true,
	"once_cell": true, "parking_lot": true, "lazy_static": true, "rayon": true}

// rootExtern finds `extern crate x as name` of the crate root, which joins the
// extern prelude.
func rootExtern(c *Crate, name string, seen *seenNames) *Def {
	root := c.Root.Scope()
	for _, e := range root.uses[name] {
		if e.origin.Kind == rust.ItemExternCrate {
			return root.resolveUse(e, Types, seen)
		}
	}
	return nil
}
