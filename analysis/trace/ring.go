package trace

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The layout of the ring, as trace/shim/ring.h has it. All numbers are of the machine's
// byte order, which is little-endian on both that are traced.
const (
	headSize   = 4096
	recordSize = 512
	maxFrames  = 24
	textAt     = 8 + 16 + 8 + 7*8 + maxFrames*8
	ringMagic  = 0x3130656361727463
	// MaxSlots bounds what Decode reads.
	MaxSlots = 1 << 20
)

type kind uint32

// As enum ring_kind.
const (
	kStart kind = iota + 1
	kObject
	kGone
	kOpen
	kOpenError
	kClose
	kClosed
	kPin
	kPinnedBy
	kAuditOpen
	kAuditClose
	kInit
	kInitEnd
	kFini
	kFiniEnd
	kTLS
	kTLSRun
	kTLSEnd
	kKey
	kKeyDelete
	kKeyRun
	kKeyEnd
	kThread
	kThreadStart
	kThreadEnd
	kThreadLive
	kAtExit
	kSignal
	kAtFork
	kFork
	kForked
	kExit
	kAbort
	kFault
	kText
	kLost
)

// record is one event of a traced process.
type record struct {
	number   uint64
	kind     kind
	pid, tid uint64
	time     uint64 // nanoseconds
	arg      [7]uint64
	frames   []uint64
	text     string
}

// Ring is what a run recorded, in order.
type Ring struct {
	records []record
	// Lost counts events that were overwritten, or not finished when a process died; Full
	// tells that some were overwritten.
	Lost int
	Full bool
}

// ErrRing is a file that is no ring.
var ErrRing = errors.New("not a trace ring")

// Slots are the events that a ring of so many bytes has room for.
func Slots(bytes int) int { return (bytes - headSize) / recordSize }

// Counters are the places in the loader's link map that a calibration found, in bytes; 0
// where one was not found. Loader is the build id of the loader that they hold for.
type Counters struct {
	Opens, ThreadLocals, NoDelete, NoDeleteMask uint32
	Loader                                      string
}

// NewRing lays out an empty ring in b. Follow are parts of the paths of libraries that
// are of interest although the program itself links them.
func NewRing(b []byte, c Counters, follow []string) error {
	slots := Slots(len(b))
	if slots < 2 || slots > MaxSlots {
		return fmt.Errorf("%w: %d bytes", ErrRing, len(b))
	}
	o := binary.LittleEndian
	o.PutUint64(b, ringMagic)
	o.PutUint64(b[8:], uint64(slots))
	o.PutUint64(b[16:], 0)
	for i, v := range []uint32{c.Opens, c.ThreadLocals, c.NoDelete, c.NoDeleteMask} {
		o.PutUint32(b[24+4*i:], v)
	}
	copy(b[40:40+63], c.Loader)
	text := strings.Join(follow, "\n")
	if len(text) > 1000 {
		return errors.New("--library: too many or too long names")
	}
	copy(b[104:], text)
	return nil
}

// Recorded is the number of events that were begun so far, in a ring that is in use.
func Recorded(b []byte) uint64 { return binary.LittleEndian.Uint64(b[16:]) }

// Decode reads a ring. What a traced process may have scribbled over it is left out.
func Decode(b []byte) (*Ring, error) {
	o := binary.LittleEndian
	slots := Slots(len(b))
	if len(b) < headSize || o.Uint64(b) != ringMagic || slots < 2 || slots > MaxSlots {
		return nil, ErrRing
	}
	begun := o.Uint64(b[16:])
	half := uint64(slots / 2)
	r := &Ring{}
	for s := range uint64(slots) {
		raw := b[headSize+s*recordSize:][:recordSize]
		done := o.Uint64(raw)
		if done == 0 {
			continue
		}
		n := done - 1
		if n >= begun || (n < half && n != s) || (n >= half && half+(n-half)%half != s) {
			continue
		}
		r.records = append(r.records, decode(n, raw))
	}
	slices.SortFunc(r.records, func(a, b record) int {
		if a.number < b.number {
			return -1
		}
		return 1
	})
	r.Full = begun > uint64(slots)
	if begun < 1<<40 {
		r.Lost = max(0, int(begun)-len(r.records))
	}
	r.joinTexts()
	return r, nil
}

func decode(n uint64, raw []byte) record {
	o := binary.LittleEndian
	rec := record{number: n, kind: kind(o.Uint32(raw[8:])), pid: uint64(o.Uint32(raw[12:])), tid: uint64(o.Uint32(raw[16:])), time: o.Uint64(raw[24:])}
	for i := range rec.arg {
		rec.arg[i] = o.Uint64(raw[32+8*i:])
	}
	for i := range min(int(o.Uint32(raw[20:])), maxFrames) {
		rec.frames = append(rec.frames, o.Uint64(raw[32+56+8*i:]))
	}
	text, _, _ := bytes.Cut(raw[textAt:], []byte{0})
	rec.text = string(text)
	return rec
}

// joinTexts appends the records that carry the rest of a long text. They were begun
// before the one that they belong to was finished, so all are there or none.
func (r *Ring) joinTexts() {
	at := map[uint64]int{}
	for i, rec := range r.records {
		at[rec.number] = i
	}
	kept := r.records[:0:0]
	for _, rec := range r.records {
		if rec.kind == kText {
			if i, ok := at[rec.arg[0]]; ok && len(r.records[i].text) < 8192 {
				r.records[i].text += rec.text
			}
		}
	}
	for _, rec := range r.records {
		if rec.kind != kText {
			kept = append(kept, rec)
		}
	}
	r.records = kept
}

// Closed reports that a library was closed, in a ring that is in use: one whose path has
// one of the words in it, any where there are none.
func Closed(b []byte, words []string) bool {
	r, err := Decode(b)
	if err != nil {
		return false
	}
	paths := map[[2]uint64]string{}
	for _, rec := range r.records {
		switch rec.kind {
		case kObject:
			_, file, _ := strings.Cut(rec.text, "\n")
			paths[[2]uint64{rec.pid, rec.arg[0]}] = file
		case kClosed:
			file := paths[[2]uint64{rec.pid, rec.arg[0]}]
			if rec.arg[0] != 0 && (len(words) == 0 || slices.ContainsFunc(words, func(w string) bool { return strings.Contains(file, w) })) {
				return true
			}
		}
	}
	return false
}
