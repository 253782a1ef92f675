package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"slices"
	"strings"
	"testing"
)

// twoMeanings are the exported type names that packages share, with the packages. Where a
// reader meets both in one place, one of them needs a name of its own. The list may only become
// shorter.
var twoMeanings = map[string]string{
	"Answer":    "analysis/calls analysis/vfs",
	"Body":      "analysis/syntax parse/code",
	"Bound":     "analysis/calls parse/rust",
	"Built":     "analysis/artifact analysis/evidence",
	"Cache":     "analysis/evidence analysis/names analysis/scan analysis/workspace", // each keeps what its package makes
	"Call":      "analysis/artifact analysis/trace parse/c",
	"Callback":  "analysis analysis/effects",
	"Crate":     "analysis/effects analysis/names parse/mutate",
	"Document":  "analysis/trace parse/manifest",
	"Edge":      "analysis/calls parse/code",
	"Edit":      "analysis/scan rules",
	"Effect":    "analysis analysis/artifact", // of sources and of machine code
	"Export":    "analysis analysis/hosts parse/object",
	"File":      "analysis/foreign parse/elf parse/macho parse/pe parse/rust", // each of its format
	"Found":     "analysis/hosts analysis/roots",
	"Func":      "parse/c parse/object",
	"Graph":     "analysis/calls parse/code", // of sources and of machine code
	"Guard":     "analysis analysis/effects",
	"Host":      "analysis/artifact analysis/hosts",
	"Impl":      "analysis/names parse/rust",
	"Kind":      "analysis/effects analysis/unload parse/code parse/macho",
	"Leftover":  "analysis/trace analysis/unload", // seen and expected
	"Library":   "analysis/artifact analysis/trace parse/elf parse/macho",
	"Moment":    "analysis/artifact analysis/effects analysis/trace",
	"Package":   "analysis/scan analysis/workspace",
	"Pin":       "analysis analysis/effects analysis/trace",
	"Place":     "analysis/trace analysis/vfs parse/elf",
	"Platform":  "analysis/unload parse/macho",
	"Reach":     "analysis parse/code", // of sources and of machine code
	"Reserved":  "analysis/calls parse/c",
	"Root":      "analysis analysis/artifact", // of sources and of machine code
	"Scope":     "analysis/linkargs analysis/names",
	"Section":   "analysis/effects parse/elf parse/object",
	"Set":       "analysis/evidence analysis/linkargs analysis/observed analysis/words analysis/workspace",
	"Signature": "analysis/artifact parse/macho",
	"Site":      "analysis/artifact analysis/calls",
	"Slot":      "parse/elf parse/object",
	"Span":      "parse/elf parse/rust",
	"Spot":      "analysis analysis/artifact parse/elf",
	"State":     "analysis/effects analysis/unload",
	"Step":      "analysis parse/code",
	"Symbol":    "analysis/effects analysis/linkargs parse/elf",
	"Table":     "analysis/effects analysis/hosts",
	"Target":    "analysis/evidence analysis/observed analysis/workspace",
	"Thread":    "analysis analysis/unload",
	"Use":       "parse/code parse/rust",
	"When":      "parse/c parse/object",
}

// TestOneMeaning fails on an exported type name that a further package declares with a meaning
// of its own. Options are what a package's main function takes, everywhere.
func TestOneMeaning(t *testing.T) {
	at := map[string][]string{}
	everyGoFile(t, func(rel, file string) {
		if strings.HasSuffix(rel, "_test.go") {
			return
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			list, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, s := range list.Specs {
				name, ok := s.(*ast.TypeSpec)
				if ok && name.Name.IsExported() && !name.Assign.IsValid() && name.Name.Name != "Options" {
					at[name.Name.Name] = append(at[name.Name.Name], path.Dir(rel))
				}
			}
		}
	})
	for name, packages := range at {
		slices.Sort(packages)
		packages = slices.Compact(packages)
		for _, p := range packages {
			if known := strings.Fields(twoMeanings[name]); len(packages) > 1 && !slices.Contains(known, p) {
				t.Errorf("%s is declared in %s: give the one of %s a name of its own", name, strings.Join(packages, ", "), p)
			}
		}
		at[name] = packages
	}
	for name, packages := range twoMeanings {
		for _, p := range strings.Fields(packages) {
			if len(at[name]) < 2 || !slices.Contains(at[name], p) {
				t.Errorf("%s no longer has two meanings, or none in %s: shorten the list", name, p)
			}
		}
	}
}
