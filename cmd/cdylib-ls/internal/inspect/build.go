package inspect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// manyExports is how many exports are searched one by one; beyond it they are
// searched together.
const manyExports = 64

// inspectLibrary gathers everything that is shown of a library.
func inspectLibrary(l *artifact.Library, path string, host *artifact.Host, by *maker) (*Inspected, error) {
	f := l.File
	if f == nil {
		return inspectOther(l, path, by), nil
	}
	link, err := l.Resolve(host)
	if err != nil {
		return nil, err
	}
	b := &inspector{l}
	in := &Inspected{
		Path: path, Format: string(l.Image.Format()), Form: f.Form(), Machine: f.MachineName(), Bits: int(8 * f.PointerSize()), Endian: "big",
		Libc: string(f.CLibrary()), SoName: f.Dynamic.SoName, BuildID: f.BuildID(), Rust: l.Rust(), Rustc: f.Rustc(), Linker: f.Linker(),
		Comments: List(f.Comments()), Stripped: f.Stripped(), Debug: f.HasDebug(), Analysed: l.Graph != nil,
		Load: []jsonSlot{}, Unload: []jsonSlot{}, Exports: []jsonExport{},
		Reaches: b.reaches(l.Effects(l.Called()...)), Verdict: b.verdict(by.verdict), Workspace: *by.shown,
		Versions: []jsonNeed{}, Needed: List(f.Dynamic.Needed), RPath: List(f.Dynamic.RPath), RunPath: List(f.Dynamic.RunPath), Flags: f.FlagNames(),
		Undefined: []jsonUndefined{}, Unique: []string{}, Hardening: jsonHardening(f.Hardening()),
	}
	if f.LittleEndian() {
		in.Endian = "little"
	}
	b.roots(in)
	if f.TLS != nil {
		in.TLS = &jsonTLS{Size: f.TLS.MemSize, Init: f.TLS.FileSize, Align: f.TLS.Align, Static: f.Dynamic.StaticTLS(), Symbols: []string{}}
		for _, s := range f.ThreadLocals() {
			in.TLS.Symbols = append(in.TLS.Symbols, elf.RustPath(elf.Demangle(s.Name)))
		}
		slices.Sort(in.TLS.Symbols)
	}
	b.symbols(in)
	in.Link = jsonLink{Found: List(link.Found), Missing: List(link.Missing), FromHost: List(link.FromHost), Unresolved: []jsonUnresolved{}}
	if host != nil {
		in.Link.Host = host.Path
	}
	offers, err := b.offered()
	if err != nil {
		return nil, err
	}
	for _, u := range link.Unresolved {
		in.Link.Unresolved = append(in.Link.Unresolved, jsonUnresolved{u.Name, u.Version, u.Other, offers(u.Name)})
	}
	in.Damage = List(f.Damage)
	return in, nil
}

// symbolTable are the dynamic symbols of an ELF file.
func (b *inspector) symbolTable() []elf.Symbol {
	if b.l.File == nil {
		return nil
	}
	return b.l.File.Symbols
}

// inspector builds the parts that need the machine code.
type inspector struct{ l *artifact.Library }

// roots adds what the loader runs and what the host can call.
func (b *inspector) roots(in *Inspected) {
	for _, r := range b.l.Load {
		in.Load = append(in.Load, b.slot(r))
	}
	for _, r := range b.l.Unload {
		in.Unload = append(in.Unload, b.slot(r))
	}
	called := b.l.Called()
	for _, r := range called {
		in.Exports = append(in.Exports, b.export(r, len(called) <= manyExports))
	}
}

// List is never null in JSON.
func List(s []string) []string { return append([]string{}, s...) }

func address(a uint64) string { return fmt.Sprintf("0x%x", a) }

// symbols adds versions and undefined symbols.
func (b *inspector) symbols(in *Inspected) {
	f := b.l.File
	for _, n := range f.Needs {
		in.Versions = append(in.Versions, jsonNeed{n.Library, n.Version, n.Weak, List(n.Symbols)})
	}
	slices.SortStableFunc(in.Versions, func(a, b jsonNeed) int {
		return cmp.Or(strings.Compare(a.Library, b.Library), elf.CompareVersions(a.Version, b.Version))
	})
	if n := f.Floor(); n != nil {
		v, _ := elf.Glibc(n.Version)
		in.Floor = &jsonFloor{v, []string{}}
		for _, other := range f.Needs { // each library of glibc may ask for it
			if other.Version == n.Version {
				in.Floor.Symbols = append(in.Floor.Symbols, other.Symbols...)
			}
		}
	}
	for i := range f.Symbols {
		s := &f.Symbols[i]
		switch {
		case s.Undefined():
			in.Undefined = append(in.Undefined, jsonUndefined{s.Name, s.Version, s.Library, s.Weak()})
		case s.Bind == elf.BindUnique:
			in.Unique = append(in.Unique, elf.Demangle(s.Name))
		}
	}
}

func (b *inspector) slot(r *artifact.Root) jsonSlot {
	s := jsonSlot{Slot: r.Slot.String(), Address: address(r.Addr), Name: b.l.NameOf(r), Toolchain: r.Toolchain, Threads: also(r.Slot), Reaches: []jsonReach{}, Places: []jsonWitness{}}
	if r.Func < 0 {
		return s
	}
	s.File, s.Line = place(b.l.Source(r.Addr))
	if r.Toolchain != "" {
		return s
	}
	s.Reaches = b.reaches(b.l.Effects(r))
	for _, w := range b.l.Witnesses(r) {
		s.Places = append(s.Places, jsonWitness{w.File, w.Line, w.Column})
	}
	return s
}

func (b *inspector) export(r *artifact.Root, alone bool) jsonExport {
	e := jsonExport{Name: r.Symbol, Through: r.Through, Address: address(r.Addr), Reaches: []jsonReach{}}
	if r.Through != "" {
		e.Name = b.l.NameOf(r)
	}
	for i := range b.symbolTable() {
		if s := &b.l.File.Symbols[i]; alone && s.Name == r.Symbol && s.Value == r.Addr {
			e.Version = s.Version
		}
	}
	if alone && r.Func >= 0 {
		e.File, e.Line = place(b.l.Source(r.Addr))
		e.Reaches = b.reaches(b.l.Effects(r))
	}
	return e
}

func (b *inspector) reaches(effects []artifact.Effect) []jsonReach {
	out := []jsonReach{}
	for i := range effects {
		out = append(out, b.reach(&effects[i]))
	}
	return out
}

func (b *inspector) reach(e *artifact.Effect) jsonReach {
	j := jsonReach{Effect: string(e.Kind), What: e.What, Direct: e.Direct, Chain: []jsonCall{}}
	for _, c := range e.Chain {
		call := jsonCall{Function: c.Function, Inlined: []string{}, Address: address(c.Addr)}
		frames := b.l.Source(c.Addr)
		for i := len(frames) - 2; i >= 0; i-- {
			call.Inlined = append(call.Inlined, frames[i].Function)
		}
		// The line that the author wrote, and not the one of std that was inlined.
		for _, fr := range frames {
			if call.File == "" || artifact.OfToolchain(call.File) {
				call.File, call.Line, call.Column = fr.File, fr.Line, fr.Column
			}
		}
		j.Chain = append(j.Chain, call)
	}
	return j
}

// place is the line of a function's own code.
func place(frames []elf.Frame) (file string, line int) {
	if len(frames) == 0 {
		return "", 0
	}
	outer := frames[len(frames)-1]
	return outer.File, outer.Line
}

// verdict is that of the workspace, nil for that of the file alone.
func (b *inspector) verdict(v *unload.Verdict) BuiltVerdict {
	alone := b.l.Verdict()
	rules.Named(alone)
	if v == nil {
		v = alone
	} else {
		detailed(v, alone)
	}
	sources := show.NewSources(vfs.Disk{})
	out := BuiltVerdict{Platform: platform(b.l), State: string(v.State), Certain: v.Certain, Because: []builtReason{}}
	for _, r := range v.Because {
		j := builtReason{Kind: string(r.Kind), ID: r.ID, Text: r.Text}
		if r.Place != nil {
			j.File, j.Line = r.Place.File, sources.File(r.Place.File).At(r.Place.Span.Start).Line
		}
		if shown, ok := r.Detail.(*artifact.Shown); ok {
			if shown.Root != nil {
				j.Root = r.Symbol
			}
			if shown.Path != nil {
				p := b.reach(shown.Path)
				j.Path = &p
			}
		}
		out.Because = append(out.Because, j)
	}
	return out
}

// Words are the verdict as text shows it.
func (v *BuiltVerdict) Words() string {
	return (&unload.Verdict{State: unload.State(v.State), Certain: v.Certain}).Words()
}

// platform names the C library as target triples do.
func platform(l *artifact.Library) string {
	if l.File == nil {
		return string(l.Platform())
	}
	switch l.File.CLibrary() {
	case elf.Musl:
		return "linux-musl"
	case elf.Bionic:
		return "linux-android"
	}
	return "linux-gnu"
}

// Predicted is the verdict of the file alone.
func Predicted(l *artifact.Library) BuiltVerdict { return (&inspector{l}).verdict(nil) }
