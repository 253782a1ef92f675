package unload

// Known is what is known of a library on one platform.
type Known struct {
	Platform Platform
	// Never lists what keeps the library mapped for good.
	Never []Reason
	// Leftovers are what it leaves behind, in the order in which they are to be shown.
	Leftovers []Leftover
	// Unread is what was not followed.
	Unread []Reason
	// Otherwise are the reasons for a verdict that nothing above decides.
	Otherwise []Reason
}

// Decide makes the verdict: what forbids an unload decides, then what dangles on a path
// that no pin covers, then pins, then what was not read.
func Decide(k Known) *Verdict {
	if len(k.Never) > 0 {
		return &Verdict{State: Never, Certain: true, Because: k.Never}
	}
	var crash, pins []Reason
	certain := false
	for i := range k.Leftovers {
		l := &k.Leftovers[i]
		switch l.Kind.On(k.Platform) {
		case Pins:
			pins = append(pins, l.reason())
		case Dangles:
			if l.Masked {
				continue
			}
			crash = append(crash, l.reason())
			certain = certain || !l.Likely && !mayBeHidden(l, k)
		}
	}
	switch {
	case len(crash) > 0:
		return &Verdict{State: Crashes, Certain: certain, Because: crash}
	case len(pins) > 0:
		return &Verdict{State: Stays, Certain: true, Because: pins}
	case len(k.Unread) > 0:
		return &Verdict{State: Undecided, Because: k.Unread}
	}
	return &Verdict{State: Unloads, Certain: true, Because: k.Otherwise}
}

// mayBeHidden reports that what dangles does no harm in some runs: where a pin was made
// on the same thread, or, for what a destructor leaves, any pin: the destructor then
// runs at exit only.
func mayBeHidden(l *Leftover, k Known) bool {
	about := kinds[l.Kind]
	if !about.late && about.thread != Caller {
		return false
	}
	for i := range k.Leftovers {
		pin := k.Leftovers[i].Kind
		if pin.On(k.Platform) == Pins && (about.late || pin.Thread() == about.thread) {
			return true
		}
	}
	return false
}

func (l *Leftover) reason() Reason {
	return Reason{Kind: OfLeftover, ID: string(l.Kind), Place: l.Place, Artifact: l.Artifact, Symbol: l.Symbol, Text: l.Text, Detail: l.Detail}
}
