//! Ways to register a function in a startup section. Each registered function prints its form's
//! name, which is the hazard that `check` is asked about; `// form:` beside a static names its own.
#![allow(dead_code, unused, non_upper_case_globals)]
use std::hint::black_box;
#[used]
#[link_section = ".init_array"]
static A01: extern "C" fn() = a01;
extern "C" fn a01() { eprintln!("form:a01"); }

#[link_section = ".init_array"]
static A02: extern "C" fn() = a02;
extern "C" fn a02() { eprintln!("form:a02"); }

#[used]
#[link_section = ".init_array"]
static A03: extern "C" fn() = {
    extern "C" fn loud() { eprintln!("form:a03"); }
    loud
};
#[link_section = ".init_array"]
static A04: extern "C" fn() = {
    extern "C" fn loud() { eprintln!("form:a04"); }
    loud
};
#[used]
#[link_section = ".init_array"]
static A05: fn() = || eprintln!("form:a05");
#[link_section = ".init_array"]
static A06: fn() = || eprintln!("form:a06");

macro_rules! at_load {
    ($n:ident, $b:block) => {
        #[used]
        #[link_section = ".init_array"]
        static $n: extern "C" fn() = { extern "C" fn f() $b f };
    };
}
macro_rules! lost {
    ($n:ident, $b:block) => {
        #[link_section = ".init_array"]
        static $n: extern "C" fn() = { extern "C" fn f() $b f };
    };
}
at_load!(A07, { eprintln!("form:a07"); });
at_load!(A08, { eprintln!("form:a08"); });
lost!(A09, { eprintln!("form:a09"); });

struct S;
#[used]
#[link_section = ".init_array"]
static A10: extern "C" fn() = S::init;
impl S { extern "C" fn init() { eprintln!("form:a10"); } }
#[link_section = ".init_array"]
static A11: extern "C" fn() = S::lost;
impl S { extern "C" fn lost() { eprintln!("form:a11"); } }
#[used]
#[link_section = ".init_array"]
static A12: extern "C" fn() = S::SLOT;
impl S {
    const SLOT: extern "C" fn() = Self::konst;
    extern "C" fn konst() { eprintln!("form:a12"); }
}

trait T { extern "C" fn go(); }
#[used]
#[link_section = ".init_array"]
static A13: extern "C" fn() = <S as T>::go;
impl T for S { extern "C" fn go() { eprintln!("form:a13"); } }
#[link_section = ".init_array"]
static A14: extern "C" fn() = <u8 as T>::go;
impl T for u8 { extern "C" fn go() { eprintln!("form:a14"); } }

extern "C" fn gen<X>() { eprintln!("form:a15"); }
#[used]
#[link_section = ".init_array"]
static A15: extern "C" fn() = gen::<u8>;

const F16: extern "C" fn() = a16;
extern "C" fn a16() { eprintln!("form:a16"); }
#[used]
#[link_section = ".init_array"]
static A16: extern "C" fn() = F16;

#[used]
#[link_section = ".init_array"]
static A17: [extern "C" fn(); 2] = [a17, a18];
extern "C" fn a17() { eprintln!("form:a17"); }
extern "C" fn a18() { eprintln!("form:a18"); }

#[repr(transparent)]
struct Slot(extern "C" fn());
#[used]
#[link_section = ".init_array"]
static A19: Slot = Slot(a19);
extern "C" fn a19() { eprintln!("form:a19"); }

mod inner {
    #[used]
    #[link_section = ".init_array"]
    static A20: extern "C" fn() = loud;
    extern "C" fn loud() { eprintln!("form:a20"); }
    pub extern "C" fn other() { eprintln!("form:a21"); }
}
use inner::other as start;
#[used]
#[link_section = ".init_array"]
static A21: extern "C" fn() = start;

fn holder() {
    #[used]
    #[link_section = ".init_array"]
    static A22: extern "C" fn() = f;
    extern "C" fn f() { eprintln!("form:a22"); }
}
fn holder_generic<X>() {
    #[used]
    #[link_section = ".init_array"]
    static A23: extern "C" fn() = f;
    extern "C" fn f() { eprintln!("form:a23"); }
}
const _: () = {
    #[used]
    #[link_section = ".init_array"]
    static A24: extern "C" fn() = f;
    extern "C" fn f() { eprintln!("form:a24"); }
};
#[cfg_attr(all(), used)]
#[cfg_attr(target_os = "linux", link_section = ".init_array")]
static A25: extern "C" fn() = a25;
extern "C" fn a25() { eprintln!("form:a25"); }

#[used]
#[link_section = ".init_array.00101"]
static A26: extern "C" fn(i32, *const *const u8, *const *const u8) = a26;
extern "C" fn a26(_: i32, _: *const *const u8, _: *const *const u8) { eprintln!("form:a26"); }

#[used]
#[link_section = ".ctors"]
static A27: extern "C" fn() = a27;
extern "C" fn a27() { eprintln!("form:a27"); }

#[used]
#[link_section = ".init_array"]
static A28: Option<extern "C" fn()> = Some(a28);
extern "C" fn a28() { eprintln!("form:a28"); }

struct P(*const ());
unsafe impl Sync for P {}
#[used]
#[link_section = ".init_array"]
static A29: P = P(a29 as *const ());
extern "C" fn a29() { eprintln!("form:a29"); }

#[no_mangle]
#[link_section = ".init_array"]
pub static A30: extern "C" fn() = a30;
extern "C" fn a30() { eprintln!("form:a30"); }

#[link_section = ".init_array"]
static A31: extern "C" fn() = a31;
extern "C" fn a31() { eprintln!("form:a31"); }

#[used]
#[link_section = ".init_array"]
static mut A32: extern "C" fn() = a32;
extern "C" fn a32() { eprintln!("form:a32"); }

#[used]
#[link_section = ".fini_array"]
static A33: extern "C" fn() = { extern "C" fn loud() { eprintln!("form:a33"); } loud };
#[link_section = ".fini_array"]
static A34: extern "C" fn() = { extern "C" fn loud() { eprintln!("form:a34"); } loud };

macro_rules! many { ($($n:ident $f:ident $t:literal)*) => { $(
    #[used] #[link_section = ".init_array"] static $n: extern "C" fn() = $f;
    extern "C" fn $f() { eprintln!($t); }
)* } }
many! { A39 a39 "form:a39"
A40 a40 "form:a40" }

static TABLE: [extern "C" fn(); 1] = [a41];
#[used]
#[link_section = ".init_array"]
static A41: extern "C" fn() = TABLE[0];
extern "C" fn a41() { eprintln!("form:a41"); }

const fn pick(a: bool) -> extern "C" fn() { if a { a42 } else { a43 } }
extern "C" fn a42() { eprintln!("form:a42"); }
extern "C" fn a43() { eprintln!("form:a43"); }
#[used]
#[link_section = ".init_array"]
static A42: extern "C" fn() = pick(true);

#[used]
#[link_section = ".init_array"]
static A44: extern "C" fn() = if cfg!(target_os = "linux") { a44 } else { a45 };
extern "C" fn a44() { eprintln!("form:a44"); }
extern "C" fn a45() { eprintln!("form:a45"); }

std::arch::global_asm!(".pushsection .init_array,\"aw\"", ".quad {}", ".popsection", sym a46);
extern "C" fn a46() { eprintln!("form:a46"); }

pub struct Outer<const N: usize>;
impl<const N: usize> Outer<N> { extern "C" fn go() { eprintln!("form:a47"); } }
#[used]
#[link_section = ".init_array"]
static A47: extern "C" fn() = Outer::<3>::go;

#[used]
#[link_section = ".init_array"]
static A48: extern "C" fn() = {
    fn deep() -> u8 {
        extern "C" fn deeper() { eprintln!("form:a48"); }
        1
    }
    extern "C" fn loud() { eprintln!("form:a49"); }
    loud
};

// same static name in many blocks, made by a macro; some without used
macro_rules! at { ($t:literal) => { const _: () = { #[used] #[link_section = ".init_array"] static CTOR: extern "C" fn() = { extern "C" fn run() { eprintln!($t); } run }; }; } }
at!("form:b01");
at!("form:b02");
const _: () = { #[link_section = ".init_array"] static CTOR: extern "C" fn() = { extern "C" fn run() { eprintln!("form:b03"); } run }; };
const _: () = { #[used] #[link_section = ".init_array"] static CTOR: extern "C" fn() = { extern "C" fn run() { eprintln!("form:b04"); } run }; };
mod m1 { #[used] #[link_section = ".init_array"] static HOOK: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b05"); } }
mod m2 { #[link_section = ".init_array"] static HOOK: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b06"); } }
struct R;
impl R { fn hold(&self) { #[used] #[link_section = ".init_array"] static HOOK: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b07"); } } }
impl Drop for R { fn drop(&mut self) { #[link_section = ".init_array"] static HOOK: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b08"); } } }
impl Clone for R { fn clone(&self) -> R { #[used] #[link_section = ".init_array"] static HOOK2: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b09"); } R } }
fn closure_holder() { let _c = || { #[used] #[link_section = ".init_array"] static C10: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b10"); } }; }
// two with the very same path
fn twice() {
  { #[used] #[link_section = ".init_array"] static T: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b11"); } }
  { #[link_section = ".init_array"] static T: extern "C" fn() = run; extern "C" fn run() { eprintln!("form:b12"); } }
}
// one function registered twice: once with, once without used
extern "C" fn both() { eprintln!("form:b13"); }
#[used] #[link_section = ".init_array"] static B13: extern "C" fn() = both;
// the macro's static name is passed through two macros
macro_rules! outer { ($n:ident $t:literal) => { inner! { $n { eprintln!($t); } } } }
macro_rules! inner { ($n:ident $b:block) => { #[used] #[link_section = ".init_array"] static $n: extern "C" fn() = { extern "C" fn go() $b go }; } }
outer! { B14 "form:b14" }
#[used] #[link_section = ".init_array"] static r#try: extern "C" fn() = b15;
extern "C" fn b15() { eprintln!("form:b15"); }
// dropped, although its function is exported
#[link_section = ".init_array"] static B16: extern "C" fn() = b16;
#[no_mangle] pub extern "C" fn b16() { eprintln!("form:b16"); }
// static in array of Option
#[used] #[link_section = ".init_array"] static B17: [Option<extern "C" fn()>; 2] = [Some(b17), Some(b18)];
extern "C" fn b17() { eprintln!("form:b17"); }
extern "C" fn b18() { eprintln!("form:b18"); }
#[repr(C)] struct Pair(extern "C" fn(), fn());
#[used] #[link_section = ".init_array"] static B19: Pair = Pair(b19, b20);
extern "C" fn b19() { eprintln!("form:b19"); }
fn b20() { eprintln!("form:b20"); }
// a static kept by a reference from kept static
#[link_section = ".init_array"] static B21: extern "C" fn() = b21;
extern "C" fn b21() { eprintln!("form:b21"); }
#[used] static KEEP: &extern "C" fn() = &B21;
#[used] #[link_section = ".init_array"] static B22: extern "C" fn() = imp::b22;
mod imp { pub(super) extern "C" fn b22() { eprintln!("form:b22"); } }
#[used] #[link_section = ".init_array"] static B23: extern "C" fn() = __init;
#[export_name = "odd_name"] extern "C" fn __init() { eprintln!("form:b23"); }
#[used] #[link_section = ".init_array"] static B24: unsafe extern "C" fn() = {
    unsafe extern "C" fn loud() {
        eprintln!("form:b24");
        helper()
    }
    fn helper() { eprintln!("form:b25"); }
    loud
};
#[used] #[link_section = ".fini_array"] static B26: fn() = || { eprintln!("form:b26"); };
#[used] #[link_section = ".init_array"] static B27: extern "C" fn() = <R as Hook>::hook;
trait Hook { extern "C" fn hook() { eprintln!("form:b27"); } } impl Hook for R {}
#[used] #[link_section = ".init_array"] static B28: fn() = wrap::<Marker>;
struct Marker; trait Go { fn go(); } impl Go for Marker { fn go() { eprintln!("form:b28"); } }
fn wrap<T: Go>() { T::go() }

// the other crate's
#[no_mangle]
pub extern "C" fn entry() -> u32 {
    black_box(&A31);
    dep::id()
}
