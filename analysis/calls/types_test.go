package calls

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/cdylib-ls/cdylib-ls/analysis/effects"
	"github.com/cdylib-ls/cdylib-ls/analysis/names"
	"github.com/cdylib-ls/cdylib-ls/analysis/vfs"
	"github.com/cdylib-ls/cdylib-ls/analysis/workspace"
)

const typesSource = `
use std::{cell::*, collections::*, rc::Rc, sync::*, mem::ManuallyDrop};
pub struct Plain { a: u8, b: [u32; 4] }
pub struct Loud; impl Drop for Loud { fn drop(&mut self) {} }
pub struct Holds { l: Option<Loud> }
#[derive(Clone, Copy)] pub struct Copies(*const Loud);
pub struct Wrap<T>(T);
pub enum Tree { Leaf, Node(Box<Tree>) }
pub enum List<'a> { Nil, Next(&'a List<'a>) }
pub union U { a: u8, b: u32 }
impl Plain { pub fn new() -> Self { Plain { a: 1, b: [0; 4] } } pub fn with(self) -> Self { self } pub fn parts(&self) -> Option<(u8, &str)> { None } }
pub trait Src { type Out; fn out(&self) -> Self::Out; }
impl Src for Plain { type Out = Loud; fn out(&self) -> Loud { Loud } }
fn generic<T: Src>(t: T) -> T::Out { t.out() }
`

// graph gives the root scope and graph of a crate of typesSource and more.
func graph(t *testing.T, more string) (*Graph, *names.Scope) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"Cargo.toml": "[package]\nname = \"k\"\nversion = \"1.0.0\"\nedition = \"2021\"\n", "src/lib.rs": typesSource + more} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	ctx := context.Background()
	set, err := workspace.Load(ctx, vfs.Disk{}, []string{dir}, workspace.Options{CargoHome: dir})
	if err != nil {
		t.Fatal(err)
	}
	table, err := effects.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	prog := names.NewProgram(ctx, vfs.Disk{}, table, 1)
	return New(prog, table, "1.95", "1.95"), prog.Crate(set.Workspaces[0].Packages[0].Targets[0]).Root.Scope()
}

// TestTypes: the type of an expression, as a static's initialiser shows it.
func TestTypes(t *testing.T) {
	for expr, want := range map[string]string{
		"Plain::new()": "Plain", "Plain::new().with().a": "u8", "Plain::new().b[1]": "u32", "&Plain::new()": "&Plain",
		"Plain::new().parts().unwrap().1": "&str", "Some(Loud)": "Option<Loud>", "Loud": "Loud", "Wrap(1u16)": "Wrap<u16>", "Wrap(Loud).0": "Loud",
		"Arc::new(Mutex::new(Loud))": "Arc<Mutex<Loud>>", "vec![1u8]": "Vec<u8>", "[Loud]": "[Loud]", "(1u8, Loud)": "(u8, Loud)",
		"if true { Loud } else { Loud }": "Loud", "loop { break Plain::new() }": "Plain", "match 1 { _ => Loud }": "Loud", "{ let x = Loud; x }": "Loud",
		"Plain::new().out()": "Loud", "generic(Plain::new())": "Loud", "<Plain as Src>::out(&Plain::new())": "Loud",
		"{ let mut v = Vec::new(); v.push(Loud); v }": "Vec<Loud>", "{ let mut m = HashMap::new(); m.insert(1u8, Loud); m }": "HashMap<u8, Loud>",
		"vec![Loud].into_iter().map(|l| Wrap(l)).collect::<Vec<_>>()": "Vec<Wrap<Loud>>", "1.5": "f64", "1e3f32": "f32", "0xff_u64": "u64", "0x1f32": "i32", "'c'": "char", "\"s\"": "&str",
		"unknown_function()": "?",
	} {
		g, s := graph(t, "static X: _ = "+expr+";")
		d := s.Lookup("X", names.Values)
		if d == nil || g.Init(d) == nil {
			t.Errorf("%s: no initialiser", expr)
		} else if got := g.values[d.Item].String(); got != want {
			t.Errorf("%s is %s, want %s", expr, got, want)
		}
	}
}

// TestNeedsDrop: whether dropping a value of a type runs anything.
func TestNeedsDrop(t *testing.T) {
	for ty, want := range map[string]Answer{
		"u8": No, "&'static Loud": No, "*const Loud": No, "fn()": No, "Plain": No, "Copies": No, "U": No, "()": No, "[u8; 3]": No,
		"Loud": Yes, "Holds": Yes, "[Loud; 2]": Yes, "(u8, Loud)": Yes, "Wrap<Loud>": Yes, "Wrap<u8>": No, "Tree": Yes, "List<'static>": No,
		"String": Yes, "Vec<u8>": Yes, "Box<u8>": Yes, "Rc<u8>": Yes, "Box<dyn Src<Out = u8>>": Yes, "Option<u8>": No, "Option<String>": Yes,
		"Cell<u8>": No, "RefCell<Loud>": Yes, "OnceLock<u8>": No, "Mutex<u8>": No, "Mutex<String>": Yes, "LazyLock<String>": Yes,
		"ManuallyDrop<Loud>": No, "std::mem::MaybeUninit<Loud>": No, "std::marker::PhantomData<Loud>": No, "std::sync::atomic::AtomicU8": No, "Unknown": Maybe,
	} {
		g, s := graph(t, "static X: "+ty+" = todo!();")
		if got := g.NeedsDrop(g.StaticType(s.Lookup("X", names.Values))); got != want {
			t.Errorf("%s: %d, want %d", ty, got, want)
		}
	}
}
