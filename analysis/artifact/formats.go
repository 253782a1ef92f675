package artifact

import (
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
)

// Facts that each format has in its own way.

// symbols lists what the library exports and defines.
func (l *Library) symbols(out *Facts) {
	defines := func(name string, _ uint64) bool {
		out.Defined[name] = true
		return true
	}
	switch f := l.Image.(type) {
	case *pe.File:
		f.Symbols(defines)
	case *macho.File:
		f.Symbols(defines)
	default:
		for i := range l.File.Symbols {
			if s := &l.File.Symbols[i]; s.Exported() {
				out.Exports[s.Name], out.Defined[s.Name] = true, true
			}
		}
		for i := range l.File.Local() {
			if s := &l.File.Local()[i]; !s.Undefined() {
				out.Defined[s.Name] = true
			}
		}
		return
	}
	for _, e := range l.Image.Exports() {
		out.Exports[e.Name], out.Defined[e.Name] = true, true
	}
}

// ofELF adds what is asked of ELF files alone.
func (l *Library) ofELF(out *Facts) {
	f := l.File
	out.Machine, out.Linker, out.Debug = f.MachineName(), f.Linker(), f.HasDebug()
	out.NoDelete, out.Needs, out.StaticTLS = f.Dynamic.NoDelete(), f.Needs, f.Dynamic.StaticTLS()
	out.BindNow, out.Damage = f.Dynamic.BindNow(), f.Damage
	if f.TLS != nil {
		out.TLSSize = f.TLS.MemSize
	}
	out.Link, _ = l.Resolve(nil) // fails for hosts only
	for _, path := range slices.Concat(f.Dynamic.RunPath, f.Dynamic.RPath) {
		out.RunPaths = append(out.RunPaths, strings.Split(path, ":")...)
	}
	out.Beside = slices.ContainsFunc(slices.Concat(f.Dynamic.RunPath, f.Dynamic.RPath), func(s string) bool {
		return strings.Contains(s, "$ORIGIN") || strings.Contains(s, "${ORIGIN}")
	})
	for _, s := range f.ThreadLocals() {
		if path := elf.RustPath(elf.Demangle(s.Name)); !OfStd(path) {
			out.Storage = append(out.Storage, path)
		}
	}
}

// spot is a panic location, with slashes where rustc on Windows wrote backslashes.
func (l *Library) spot(at Location) Spot {
	if l.Image.Format() == object.PE {
		at.File = strings.ReplaceAll(at.File, `\`, "/")
	}
	return Spot{at.File, at.Line, at.Column}
}

// Program reports a needed file that is a program by its name, which glibc does not take
// for a library. A DLL may import from the program that loads it.
func (f *Facts) Program(name string) bool {
	return f.Format == object.ELF && !strings.Contains(name, ".so")
}

// Fixed reports a needed library that is asked for at one path only. Those of macOS itself
// have theirs for good, and @rpath and its kin stand for folders.
func (f *Facts) Fixed(name string) bool {
	switch {
	case !strings.Contains(name, "/") || f.Format == object.PE:
		return false
	case f.Format == object.MachO:
		return !strings.HasPrefix(name, "@") && !strings.HasPrefix(name, "/usr/lib/") && !strings.HasPrefix(name, "/System/")
	}
	return true
}
