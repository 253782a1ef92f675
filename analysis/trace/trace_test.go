package trace

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write puts a record into a ring, as the shim does.
func write(b []byte, k kind, pid, tid uint32, text string, args ...uint64) {
	o := binary.LittleEndian
	n, slots := o.Uint64(b[16:]), o.Uint64(b[8:])
	o.PutUint64(b[16:], n+1)
	half := slots / 2
	s := n
	if n >= half {
		s = half + (n-half)%half
	}
	r := b[headSize+s*recordSize:][:recordSize]
	clear(r)
	o.PutUint32(r[8:], uint32(k))
	o.PutUint32(r[12:], pid)
	o.PutUint32(r[16:], tid)
	o.PutUint64(r[24:], 1000*n)
	for i, a := range args {
		o.PutUint64(r[32+8*i:], a)
	}
	copy(r[textAt:], text)
	o.PutUint64(r, n+1)
}

func ring(t testing.TB, slots int) []byte {
	b := make([]byte, headSize+slots*recordSize)
	if err := NewRing(b, Counters{}, nil); err != nil {
		t.Fatal(err)
	}
	return b
}

// keyLeft is a run in which a library is unmapped while a key points into it.
func keyLeft(t testing.TB) []byte {
	b := ring(t, 64)
	write(b, kStart, 7, 7, "/bin/host", 1)
	write(b, kObject, 7, 7, "\n/bin/host", 1, 0x1000, 0x2000, 0x1000, 0x1800, 1)
	write(b, kOpen, 7, 7, "/lib/p.so", 2)
	write(b, kAuditOpen, 7, 7, "/lib/p.so", 0x5000, 0x5800, 0, 1)
	write(b, kObject, 7, 7, "\n/lib/p.so", 2, 0x5000, 0x6000, 0x5000, 0x5800, 0)
	write(b, kKey, 7, 8, "", 3, 0x5100, 0, 2)
	write(b, kClose, 7, 7, "", 2, 0x9000)
	write(b, kGone, 7, 7, "", 2)
	write(b, kClosed, 7, 7, "", 2, 0, 6, 0)
	write(b, kKeyRun, 7, 8, "", 5, 1)
	return b
}

func build(t testing.TB, b []byte) *Document {
	r, err := Decode(b)
	if err != nil {
		t.Fatal(err)
	}
	d := &Document{Version: Version, Tool: Tool{Name: "cdylib-ls"}, End: End{Kind: EndSignal, Status: 139, Signal: "SIGSEGV"}}
	Build(r, d)
	return d
}

func TestBuild(t *testing.T) {
	d := build(t, keyLeft(t))
	if len(d.Libraries) != 1 {
		t.Fatalf("%+v", d)
	}
	l := d.Libraries[0]
	if l.State != StateGone || len(l.Closes) != 1 || len(l.Closes[0].Dangling) != 1 || len(l.Opens) != 1 || len(l.Late) != 1 {
		t.Errorf("%+v", l)
	}
	if want := "thread 2 ended and ran the destructor of pthread key 3 that p.so+0x100 made; p.so was unmapped 2 µs before"; d.End.Because != want {
		t.Errorf("%q, want %q", d.End.Because, want)
	}
}

// A thread that a library started may fault in the loader, while dlclose takes its library
// down or after that: the place alone names no library.
func TestCrashOfStartedThread(t *testing.T) {
	start := func() []byte {
		b := ring(t, 64)
		write(b, kStart, 7, 7, "/bin/host", 1)
		write(b, kObject, 7, 7, "\n/bin/host", 1, 0x1000, 0x2000, 0x1000, 0x1800, 1)
		write(b, kObject, 7, 7, "\n/lib/ld-linux-x86-64.so.2", 3, 0x8000, 0x9000, 0x8000, 0x8800, 0)
		write(b, kOpen, 7, 7, "/lib/p.so", 2)
		write(b, kAuditOpen, 7, 7, "/lib/p.so", 0x5000, 0x5800, 0, 1)
		write(b, kObject, 7, 7, "\n/lib/p.so", 2, 0x5000, 0x6000, 0x5000, 0x5800, 0)
		write(b, kThread, 7, 7, "", 0x5100, 0, 0, 2, 2)
		write(b, kThreadStart, 7, 8, "", 6)
		write(b, kClose, 7, 7, "", 2, 0x9000)
		return b
	}
	const place, whose = "thread 2 crashed in ld-linux-x86-64.so.2+0x100", "; the thread belongs to p.so, started by p.so+0x100"
	t.Run("while it closes", func(t *testing.T) {
		b := start()
		write(b, kFault, 7, 8, "", 11, 1, 0, 0x8100)
		if d := build(t, b); d.End.Because != place+", within dlclose (thread 1)"+whose {
			t.Errorf("%q, want %q", d.End.Because, place+", within dlclose (thread 1)"+whose)
		}
	})
	t.Run("after it is gone", func(t *testing.T) {
		b := start()
		write(b, kGone, 7, 7, "", 2)
		write(b, kClosed, 7, 7, "", 2, 0, 6, 0)
		write(b, kFault, 7, 8, "", 11, 1, 0, 0x8100)
		if d := build(t, b); d.End.Because != place+whose+"; p.so was unmapped 2 µs before" {
			t.Errorf("%q, want %q", d.End.Because, place+whose)
		}
	})
	t.Run("another thread", func(t *testing.T) {
		b := start()
		write(b, kGone, 7, 7, "", 2)
		write(b, kClosed, 7, 7, "", 2, 0, 6, 0)
		write(b, kFault, 7, 7, "", 11, 1, 0, 0x8100)
		want := "thread 1 crashed in ld-linux-x86-64.so.2+0x100; not seen for certain; left in unmapped code: thread of p.so that p.so+0x100 left behind"
		if d := build(t, b); d.End.Because != want {
			t.Errorf("%q, want %q", d.End.Because, want)
		}
	})
}

// A process that dies between taking a record and finishing it loses that record only.
func TestTorn(t *testing.T) {
	b := keyLeft(t)
	binary.LittleEndian.PutUint64(b[headSize+5*recordSize:], 0)
	r, err := Decode(b)
	if err != nil || r.Lost != 1 || len(r.records) != 9 {
		t.Errorf("%v, lost %d, %d records", err, r.Lost, len(r.records))
	}
}

func TestLongText(t *testing.T) {
	b := ring(t, 16)
	write(b, kStart, 7, 7, "/bin/ho", 1)
	write(b, kText, 7, 7, "st", 0, 1)
	r, err := Decode(b)
	if err != nil || len(r.records) != 1 || r.records[0].text != "/bin/host" || r.Lost != 0 {
		t.Errorf("%v %+v", err, r)
	}
}

func TestDecodeRefuses(t *testing.T) {
	good := keyLeft(t)
	for _, b := range [][]byte{nil, good[:100], good[:headSize+recordSize], make([]byte, len(good))} {
		if _, err := Decode(b); !errors.Is(err, ErrRing) {
			t.Errorf("%d bytes: %v", len(b), err)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	dir := t.TempDir()
	for text, want := range map[string]string{
		"":   "not a trace of cdylib-ls",
		"{}": "not a trace of cdylib-ls",
		`{"version":9,"tool":{"name":"cdylib-ls"},"libraries":[],"processes":[]}`:                                                                                "version 9",
		`{"version":1,"tool":{"name":"cdylib-ls"},"processes":[],"libraries":[{"id":5}]}`:                                                                        "its number",
		`{"version":1,"tool":{"name":"cdylib-ls"},"processes":[],"libraries":[{"id":1,"state":"mapped","closes":[{"dangling":[3]}]}]}`:                           "a leftover that is not there",
		`{"version":1,"tool":{"name":"cdylib-ls"},"processes":[],"libraries":[{"id":1,"state":"mapped","late":[{"leftover":-2}]}]}`:                              "a leftover that is not there",
		`{"version":1,"tool":{"name":"cdylib-ls"},"processes":[],"libraries":[{"id":1,"state":"mapped","closes":[{"pins":[{"leftovers":[0]}],"dangling":[]}]}]}`: "a leftover that is not there",
	} {
		file := filepath.Join(dir, "t.json")
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
	if _, err := Read(dir); !errors.Is(err, ErrDocument) {
		t.Errorf("a folder: %v", err)
	}
}

func TestKeep(t *testing.T) {
	d := build(t, keyLeft(t))
	d.Libraries = append([]Library{{ID: 1, Path: "/lib/other.so"}}, d.Libraries...)
	d.Libraries[1].ID, d.Libraries[1].Closes[0].Of = 2, 2
	d.Keep([]string{"p.so"})
	if len(d.Libraries) != 1 || d.Libraries[0].ID != 1 || d.Libraries[0].Closes[0].Of != 1 {
		t.Errorf("%+v", d.Libraries)
	}
}

// FuzzDecode holds that no ring, however scribbled over, makes more than what is kept.
func FuzzDecode(f *testing.F) {
	f.Add(keyLeft(f))
	b := ring(f, 8)
	for i := range 20 {
		write(b, kind(i%36), 7, 7, "x", uint64(i), 1, 2, 3, 4, 5, 6)
	}
	f.Add(b)
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := Decode(b)
		if err != nil {
			return
		}
		d := &Document{Version: Version, Tool: Tool{Name: "cdylib-ls"}, End: End{Kind: EndSignal}}
		Build(r, d)
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := Parse(text); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
	})
}

func FuzzParse(f *testing.F) {
	text, err := json.Marshal(build(f, keyLeft(f)))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Fuzz(func(t *testing.T, b []byte) {
		if d, err := Parse(b); err == nil {
			d.Keep([]string{"p"})
		}
	})
}
