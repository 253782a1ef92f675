package rust

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
)

// lazySource has what reading a body by itself could get wrong: blanked tokens,
// async closures, macro calls, nested functions and blocks in an initialiser.
const lazySource = `#[a] fn outer(x: u8) -> u8 {
    #![inner]
    let c = async move |y| { y + 1 }; // long enough to be read on demand
    unsafe extern "C" { safe fn foreign(); }
    let Some(z) = g(c, &raw const x) else { return h!(x, b => "}") };
    fn nested() { let far = "as long as it takes to be postponed by itself"; far.len(); }
    'l: loop { match z { #[cfg(unix)] 1 if z > 0 => break 'l, _ => continue } }
    x
}
static S: fn() = { const A: [u8; 2] = [1, 2]; fn made() { drop((A, A, A)); /* long enough too */ } made };
impl T for U { fn m(&self) { self.a::<u8>().b(|q| { vec![q; 3] })?.await; "text"; b'c'; r#"raw"#; } }
fn small() { 1 }
`

// eager lowers everything at once.
func eager(t testing.TB, name string, src []byte) *File {
	l, err := read(context.Background(), name, &tokenSource{text: src, hi: len(src)}, true, leaveNone)
	if err != nil {
		t.Fatal(err)
	}
	defer l.release()
	f := &File{Source: src}
	f.Items, f.Attrs = l.file()
	return f
}

func TestReadOnDemand(t *testing.T) {
	src := []byte(lazySource)
	f, err := Parse(context.Background(), "a.rs", src)
	if err != nil || len(f.Errors) > 0 {
		t.Fatal(err, f.Errors)
	}
	body := f.Items[0].Fn.Body
	if text, ok := body.Unread(); !ok || !bytes.HasPrefix(text, []byte("{\n    #![inner]")) || !bytes.HasSuffix(text, []byte("x\n}")) {
		t.Errorf("Unread: %v %q", ok, text)
	}
	if _, ok := f.Items[3].Fn.Body.Unread(); ok {
		t.Error("a small body is read at once")
	}
	seen := 0
	body.Blocks(func([]byte) bool { return false }, func(*Block) { seen++ })
	if seen != 0 || body.unread.stmts != nil {
		t.Error("a body that may be left out was read")
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() { body.Blocks(nil, func(b *Block) { b.Statements() }) })
	}
	wg.Wait()
	if first := body.Statements()[0]; first != body.Statements()[0] || len(body.Statements()) != 6 {
		t.Errorf("%d statements", len(body.Statements()))
	}
	if d := differ(reflect.ValueOf(f.Items), reflect.ValueOf(eager(t, "a.rs", src).Items), "items"); d != "" {
		t.Error(d)
	}
}

// TestDirectivesInBodies checks that a directive covers its statement although
// the body is large.
func TestDirectivesInBodies(t *testing.T) {
	src := "fn f() {\n    // cdylib-ls: allow(a) why\n    g(1);\n" + strings.Repeat("    h();\n", 40) + "}\n"
	f, err := Parse(context.Background(), "a.rs", []byte(src))
	if err != nil || len(f.Directives) != 1 || slice(src, f.Directives[0].Covers) != "g(1);" {
		t.Errorf("%v %+v", err, f.Directives)
	}
}

// TestReadOnDemandCorpus compares both ways for every file below
// CDYLIB_LS_CORPUS, if that is set.
func TestReadOnDemandCorpus(t *testing.T) {
	root := os.Getenv("CDYLIB_LS_CORPUS")
	if root == "" {
		t.Skip("CDYLIB_LS_CORPUS is not set")
	}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rs") {
			return nil
		}
		src, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		f, err := Parse(context.Background(), path, src)
		if err != nil {
			return nil
		}
		if d := differ(reflect.ValueOf(f.Items), reflect.ValueOf(eager(t, path, src).Items), path); d != "" {
			t.Error(d)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// differ returns the path to the first difference of two lowered trees.
func differ(a, b reflect.Value, at string) string {
	switch a.Kind() {
	case reflect.Pointer:
		if a.IsNil() || b.IsNil() {
			if a.IsNil() != b.IsNil() {
				return at + ": one is nil"
			}
			return ""
		}
		if x, ok := a.Interface().(*Block); ok {
			y := b.Interface().(*Block)
			if x.Span != y.Span {
				return at + ": other block"
			}
			return differ(reflect.ValueOf(x.Statements()), reflect.ValueOf(y.Statements()), at+"{}")
		}
		return differ(a.Elem(), b.Elem(), at)
	case reflect.Slice:
		if a.Len() != b.Len() {
			return fmt.Sprintf("%s: %d and %d", at, a.Len(), b.Len())
		}
		for i := range a.Len() {
			if d := differ(a.Index(i), b.Index(i), fmt.Sprintf("%s[%d]", at, i)); d != "" {
				return d
			}
		}
	case reflect.Struct:
		for i := range a.NumField() {
			if f := a.Type().Field(i); f.IsExported() {
				if d := differ(a.Field(i), b.Field(i), at+"."+f.Name); d != "" {
					return d
				}
			}
		}
		if x, ok := a.Interface().(MacroCall); ok {
			return differTokens(x.src, b.Interface().(MacroCall).src, at)
		}
	default:
		if !a.Equal(b) {
			return fmt.Sprintf("%s: %v and %v", at, a, b)
		}
	}
	return ""
}

func differTokens(a, b *tokenSource, at string) string {
	if !bytes.Equal(a.text, b.text) || a.lo != b.lo || a.hi != b.hi {
		return at + ": other tokens"
	}
	return ""
}
