package effects

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Attribute is an attribute macro that registers code.
type Attribute struct {
	Path  string `toml:"path"`
	Crate string `toml:"crate"`
	// Moment the code runs at, where no method says otherwise.
	Moment Moment `toml:"moment"`
	// Registration is the normalised spelling for messages.
	Registration string `toml:"registration"`
	// Reexports are other public paths of the same macro.
	Reexports []string `toml:"reexports"`
	// Runs says what runs: "item" (the function or the static's initialiser),
	// "framework" (code of the crate only, nothing of the user's), "lazy" (the
	// initialiser, possibly only at first use), or "none" (collected, not run).
	Runs string `toml:"runs"`
	// Form is "attribute" or "derive"; "" is an attribute.
	Form string `toml:"form"`
	// Mechanism on ELF: "init_array", "fini_array", "cxa_atexit" (per object),
	// "atexit", "section" (data only).
	Mechanism string `toml:"mechanism"`
	// Priority names the argument that holds a priority; "0" is the first positional one.
	Priority string `toml:"priority"`
	// HighestFirst: what has the highest priority runs first, so that its section is
	// numbered 65535 - priority.
	HighestFirst bool `toml:"highest-first"`
	// Features of the crate without which it registers nothing.
	Features []string `toml:"features"`
	// Versions is the crate's range it holds for, Cargo syntax; "" all.
	Versions string   `toml:"versions"`
	Methods  []Method `toml:"method"`
	Note     string   `toml:"note"`
	Source   string   `toml:"source"`
}

// Method is a value of dtor's `method` argument.
type Method struct {
	Name string `toml:"name"`
	// Mechanism as in Attribute; Moment replaces the attribute's.
	Mechanism string `toml:"mechanism"`
	Moment    Moment `toml:"moment"`
	// Termination: documented for process exit, not for unload.
	Termination bool   `toml:"termination"`
	Note        string `toml:"note"`
}

// MacroReg is a function-like macro that registers code.
type MacroReg struct {
	Path         string   `toml:"path"`
	Crate        string   `toml:"crate"`
	Moment       Moment   `toml:"moment"`
	Registration string   `toml:"registration"`
	Reexports    []string `toml:"reexports"`
	// Body says how the tokens are read: "items" (attributes inside decide),
	// "items-as-roots" (each function is a root, each static's initialiser runs),
	// "stmts" (the tokens are the root's body), "path" (the tokens name a
	// function), "data" (registration only, nothing of the user's runs).
	Body string `toml:"body"`
	// Arg is the index of the comma-separated argument that Body speaks of.
	Arg       int    `toml:"arg"`
	Mechanism string `toml:"mechanism"`
	Versions  string `toml:"versions"`
	Note      string `toml:"note"`
	Source    string `toml:"source"`
}

// Section is a link section whose pointers the loader or runtime calls.
type Section struct {
	// Name as in link_section. A trailing `*` matches any rest, without it the
	// rest must be empty or begin with `.` or `,` (priority, Mach-O attributes).
	Name    string   `toml:"name"`
	Format  string   `toml:"format"` // elf, macho, coff
	Moments []Moment `toml:"moments"`
	// Runs is false where current systems never call it.
	Runs bool `toml:"runs"`
	// DeadWith are linkers that leave it dead: "lld", "mold", "gnu-ld" (refuses).
	DeadWith []string `toml:"dead-with"`
	Note     string   `toml:"note"`
	Source   string   `toml:"source"`
}

// Symbol is a function that runs because of its name.
type Symbol struct {
	Name    string   `toml:"name"`
	Format  string   `toml:"format"`
	Moments []Moment `toml:"moments"`
	// NeedsLinkArg is the link argument without which it is no root.
	NeedsLinkArg string `toml:"needs-link-arg"`
	Note         string `toml:"note"`
	Source       string `toml:"source"`
}

// InSlot tells that the loader calls it from an init or fini array on ELF.
func (a *Attribute) InSlot() bool { return inSlot(a.Mechanism) }

// InSlot tells that the loader calls it from an init or fini array on ELF.
func (m *MacroReg) InSlot() bool { return inSlot(m.Mechanism) }

// InSlot tells that the loader calls it from an init or fini array on ELF.
func (m *Method) InSlot() bool { return inSlot(m.Mechanism) }

func inSlot(mechanism string) bool { return strings.HasSuffix(mechanism, "_array") }

var mechanisms = []string{"init_array", "fini_array", "cxa_atexit", "atexit", "section"}

type registrations struct {
	Attribute []*Attribute `toml:"attribute"`
	Macro     []*MacroReg  `toml:"macro"`
	Section   []*Section   `toml:"section"`
	Symbol    []*Symbol    `toml:"symbol"`
}

// Attributes returns the registering attributes. The caller must not modify them;
// the same holds for the three below.
func (t *Table) Attributes() []*Attribute { return t.reg.Attribute }

// MacroRegs returns the registering macros.
func (t *Table) MacroRegs() []*MacroReg { return t.reg.Macro }

// Sections returns the link sections that run.
func (t *Table) Sections() []*Section { return t.reg.Section }

// Symbols returns the names that run.
func (t *Table) Symbols() []*Symbol { return t.reg.Symbol }

// Section finds the row for a link section of an object format ("" any): the
// longest name that matches, nil if the section runs nothing.
func (t *Table) Section(name, format string) *Section {
	var best *Section
	for _, s := range t.reg.Section {
		if (format == "" || s.Format == format) && s.matches(name) && (best == nil || len(s.Name) > len(best.Name)) {
			best = s
		}
	}
	return best
}

func (s *Section) matches(name string) bool {
	if open, ok := strings.CutSuffix(s.Name, "*"); ok {
		return strings.HasPrefix(name, open)
	}
	rest, ok := strings.CutPrefix(name, s.Name)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == ',')
}

func (r *registrations) check() error {
	var faults []error
	row := func(name, source string, ms []Moment) func(ok bool, what string) {
		fault := func(ok bool, what string) {
			if !ok {
				faults = append(faults, fmt.Errorf("%s: row %q: %s", registrationFile, name, what))
			}
		}
		fault(name != "", "name is missing")
		fault(source != "", "source is missing")
		fault(len(ms) > 0, "moment is missing")
		for _, m := range ms {
			fault(slices.Contains(Moments, m), "unknown moment "+string(m))
		}
		return fault
	}
	for _, a := range r.Attribute {
		fault := row(a.Path, a.Source, []Moment{a.Moment})
		fault(slices.Contains([]string{"item", "framework", "lazy", "none"}, a.Runs), "unknown runs "+a.Runs)
		fault(slices.Contains(mechanisms, a.Mechanism), "unknown mechanism "+a.Mechanism)
		fault(slices.Contains([]string{"", "attribute", "derive"}, a.Form), "unknown form "+a.Form)
		fault(a.Crate != "" && a.Registration != "", "crate or registration is missing")
		for _, m := range a.Methods {
			fault(slices.Contains(mechanisms, m.Mechanism), "unknown mechanism "+m.Mechanism)
			fault(slices.Contains(Moments, m.Moment), "unknown moment "+string(m.Moment))
		}
	}
	for _, m := range r.Macro {
		fault := row(m.Path, m.Source, []Moment{m.Moment})
		fault(slices.Contains([]string{"items", "items-as-roots", "stmts", "path", "data"}, m.Body), "unknown body "+m.Body)
		fault(slices.Contains(mechanisms, m.Mechanism), "unknown mechanism "+m.Mechanism)
		fault(m.Crate != "" && m.Registration != "", "crate or registration is missing")
	}
	formats := []string{"elf", "macho", "coff"}
	for _, s := range r.Section {
		fault := row(s.Name, s.Source, s.Moments)
		fault(slices.Contains(formats, s.Format), "unknown format "+s.Format)
	}
	for _, s := range r.Symbol {
		fault := row(s.Name, s.Source, s.Moments)
		fault(slices.Contains(formats, s.Format), "unknown format "+s.Format)
	}
	return errors.Join(faults...)
}
