package analysis

import (
	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/words"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
	"github.com/cdylib-ls/cdylib-ls/parse/rust"
)

// SectionStatic is a static that is put into a link section by name.
type SectionStatic struct {
	Spot
	Name string
	// Section is the name as written; Row the data's row for it, nil for sections
	// that no loader reads.
	Section string
	Row     *effects.Section
	// Used: #[used] in any form; Linker: #[used(linker)].
	Used, Linker bool
	// Kept says why the linker keeps it without #[used], "" if nothing does.
	Kept string
	// Bounds: the package reads the section through `__start_` and `__stop_`.
	Bounds bool
	// AttrsAt is where an attribute can be put in front of the item, -1 where a
	// macro wrote the item.
	AttrsAt int
	// Indent is the white space in front of the item, for such an attribute.
	Indent string
	// LineEnd is how the file's lines end.
	LineEnd string
	// Linked are all targets that link it, programs included.
	Linked []*workspace.Target
	// SectionSpan is the value of the attribute, where one token holds it. PlainAttr
	// is the attribute's content where it lacks the `unsafe(…)` that its package's
	// edition asks for, empty elsewhere.
	SectionSpan, PlainAttr rust.Span
}

// CustomSection reports a section name that is a C identifier, which linkers
// bound with `__start_` and `__stop_`.
func CustomSection(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	for i := 0; i < len(name); i++ {
		if !words.IsIdent(name[i]) || name[i] >= 0x80 {
			return false
		}
	}
	return true
}

// Custom reports a C-identifier section, which the linker may drop as a whole.
func (s *SectionStatic) Custom() bool { return CustomSection(s.Section) }

// Unlinked is a dependency that registers code and that no source names, so
// that rustc does not link it.
type Unlinked struct {
	// Target is the one that is built without it; Dep the dependency's key.
	Target *workspace.Target
	Dep    *workspace.Dep
	Place  Place
	// Registers is one root or data registration of the dependency.
	Registers string
	At        Place
	// Insert is where a `use` can be put into the crate root, nil if unknown; LineEnd
	// is how that file's lines end.
	Insert  *Place
	LineEnd string
}
