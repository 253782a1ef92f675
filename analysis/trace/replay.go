package trace

import (
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// maxLibraries and maxItems bound what a run of many reloads is kept of: the rest is
// counted and said.
const (
	maxLibraries = 4096
	maxItems     = 4096 // of one kind, of one library
)

// replay goes through the records once and keeps, for each process, what is mapped.
type replay struct {
	doc     *Document
	sym     *symbols
	start   uint64
	live    map[uint64]*process
	order   []*process
	made    map[uint64]*made // leftovers by the record that made them
	libs    []*lib
	pending []pendingClose
	cut     bool
}

// process is what is known of one process image.
type process struct {
	index   int // in doc.Processes
	pid     uint64
	objects map[uint64]*object // by the shim's number
	byLD    map[uint64]*object // mapped, by the address of the dynamic section
	threads map[uint64]int
	loads   map[string]int
	opening map[uint64]*opening // by thread
	closing map[uint64]*closing
	signals map[uint64]*made
	exiting bool
	early   bool                       // its start has not been told yet
	running map[uint64][]func() string // by thread: calls that did not end
	fault   *record
	aborted *record
}

// opening is the last dlopen of a thread, until something tells what came of it.
type opening struct {
	open    Open
	library *lib
	deep    bool
	known   bool // a library has been found for it
	record  record
}

// closing is a dlclose that has not returned.
type closing struct {
	close Close
	of    *object
}

// object is something that is mapped, library or program.
type object struct {
	base, end, bias, dynamic uint64
	path, buildID            string
	initial, shim, gone      bool
	program                  bool // the one that was started
	lib                      *lib // nil for what is there from the start
	pin                      *record
	holders                  []record
}

// lib is a library of the document while it is being put together.
type lib struct {
	Library
	object *object
	hidden bool
	// Constructors run before the shim has told what the object is: names come at the end.
	starts, ends []uint64
}

// complete names what could not be named at the time.
func (b *replay) complete(l *lib) {
	o := l.object
	if o.end == 0 && l.BuildID == "" && filepath.IsAbs(l.Path) {
		o.buildID = b.sym.identify(l.Path)
		l.BuildID = o.buildID
	}
	for i, at := range l.starts {
		l.Constructors[i].Function = b.sym.function(o, at)
	}
	for i, at := range l.ends {
		l.Destructors[i].Function = b.sym.function(o, at)
	}
	l.complete()
}

// made is a leftover and the library it belongs to; of several libraries where one holds
// the target and another one made it.
type made struct {
	lib   *lib
	index int
}

func (m *made) leftover() *Leftover { return &m.lib.Leftovers[m.index] }

// Build tells what a run's records mean. Files are opened for names, lines and build ids.
func Build(r *Ring, doc *Document) {
	b := &replay{doc: doc, sym: newSymbols(), live: map[uint64]*process{}, made: map[uint64]*made{}}
	defer b.sym.close()
	if len(r.records) > 0 {
		b.start = r.records[0].time
	}
	for i := range r.records {
		rec := &r.records[i]
		p := b.live[rec.pid]
		switch {
		case p != nil && p.early && rec.kind == kStart:
			p.early = false
			proc := &b.doc.Processes[p.index]
			proc.Parent, proc.Program = int(rec.arg[0]), rec.text
		case rec.kind == kStart, rec.kind == kForked:
			p = b.begin(rec)
		case p == nil || rec.kind == kAuditOpen && rec.arg[3] == 0 && !p.early: // the loader is there before the shim
			p = b.begin(&record{kind: kStart, pid: rec.pid, tid: rec.pid, time: rec.time})
			p.early = true
		}
		b.note(p, rec)
	}
	b.finish(r)
}

func (b *replay) begin(rec *record) *process {
	p := &process{index: len(b.doc.Processes), pid: rec.pid, objects: map[uint64]*object{}, byLD: map[uint64]*object{}, threads: map[uint64]int{}, loads: map[string]int{},
		opening: map[uint64]*opening{}, closing: map[uint64]*closing{}, signals: map[uint64]*made{}, running: map[uint64][]func() string{}}
	proc := Process{PID: int(rec.pid), Parent: int(rec.arg[0]), Program: rec.text, Time: b.at(rec)}
	if old := b.live[rec.arg[0]]; rec.kind == kForked && old != nil {
		p.inherit(old)
		proc.Program, proc.Forked = b.doc.Processes[old.index].Program, true
	}
	b.live[rec.pid] = p
	b.order = append(b.order, p)
	b.doc.Processes = append(b.doc.Processes, proc)
	return p
}

// inherit takes over what the parent had mapped. The libraries stay the parent's: what
// the child leaves behind in them is noted there too, with the child's threads.
func (p *process) inherit(parent *process) {
	for k, o := range parent.objects {
		p.objects[k] = o
	}
	for k, o := range parent.byLD {
		p.byLD[k] = o
	}
	for k, n := range parent.loads {
		p.loads[k] = n
	}
	for k, m := range parent.signals {
		p.signals[k] = m
	}
}

func (b *replay) at(r *record) float64 {
	if r.time < b.start {
		return 0
	}
	return float64((r.time-b.start)/1000) / 1e6
}

func (b *replay) moment(p *process, r *record) Moment {
	n, ok := p.threads[r.tid]
	if !ok {
		n = len(p.threads) + 1
		if len(p.threads) < maxItems {
			p.threads[r.tid] = n
			b.doc.Processes[p.index].Threads = n
		}
	}
	return Moment{b.at(r), n, int(r.tid)}
}

// note takes one record in.
func (b *replay) note(p *process, r *record) {
	b.moment(p, r)
	switch r.kind {
	case kObject, kGone, kAuditOpen, kAuditClose:
		b.mapping(p, r)
	case kOpen, kOpenError, kClose, kClosed, kPin, kPinnedBy:
		b.handle(p, r)
	case kInit, kInitEnd, kFini, kFiniEnd:
		b.call(p, r)
	case kTLS, kKey, kThread, kAtExit, kSignal, kAtFork:
		b.register(p, r)
	case kTLSRun, kTLSEnd, kKeyRun, kKeyEnd, kKeyDelete, kThreadStart, kThreadEnd, kThreadLive:
		b.later(p, r)
	case kFork:
		for _, o := range p.byLD {
			if o.lib != nil && len(o.lib.Forks) < maxItems {
				o.lib.Forks = append(o.lib.Forks, b.moment(p, r))
			}
		}
	case kExit:
		if proc := &b.doc.Processes[p.index]; proc.Exiting == nil {
			t := b.at(r)
			proc.Exiting, p.exiting = &t, true
		}
	case kAbort:
		p.aborted = r
	case kFault:
		p.fault = r
		b.fault(p, r)
	case kLost:
		b.doc.NotSeen = append(b.doc.NotSeen, "too many "+r.text+" at a time: the rest was not followed")
	}
}

// mapping keeps account of what is mapped where. The loader's own word (audit) comes at
// once and knows every namespace; the shim's comes at the next hook and knows all else.
func (b *replay) mapping(p *process, r *record) {
	switch r.kind {
	case kAuditOpen:
		if r.arg[3] == 0 {
			return // the program's own
		}
		o := &object{bias: r.arg[0], dynamic: r.arg[1], path: r.text}
		p.byLD[o.dynamic] = o
		b.newLibrary(p, r, o, int(r.arg[2]))
	case kObject:
		id, file, _ := strings.Cut(r.text, "\n")
		file = path.Clean(file)
		o := p.byLD[r.arg[4]]
		if o == nil || o.gone {
			o = &object{dynamic: r.arg[4]}
			p.byLD[o.dynamic] = o
		}
		o.base, o.end, o.bias, o.path, o.buildID = r.arg[1], r.arg[2], r.arg[3], file, id
		o.program = file == b.doc.Processes[p.index].Program
		o.initial, o.shim = r.arg[5]&1 != 0, r.arg[5]&2 != 0
		p.objects[r.arg[0]] = o
		if o.initial || o.shim {
			if o.lib != nil { // what the tracer itself made the host load
				o.lib.hidden, o.lib = true, nil
			}
			return
		}
		if o.lib == nil {
			b.newLibrary(p, r, o, 0)
		}
		if o.lib != nil {
			o.lib.Path, o.lib.BuildID = file, id
		}
	case kGone:
		if o := p.objects[r.arg[0]]; o != nil {
			b.gone(p, r, o)
		}
	case kAuditClose:
		// It comes for all at exit, and before the unmapping: believed only where the
		// shim cannot look.
		if o := p.byLD[r.arg[1]]; o != nil && o.lib != nil && o.lib.Namespace != 0 && !p.exiting {
			b.gone(p, r, o)
		}
	}
}

func (b *replay) gone(p *process, r *record, o *object) {
	o.gone = true
	if p.byLD[o.dynamic] == o {
		delete(p.byLD, o.dynamic)
	}
	if o.lib != nil {
		t := b.at(r)
		o.lib.Unloaded, o.lib.State = &t, StateGone
	}
}

func (b *replay) newLibrary(p *process, r *record, o *object, namespace int) {
	if len(b.libs) >= maxLibraries {
		b.cut = true
		return
	}
	p.loads[o.path]++
	l := &lib{object: o, Library: Library{ID: len(b.libs) + 1, PID: int(p.pid), Path: o.path, Load: p.loads[o.path], State: StateMapped, Loaded: b.at(r), Namespace: namespace}}
	o.lib = l
	b.libs = append(b.libs, l)
	if op := p.opening[r.tid]; op != nil {
		if op.library == nil && names(o.path, op.open.Name) {
			op.library, op.known = l, true
			l.Opens = append(l.Opens, op.open)
		}
		l.DeepBind = op.deep
		if op.library != nil && op.library != l {
			l.NeededBy = op.library.ID
		}
	}
}

// names reports that an object is what a dlopen asked for.
func names(object, asked string) bool {
	if object == asked {
		return true
	}
	return path.Base(object) == path.Base(asked) || strings.HasPrefix(path.Base(object), path.Base(asked)+".")
}

// find is the object that holds an address, among what is mapped in a process.
func (p *process) find(at uint64) *object {
	for _, o := range p.byLD {
		if !o.gone && at >= o.base && at < o.end {
			return o
		}
	}
	return nil
}

// foundGone is the one that held it last.
func (p *process) foundGone(at uint64) *object {
	var found *object
	for _, o := range p.objects {
		if o.gone && at >= o.base && at < o.end && o.lib != nil && (found == nil || *o.lib.Unloaded > *found.lib.Unloaded) {
			found = o
		}
	}
	return found
}

// place puts an address into words. Of a return address the call before it counts.
func (b *replay) place(p *process, at uint64, returns bool) Place {
	if at == 0 {
		return Place{}
	}
	o := p.find(at)
	if o == nil {
		if o = p.foundGone(at); o == nil {
			return Place{}
		}
	}
	if returns {
		at--
	}
	return b.sym.place(o, at)
}

func (b *replay) stack(p *process, r *record) []Place {
	out := []Place{}
	for _, at := range r.frames {
		out = append(out, b.frames(p, at)...)
	}
	return out[:min(len(out), 64)]
}

// frames are the calls at a return address, inlined ones first.
func (b *replay) frames(p *process, at uint64) []Place {
	o := p.find(at)
	if o == nil {
		o = p.foundGone(at)
	}
	if o == nil || o.shim {
		return nil
	}
	return b.sym.frames(o, at-1)
}

// madeAt is the innermost place of a stack in code that an author wrote: in a library,
// not in std.
func madeAt(stack []Place, of *lib) Place {
	for _, f := range stack {
		if f.Object == of.Path && f.File != "" && !ofToolchain(f.File) {
			return f
		}
	}
	var first Place
	for _, f := range stack {
		if f.Object == of.Path && !ofStd(f.Function) {
			return f
		}
		if first.Object == "" && f.Object == of.Path {
			first = f
		}
	}
	return first
}

func ofToolchain(file string) bool {
	return strings.HasPrefix(file, "/rustc/") || strings.HasPrefix(file, "/rust/deps/") || strings.HasPrefix(file, "library/") || strings.Contains(file, "/lib/rustlib/src/")
}

func ofStd(function string) bool {
	f := strings.TrimLeft(function, "<&")
	return slices.ContainsFunc([]string{"std::", "core::", "alloc::", "__rust"}, func(p string) bool { return strings.HasPrefix(f, p) })
}
