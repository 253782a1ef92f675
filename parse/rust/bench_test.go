package rust

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// One core of an AMD EPYC, by user time: Parse reads ordinary files at 8 to
// 13 MB/s, the dense text below at 5; most of that is tree-sitter's own.
// NewOutline reads them at 350 to 900 MB/s.

// synthetic is a 180 kB file of ordinary code.
func synthetic() []byte {
	var sb strings.Builder
	for i := 0; sb.Len() < 180<<10; i++ {
		fmt.Fprintf(&sb, `
/// Does something with the value.
#[inline]
pub fn function_%d(value: &mut Vec<u8>, other: Option<&str>) -> Result<usize, std::io::Error> {
    let length = value.len() + other.map(|s| s.len()).unwrap_or(0);
    if length > 10 && !value.is_empty() {
        println!("length {} of {}", length, function_name(value)?);
        return Ok(length * 2);
    }
    match other {
        Some(text) => value.extend_from_slice(text.as_bytes()),
        None => { value.push(0); }
    }
    Ok(value.iter().map(|b| *b as usize).sum::<usize>())
}
`, i)
	}
	return []byte(sb.String())
}

func BenchmarkParse(b *testing.B) {
	src := synthetic()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(context.Background(), "bench.rs", src); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOutline(b *testing.B) {
	src := synthetic()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		NewOutline(src)
	}
}

// BenchmarkTree is what of BenchmarkParse is tree-sitter's run and the copy.
func BenchmarkTree(b *testing.B) {
	src := synthetic()
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		t, err := buildCST(context.Background(), "bench.rs", src, leaveNone)
		if err != nil {
			b.Fatal(err)
		}
		t.release()
	}
}

func BenchmarkMacroArgs(b *testing.B) {
	text := []byte(`"length {} of {}", length, function_name(value)?`)
	b.ReportAllocs()
	for b.Loop() {
		c := &MacroCall{src: &tokenSource{text: text, hi: len(text)}}
		if _, ok := c.Args(); !ok {
			b.Fatal("not read")
		}
	}
}
