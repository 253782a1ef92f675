package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/analysis/unload"
	"github.com/cdylib-ls/cdylib-ls/parse/macho"
	"github.com/cdylib-ls/cdylib-ls/parse/object"
	"github.com/cdylib-ls/cdylib-ls/parse/pe"
)

// What inspect shows of the formats beside ELF.

// formOf is what a file is: "library", "program", or another word where it is neither.
func formOf(l *artifact.Library) string {
	switch f := l.Image.(type) {
	case *pe.File:
		if f.DLL {
			return "library"
		}
		return "program"
	case *macho.File:
		switch f.Kind {
		case macho.Dylib, macho.Bundle:
			return "library"
		case macho.Program:
			return "program"
		}
		return "object file"
	}
	return l.File.Form()
}

// ofWindows adds what a PE file tells.
func (in *Inspected) ofWindows(f *pe.File) {
	in.BuildID, in.DebugFile = f.ID, f.PDB
	in.System = &jsonSystem{Name: "windows", Minimum: f.Subsystem.String()}
	in.Delayed = List(f.Delayed)
	in.Bits = 32
	if f.Wide {
		in.Bits = 64
	}
	if f.TLSSize > 0 {
		in.TLS = &jsonTLS{Size: f.TLSSize, Symbols: []string{}}
	}
	for _, p := range []struct {
		on   bool
		name string
	}{{f.DynamicBase, "ASLR"}, {f.HighEntropy, "64-bit ASLR"}, {f.NX, "DEP"}, {f.GuardCF, "control flow guard"}} {
		if p.on {
			in.Protections = append(in.Protections, p.name)
		}
	}
	for _, imp := range f.Imports() {
		in.Undefined = append(in.Undefined, jsonUndefined{imp.Name, "", imp.Library, imp.Weak})
	}
	in.Damage = List(f.Damage)
}

// ofMac adds what a Mach-O file tells.
func (in *Inspected) ofMac(f *macho.File) {
	in.BuildID, in.SoName, in.RunPath, in.Bits = f.UUID, f.ID, List(f.RunPaths), 64
	for _, p := range f.Platforms {
		in.System = &jsonSystem{p.Name, p.Minimum, p.SDK}
		break // one of two at most, for Catalyst
	}
	for _, m := range f.Others {
		in.OtherParts = append(in.OtherParts, string(m))
	}
	if f.ThreadLocals {
		in.TLS = &jsonTLS{Symbols: []string{}}
	}
	for _, imp := range f.Undefined() {
		in.Undefined = append(in.Undefined, jsonUndefined{imp.Name, "", imp.Library, imp.Weak})
	}
	if f.Lookup() {
		in.Flags = append(in.Flags, "dynamic_lookup")
	}
	s := f.Signature()
	switch {
	case !s.Present:
		in.Signature = "none"
	case s.Broken:
		in.Signature = "broken"
	case s.AdHoc:
		in.Signature = "ad hoc"
	default:
		in.Signature = "signed by " + s.Team
	}
	in.Damage = List(f.Damage)
}

// inspectOther gathers what is shown of a PE or Mach-O file.
func inspectOther(l *artifact.Library, path string, by *maker) *Inspected {
	b := &inspector{l}
	im := l.Image
	in := &Inspected{
		Path: path, Format: string(im.Format()), Form: formOf(l), Machine: string(im.Machine()), Endian: "little", Rust: l.Rust(),
		Comments: []string{}, Stripped: im.Stripped(), Analysed: l.Graph != nil, Load: []jsonSlot{}, Unload: []jsonSlot{}, Exports: []jsonExport{},
		Reaches: b.reaches(l.Effects(l.Called()...)), Verdict: b.verdict(by.verdict), Workspace: *by.shown, Versions: []jsonNeed{}, Needed: List(im.Needed()),
		RPath: []string{}, RunPath: []string{}, Flags: []string{}, Undefined: []jsonUndefined{}, Unique: []string{},
		Link: jsonLink{Found: []string{}, Missing: []string{}, FromHost: []string{}, Unresolved: []jsonUnresolved{}},
	}
	switch f := im.(type) {
	case *pe.File:
		in.ofWindows(f)
	case *macho.File:
		in.ofMac(f)
	}
	slices.SortFunc(in.Undefined, jsonUndefined.compare)
	b.roots(in)
	for _, e := range im.Exports() {
		if e.Forward != "" {
			in.Forwarded = append(in.Forwarded, e.Name+" = "+e.Forward)
		}
	}
	return in
}

// stateText says what a state means on a platform. Nothing keeps a library mapped on
// Windows.
func stateText(words, platform string) string {
	if words == "may crash" && platform == string(unload.Windows) {
		return "FreeLibrary may unmap it while something still runs in it or points to it"
	}
	return strings.ReplaceAll(stateTexts[words], "dlclose", closing(platform))
}

// closing is the loader's function that unloads a library on a platform.
func closing(platform string) string {
	if platform == string(unload.Windows) {
		return "FreeLibrary"
	}
	return "dlclose"
}

// system is a line about what the file runs on.
func (s *jsonSystem) words() string {
	text := s.Name
	if s.Minimum != "" {
		text += " " + s.Minimum + " or newer"
	}
	if s.SDK != "" && s.SDK != s.Minimum {
		text += fmt.Sprintf(", built with the SDK of %s", s.SDK)
	}
	return text
}

// also says when else the loader calls a slot.
func also(s object.Slot) bool { return s.When&(object.AtThreadStart|object.AtThreadEnd) != 0 }
