package pe

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"github.com/cdylib-ls/cdylib-ls/parse/object"
)

// readImports reads the libraries and functions that are bound at load.
func (f *File) readImports() error {
	d := f.dirs[dirImport]
	if d.rva == 0 {
		return nil
	}
	for i := range uint64(maxLibraries) {
		b := f.Bytes(f.Base+uint64(d.rva)+20*i, 20)
		if len(b) < 20 {
			f.damaged("the import table has no end")
			return nil
		}
		names, name, first := object.U32(b, 0), object.U32(b, 12), object.U32(b, 16)
		if name == 0 && first == 0 {
			return nil
		}
		library := f.text(name)
		if library == "" {
			f.damaged("import descriptor %d names no library", i)
			continue
		}
		f.needed = append(f.needed, library)
		if names == 0 {
			names = first
		}
		if err := f.readThunks(library, names, first, false); err != nil {
			return err
		}
	}
	return fmt.Errorf("%w: more than %d import descriptors", object.ErrLimit, maxLibraries)
}

// readDelayed reads the libraries that are loaded at the first call of one of their
// functions.
func (f *File) readDelayed() error {
	d := f.dirs[dirDelay]
	if d.rva == 0 {
		return nil
	}
	for i := range uint64(maxLibraries) {
		b := f.Bytes(f.Base+uint64(d.rva)+32*i, 32)
		if len(b) < 32 || object.U32(b, 4) == 0 {
			return nil
		}
		if object.U32(b, 0)&1 == 0 {
			f.damaged("delay import %d uses addresses in place of offsets, as linkers did before 2003", i)
			continue
		}
		library := f.text(object.U32(b, 4))
		f.Delayed = append(f.Delayed, library)
		if err := f.readThunks(library, object.U32(b, 16), object.U32(b, 12), true); err != nil {
			return err
		}
	}
	return nil
}

// readThunks reads the functions of one library: names at one table, slots that the
// loader fills in at another.
func (f *File) readThunks(library string, names, slots uint32, delayed bool) error {
	n := f.pointer()
	ordinal := uint64(1) << (8*n - 1)
	for i := uint64(0); ; i++ {
		if len(f.imports) > maxImports {
			return fmt.Errorf("%w: more than %d imports", object.ErrLimit, maxImports)
		}
		v, ok := f.Word(f.Base + uint64(names) + n*i)
		if !ok {
			f.damaged("the imports of %s have no end", library)
			return nil
		}
		if v == 0 {
			return nil
		}
		imp := &object.Import{Library: library, Delayed: delayed}
		if v&ordinal != 0 {
			imp.Name = "#" + strconv.FormatUint(v&0xffff, 10)
		} else {
			imp.Name = object.Text(f.Bytes(f.Base+v+2, object.MaxName), 0)
		}
		f.imports[f.Base+uint64(slots)+n*i] = imp
	}
}

// readExports reads what other libraries can bind to, named or not.
func (f *File) readExports() error {
	d := f.dirs[dirExport]
	b := f.table(dirExport)
	if len(b) < 40 {
		return nil
	}
	first := object.U32(b, 16)
	count, named := uint64(object.U32(b, 20)), uint64(object.U32(b, 24))
	if count > maxExports || named > maxExports {
		return fmt.Errorf("%w: %d exports", object.ErrLimit, max(count, named))
	}
	addrs := f.Bytes(f.Base+uint64(object.U32(b, 28)), 4*count)
	names := f.Bytes(f.Base+uint64(object.U32(b, 32)), 4*named)
	ordinals := f.Bytes(f.Base+uint64(object.U32(b, 36)), 2*named)
	if uint64(len(addrs)) < 4*count || uint64(len(names)) < 4*named || uint64(len(ordinals)) < 2*named {
		f.damaged("the export table ends behind its section")
	}
	has := map[uint64]bool{}
	add := func(name string, index uint64) {
		rva := object.U32(addrs, 4*index)
		if rva == 0 {
			return
		}
		has[index] = true
		e := object.Export{Name: name, Addr: f.Base + uint64(rva)}
		if rva >= d.rva && rva-d.rva < d.size {
			e.Forward, e.Addr = f.text(rva), 0
		}
		e.Data = e.Addr != 0 && !f.Code(e.Addr)
		f.exports = append(f.exports, e)
	}
	for i := range min(named, uint64(len(ordinals))/2) {
		add(f.text(object.U32(names, 4*i)), uint64(object.U16(ordinals, 2*i)))
	}
	for i := range min(count, uint64(len(addrs))/4) {
		if !has[i] {
			add("#"+strconv.FormatUint(uint64(first)+i, 10), i)
		}
	}
	return nil
}

// Pointee is what the word at addr points to once the library is loaded.
func (f *File) Pointee(addr uint64) (target uint64, imp *object.Import, ok bool) {
	if imp := f.imports[addr]; imp != nil {
		return 0, imp, true
	}
	if f.fixups == nil {
		f.fixups = f.readFixups()
	}
	if !f.fixups[addr] {
		return 0, nil, false
	}
	target, ok = f.Word(addr)
	return target, nil, ok
}

// readFixups lists the words that hold an address: the loader adjusts them where the
// image does not get its preferred base.
func (f *File) readFixups() map[uint64]bool {
	out := map[uint64]bool{}
	b := f.table(dirBaseReloc)
	for len(b) >= 8 {
		page, size := uint64(object.U32(b, 0)), uint64(object.U32(b, 4))
		if size < 8 || size > uint64(len(b)) {
			f.damaged("the base relocations break off")
			break
		}
		for i := uint64(8); i+2 <= size; i += 2 {
			e := object.U16(b, i)
			if kind := e >> 12; (kind == 10 || kind == 3) && len(out) < maxFixups {
				out[f.Base+page+uint64(e&0xfff)] = true
			}
		}
		b = b[size:]
	}
	return out
}

// Pointers lists the words that the loader fills in, by address.
func (f *File) Pointers() []uint64 {
	if f.fixups == nil {
		f.fixups = f.readFixups()
	}
	out := slices.Collect(maps.Keys(f.fixups))
	for addr := range f.imports {
		if !f.fixups[addr] {
			out = append(out, addr)
		}
	}
	slices.Sort(out)
	return out
}
