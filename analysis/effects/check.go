package effects

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/parse/version"
)

// pathForm is a path of at least two segments; a macro ends in `!`.
var pathForm = regexp.MustCompile(`^[A-Za-z_]\w*(::[A-Za-z_]\w*)+!?$|^[A-Za-z_]\w*!?$`)

func (r *Row) check() error {
	var faults []error
	fault := func(format string, args ...any) {
		faults = append(faults, fmt.Errorf("%s: row %q: %s", r.File, r.Path, fmt.Sprintf(format, args...)))
	}
	if !pathForm.MatchString(r.Path) {
		fault("path is missing or not of the form a::b::c")
	}
	if r.Path != canonical(r.Path) {
		fault("path is not canonical, write %q", canonical(r.Path))
	}
	for _, k := range r.Kinds {
		if !k.Known() {
			fault("unknown kind %q", k)
		}
	}
	if r.Source == "" {
		fault("source is missing")
	}
	if r.Note == "" && len(r.Kinds) > 0 {
		fault("note is missing")
	}
	for _, v := range []string{r.Since, r.Until} {
		if v != "" && !validVersion(v) {
			fault("version %q is not major.minor", v)
		}
	}
	if r.Since != "" && r.Until != "" && version.Compare(r.Since, r.Until) >= 0 {
		fault("since %s is not below until %s", r.Since, r.Until)
	}
	if !slices.Contains([]Life{LivesWithValue, LivesInCall, LivesWithOwner, LivesOn}, r.Lives) {
		fault("unknown lives %q", r.Lives)
	}
	for _, m := range r.When {
		if !slices.Contains(Moments, m) {
			fault("unknown moment %q", m)
		}
	}
	for _, i := range slices.Concat(r.Calls, r.Keeps) {
		if i < 0 || i > 15 {
			fault("argument index %d is out of range", i)
		}
		if slices.Contains(r.Calls, i) && slices.Contains(r.Keeps, i) {
			fault("argument %d is both called and kept", i)
		}
	}
	r.checkUses(fault)
	return errors.Join(faults...)
}

// checkUses checks what a row says of values, registrars, states and callbacks.
func (r *Row) checkUses(fault func(format string, args ...any)) {
	if v := r.Value; v != nil && !slices.Contains([]string{"runtime", "guard", "library"}, v.Is) {
		fault("value: unknown kind %q", v.Is)
	}
	if (r.Registrar != nil) != slices.Contains(r.Kinds, HostCallback) {
		fault("kind host-callback and registrar go together")
	}
	if (r.State != "") != slices.Contains(r.Kinds, HostState) || r.State != "" && !slices.Contains(States, r.State) {
		fault("kind host-state and a known state go together, not %q", r.State)
	}
	if r.State != "" && !strings.Contains(r.Note, ": ") {
		fault("the note of a state is not of the form \"what it does: what that means\"")
	}
	if c := r.Callback; c != nil {
		if !slices.Contains(Moments, c.Moment) {
			fault("callback: unknown moment %q", c.Moment)
		}
		if !slices.Contains([]Pin{PinObject, PinHandle, PinNone}, c.Pin) {
			fault("callback: unknown pin %q", c.Pin)
		}
	}
}

// checkOverlaps refuses two rows of one path that hold for a common compiler
// and do not differ in what they ask of the arguments.
func (t *Table) checkOverlaps() error {
	var faults []error
	for i, r := range t.rows {
		same := t.exact[r.Path]
		if r.Prefix {
			same = t.prefixes[r.Path]
		}
		if r.Symbols != nil {
			same = t.libc[r.Path]
		}
		for _, o := range same {
			if o == r {
				break // each pair once
			}
			if r.overlaps(o) && slices.Equal(r.With, o.With) && slices.Equal(r.Unless, o.Unless) && r.Unwrapped == o.Unwrapped && slices.Equal(r.Features, o.Features) {
				faults = append(faults, fmt.Errorf("%s: row %q (number %d) overlaps another of the same path", r.File, r.Path, i+1))
			}
		}
	}
	return errors.Join(faults...)
}

func checkCrate(file string, c *Crate) error {
	switch {
	case c.Name == "":
		return fmt.Errorf("%s: crate without a name", file)
	case c.UnknownClosures != "call" && c.UnknownClosures != "keep":
		return fmt.Errorf("%s: crate %q: unknown-closures is %q, not call or keep", file, c.Name, c.UnknownClosures)
	case c.Source == "":
		return fmt.Errorf("%s: crate %q: source is missing", file, c.Name)
	}
	return nil
}

func checkGuard(file string, g *Guard) error {
	switch {
	case !pathForm.MatchString(g.Type):
		return fmt.Errorf("%s: guard %q: type is no path", file, g.Type)
	case g.Loses == "" || g.Source == "":
		return fmt.Errorf("%s: guard %q: loses or source is missing", file, g.Type)
	}
	return nil
}
