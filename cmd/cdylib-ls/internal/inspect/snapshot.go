package inspect

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/cdylib-ls/cdylib-ls/analysis/artifact"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/console"
	"github.com/cdylib-ls/cdylib-ls/cmd/cdylib-ls/internal/replace"
	"github.com/cdylib-ls/cdylib-ls/parse/elf"
	"github.com/cdylib-ls/cdylib-ls/parse/file"
	"github.com/cdylib-ls/cdylib-ls/report/show"
	"github.com/cdylib-ls/cdylib-ls/rules"
)

// SnapshotFile keeps what libraries may not get worse in, to be committed beside the
// sources: as browsers count their static initialisers. Libraries are known by file
// name; all lists are sorted, and hold no addresses.
type SnapshotFile struct {
	Version   int               `json:"version"`
	Libraries []librarySnapshot `json:"libraries"`
}

// librarySnapshot is one library of a snapshot.
type librarySnapshot struct {
	Name    string   `json:"name"`
	Machine string   `json:"machine"`
	Load    []string `json:"load"`   // functions in load slots; those of std and the C runtime left out
	Unload  []string `json:"unload"` // the same of unload slots
	// Glibc is the oldest glibc that it loads with; empty where it needs none.
	Glibc string `json:"glibc"`
	// Undefined are the symbols that no version ties to a needed library; weak ones left out.
	Undefined []string `json:"undefined"`
	// TLSDestructors are the slots and exports that reach the registration of a
	// thread-local's destructor.
	TLSDestructors []string `json:"tls_destructors"`
	Exports        []string `json:"exports"`
	NoDelete       bool     `json:"nodelete"`
}

const (
	snapshotVersion = 1
	maxSnapshot     = 64 << 20 // bytes
	// nameless stands for functions of stripped libraries: only their number tells.
	nameless = "(no name)"
	// anyExport stands for the exports of a library with too many to follow each.
	anyExport = "(an export)"
)

// snapshotOf takes what matters out of what inspect gathers.
func snapshotOf(in *Inspected) librarySnapshot {
	s := librarySnapshot{
		Name: path.Base(in.Path), Machine: in.Machine, Load: ownSlots(in.Load), Unload: ownSlots(in.Unload),
		Undefined: []string{}, TLSDestructors: []string{}, Exports: []string{}, NoDelete: slices.Contains(in.Flags, "1_NODELETE"),
	}
	if in.Floor != nil {
		s.Glibc = in.Floor.Version
	}
	for _, u := range in.Undefined {
		if !u.Weak && u.Library == "" {
			s.Undefined = append(s.Undefined, u.Name)
		}
	}
	registers := func(list []jsonReach) bool {
		return slices.ContainsFunc(list, func(r jsonReach) bool { return r.Effect == string(artifact.TLSDestructor) })
	}
	for _, slot := range slices.Concat(in.Load, in.Unload) {
		if slot.Toolchain == "" && registers(slot.Reaches) {
			s.TLSDestructors = append(s.TLSDestructors, slotFunction(slot))
		}
	}
	for _, e := range in.Exports {
		s.Exports = append(s.Exports, e.Name)
		if registers(e.Reaches) {
			s.TLSDestructors = append(s.TLSDestructors, e.Name)
		}
	}
	if len(in.Exports) > manyExports && registers(in.Reaches) {
		s.TLSDestructors = append(s.TLSDestructors, anyExport)
	}
	for _, list := range [][]string{s.Load, s.Unload, s.Undefined, s.TLSDestructors, s.Exports} {
		slices.Sort(list)
	}
	s.Undefined, s.Exports = slices.Compact(s.Undefined), slices.Compact(s.Exports)
	return s
}

func ownSlots(slots []jsonSlot) []string {
	out := []string{}
	for _, s := range slots {
		if s.Toolchain == "" {
			out = append(out, slotFunction(s))
		}
	}
	return out
}

func slotFunction(s jsonSlot) string {
	if s.Name == s.Address {
		return nameless
	}
	return s.Name
}

// difference is one way in which a library is not what its snapshot says.
type difference struct {
	Library string `json:"library"`
	// Worse ones fail the comparison; the others say that the snapshot could be
	// taken again.
	Worse bool   `json:"worse"`
	Text  string `json:"text"`
}

// SnapshotReport is what --against prints as JSON, version 1.
type SnapshotReport struct {
	Version     int           `json:"version"`
	Tool        show.Producer `json:"tool"`
	Differences []difference  `json:"differences"`
}

// compare lists how the library now differs from the snapshot.
func (s *librarySnapshot) compare(now *librarySnapshot) []difference {
	var out []difference
	add := func(worse bool, format string, args ...any) {
		out = append(out, difference{now.Name, worse, fmt.Sprintf(format, args...)})
	}
	lists := []struct {
		was, is      []string
		gained, lost string
		badToGain    bool
	}{
		{s.Load, now.Load, "runs at load now", "no longer runs at load", true},
		{s.Unload, now.Unload, "runs at unload now", "no longer runs at unload", true},
		{s.TLSDestructors, now.TLSDestructors, "reaches the destructor of a thread-local now", "no longer reaches the destructor of a thread-local", true},
		{s.Undefined, now.Undefined, "is undefined and must come from elsewhere now", "is no longer undefined", true},
		{s.Exports, now.Exports, "is exported now", "is no longer exported", false},
	}
	for _, l := range lists {
		for _, name := range without(l.is, l.was) {
			add(l.badToGain, "`%s` %s", name, l.gained)
		}
		for _, name := range without(l.was, l.is) {
			add(!l.badToGain, "`%s` %s", name, l.lost)
		}
	}
	glibc := func(s *librarySnapshot) string { return cmp.Or(s.Glibc, "none") }
	if c := elf.CompareVersions("GLIBC_"+now.Glibc, "GLIBC_"+s.Glibc); now.Glibc != s.Glibc {
		add(s.Glibc == "" || now.Glibc != "" && c > 0, "needs glibc %s, and needed %s", glibc(now), glibc(s))
	}
	if s.NoDelete != now.NoDelete {
		add(s.NoDelete, "NODELETE is %s", map[bool]string{true: "set now: dlclose never unmaps it", false: "no longer set: dlclose may unmap it"}[now.NoDelete])
	}
	if s.Machine != now.Machine {
		add(true, "is built for %s, and was for %s", now.Machine, s.Machine)
	}
	slices.SortStableFunc(out, func(a, b difference) int {
		if a.Worse == b.Worse {
			return 0
		} else if a.Worse {
			return -1
		}
		return 1
	})
	return out
}

// without lists what is in a and, counted, not in b; both are sorted.
func without(a, b []string) []string {
	left := map[string]int{}
	for _, s := range b {
		left[s]++
	}
	var out []string
	for _, s := range a {
		if left[s]--; left[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

// readSnapshot reads a snapshot; the error names the next step.
func readSnapshot(path string) (map[string]*librarySnapshot, error) {
	text, err := file.Read(path, maxSnapshot)
	if err != nil {
		return nil, fmt.Errorf("cannot read the snapshot: %w; inspect --snapshot makes one", err)
	}
	var s SnapshotFile
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil || s.Version != snapshotVersion {
		return nil, fmt.Errorf("%s is no snapshot of version %d; inspect --snapshot makes one", path, snapshotVersion)
	}
	out := map[string]*librarySnapshot{}
	for i := range s.Libraries {
		out[s.Libraries[i].Name] = &s.Libraries[i]
	}
	return out, nil
}

// writeSnapshot replaces the file with what the libraries are now.
func writeSnapshot(c *console.Console, file string, list []*Inspected) error {
	known := map[string]librarySnapshot{}
	for _, in := range list {
		s := snapshotOf(in)
		if _, twice := known[s.Name]; twice {
			return fmt.Errorf("two libraries are called %s, which a snapshot cannot tell apart; take one of each", s.Name)
		}
		known[s.Name] = s
	}
	out := SnapshotFile{Version: snapshotVersion, Libraries: []librarySnapshot{}}
	for _, name := range slices.Sorted(maps.Keys(known)) {
		out.Libraries = append(out.Libraries, known[name])
	}
	var text bytes.Buffer
	if err := show.JSON(&text, out); err != nil {
		return err
	}
	if err := replace.File(c.Absolute(file), text.Bytes()); err != nil {
		return fmt.Errorf("cannot write the snapshot: %w; choose another file", err)
	}
	fmt.Fprintf(c.Stderr, "wrote %s to %s\n", show.Plural(len(known), "library"), rules.Visible(file))
	return nil
}

// compareSnapshot prints how the libraries differ from the snapshot, and returns
// console.ErrFindings where one got worse.
func compareSnapshot(c *console.Console, f *Options, list []*Inspected) error {
	known, err := readSnapshot(c.Absolute(f.Against))
	if err != nil {
		return err
	}
	all := []difference{}
	for _, in := range list {
		now := snapshotOf(in)
		was := known[now.Name]
		if was == nil {
			return fmt.Errorf("%s holds no %s; take it in with inspect --snapshot", f.Against, now.Name)
		}
		all = append(all, was.compare(&now)...)
	}
	var out bytes.Buffer
	if f.Format == "json" {
		err = show.JSON(&out, SnapshotReport{1, show.ThisProducer(c.Version), all})
	} else {
		err = writeDifferences(&out, f.Against, all)
	}
	if err == nil {
		err = c.Deliver(f.Output, out.Bytes())
	}
	if err == nil && slices.ContainsFunc(all, func(d difference) bool { return d.Worse }) {
		err = console.ErrFindings
	}
	return err
}

// writeDifferences prints a line for each difference.
func writeDifferences(w io.Writer, file string, all []difference) error {
	var b strings.Builder
	worse := 0
	for _, d := range all {
		word := "changed"
		if d.Worse {
			word = "worse"
			worse++
		}
		fmt.Fprintf(&b, "%s: %s: %s\n", word, show.Clean(d.Library), show.Clean(d.Text))
	}
	switch {
	case worse > 0:
		fmt.Fprintf(&b, "%s to %s; where that is meant, take the snapshot again with inspect --snapshot %s\n", show.Plural(worse, "regression"), file, file)
	case len(all) > 0:
		fmt.Fprintf(&b, "nothing is worse than in %s; take it again with inspect --snapshot %s to keep what is better\n", file, file)
	default:
		fmt.Fprintf(&b, "as in %s\n", file)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
