package unload

import "testing"

func TestDecide(t *testing.T) {
	never := []Reason{{Kind: OfFlag, ID: "-z nodelete"}}
	unread := []Reason{{Kind: OfUnread, ID: "serde"}}
	left := func(kinds ...Kind) []Leftover {
		var out []Leftover
		for _, k := range kinds {
			out = append(out, Leftover{Kind: k})
		}
		return out
	}
	masked := []Leftover{{Kind: CurrentThread, Masked: true}, {Kind: ThreadLocal}}
	tests := []struct {
		name string
		in   Known
		want string // in words
		why  string
	}{
		{"nothing", Known{Platform: LinuxGNU}, "unloads", ""},
		{"nothing known to be left, something unread", Known{Platform: LinuxGNU, Unread: unread}, "undecided", "serde"},
		{"a pin needs nothing more", Known{Platform: LinuxGNU, Unread: unread, Leftovers: left(ThreadLocal)}, "stays", "thread-local"},
		{"a crash needs nothing more", Known{Platform: LinuxGNU, Unread: unread, Leftovers: left(ThreadKey)}, "crashes", "thread-key"},
		{"what stays cannot crash", Known{Platform: LinuxGNU, Never: never, Leftovers: left(ThreadKey)}, "never", "-z nodelete"},
		{"hidden on every path", Known{Platform: LinuxGNU, Leftovers: masked}, "stays", "thread-local"},
		{"hidden on no path that is known", Known{Platform: LinuxGNU, Leftovers: left(CurrentThread, ThreadLocal)}, "may crash", "current-thread"},
		{"a pin on a thread does not hide a handler", Known{Platform: LinuxGNU, Leftovers: left(SignalHandler, ThreadLocal)}, "crashes", "signal-handler"},
		{"a pin on another thread hides no key", Known{Platform: LinuxGNU, Leftovers: left(CurrentThread, Runtime)}, "crashes", "current-thread"},
		{"a destructor runs at dlclose unless pinned", Known{Platform: LinuxGNU, Leftovers: left(LateThreadLocal, ThreadLocal)}, "may crash", "late-thread-local"},
		{"a guess", Known{Platform: LinuxGNU, Leftovers: []Leftover{{Kind: ThreadKey, Likely: true}}}, "may crash", "thread-key"},
		{"pins of glibc are none on Windows", Known{Platform: Windows, Leftovers: left(ThreadLocal, CurrentThread)}, "unloads", ""},
		{"a running thread is none either", Known{Platform: Windows, Leftovers: left(RunningThread)}, "crashes", "running-thread"},
	}
	for _, tt := range tests {
		v := Decide(tt.in)
		why := ""
		if len(v.Because) > 0 {
			why = v.Because[0].ID
		}
		if v.Words() != tt.want || why != tt.why {
			t.Errorf("%s: %s because %q, want %s because %q", tt.name, v.Words(), why, tt.want, tt.why)
		}
	}
}

func TestWorse(t *testing.T) {
	for _, tt := range []struct {
		a, b State
		want bool
	}{
		{Stays, Unloads, true}, {Unloads, Stays, false}, {Never, Stays, false}, {Stays, Never, false}, {Crashes, Never, true},
		{Undecided, Crashes, true}, {Crashes, Undecided, false}, {Undecided, Undecided, false}, {Unloads, Unloads, false},
	} {
		if got := tt.a.Worse(tt.b); got != tt.want {
			t.Errorf("%s worse than %s: %t", tt.a, tt.b, got)
		}
	}
}
