package macho

import (
	"bytes"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
)

// Signature is what is known of a file's code signature.
type Signature struct {
	Present bool
	AdHoc   bool   // made by the linker or `codesign -s -`, without an identity
	Team    string // of the identity, "" where there is none
	// Broken reports that the file was changed after it was signed: arm64 systems kill a
	// process that maps such a page. Page is the first one, -1 where the table itself does
	// not fit the file.
	Broken bool
	Page   int
}

// The magics and types of <kern/cs_blobs.h>.
const (
	magicSuper     = 0xfade0cc0
	magicDirectory = 0xfade0c02
	hashSHA1       = 1
	hashSHA256     = 2
	hashSHA256Cut  = 3
)

// Signature reads the code signature and compares the hash of each page.
func (f *File) Signature() Signature {
	r, ok := f.ranges[lcSignature]
	if !ok || r.size == 0 {
		return Signature{}
	}
	out := Signature{Present: true, Page: -1}
	b := f.part(r)
	u32 := func(b []byte, i int) uint32 {
		if i < 0 || i > len(b)-4 {
			return 0
		}
		return binary.BigEndian.Uint32(b[i:])
	}
	if u32(b, 0) != magicSuper {
		out.Broken = true
		return out
	}
	for i := range int(min(u32(b, 8), 64)) {
		at := int(u32(b, 16+8*i))
		if at >= len(b) || u32(b, at) != magicDirectory {
			continue
		}
		d := b[at:]
		d = d[:min(len(d), int(u32(d, 4)))]
		if len(d) < 44 {
			out.Broken = true
			return out
		}
		out.AdHoc = u32(d, 12)&2 != 0
		if team := int(u32(d, 48)); u32(d, 8) >= 0x20200 && team > 0 && team < len(d) {
			if end := bytes.IndexByte(d[team:], 0); end >= 0 {
				out.Team = string(d[team : team+end])
			}
		}
		out.Page, out.Broken = f.pages(d, int(u32(d, 16)), int(u32(d, 28)), uint64(u32(d, 32)))
		return out // others hold the same with a weaker hash
	}
	out.Broken = true
	return out
}

// pages compares the pages up to limit with their hashes, which start at offset hashes
// of the directory d.
func (f *File) pages(d []byte, hashes, count int, limit uint64) (int, bool) {
	size, kind := int(d[36]), d[37]
	if d[39] > 16 || size == 0 || hashes < 0 || count < 0 || count > len(d) || hashes > len(d)-count*size || limit > f.src.Size() {
		return -1, true
	}
	page := uint64(1) << d[39]
	room := make([]byte, page)
	for i := range count {
		start := uint64(i) * page
		if start >= limit {
			return -1, true
		}
		b := room[:min(page, limit-start)]
		if err := f.src.ReadInto(b, start); err != nil {
			return -1, true
		}
		var sum []byte
		switch kind {
		case hashSHA1:
			h := sha1.Sum(b)
			sum = h[:]
		case hashSHA256, hashSHA256Cut:
			h := sha256.Sum256(b)
			sum = h[:]
		default:
			return -1, false
		}
		if want := d[hashes+i*size : hashes+i*size+size]; !bytes.Equal(sum[:min(len(sum), size)], want) {
			return i, true
		}
	}
	return -1, false
}
