package hosts

import "slices"

// Facts are the keys of a host that running it can show.
var Facts = []string{"unloads", "when", "thread", "deepbind", "forks", "late-calls"}

// Fact is what a host does, in words. Value is "" where nobody knows: a key that is off
// says so only where it was measured.
type Fact struct {
	Name     string
	Value    string
	Measured bool
}

// Facts lists what is known of the host, in the order of Facts.
func (h *Host) Facts() []Fact {
	values := map[string]string{
		"unloads": string(h.Unloads), "when": h.When, "thread": h.Thread, "forks": h.Forks,
		"deepbind": yes(h.DeepBind), "late-calls": yes(h.LateCalls),
	}
	out := make([]Fact, 0, len(Facts))
	for _, name := range Facts {
		f := Fact{name, values[name], slices.Contains(h.MeasuredFacts, name)}
		if f.Value == "" && f.Measured {
			f.Value = "no"
		}
		out = append(out, f)
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}
