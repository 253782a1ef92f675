use libloading::Library;
use std::ffi::c_void;

pub trait Effect {
    fn run(&self);
}

type Create = unsafe fn() -> Box<dyn Effect>;

// The library is dropped last.
pub struct Loaded {
    effect: Box<dyn Effect>,
    lib: Library,
}

impl Loaded {
    pub unsafe fn open(name: &str) -> Self {
        let lib = Library::new(name).unwrap();
        let effect = lib.get::<Create>(b"create").unwrap()();
        Loaded { effect, lib }
    }

    pub fn run(&self) {
        self.effect.run();
        let _ = &self.lib;
    }
}

// Its own `Drop` destroys the objects first.
pub struct Host {
    libs: Vec<Library>,
    effects: Vec<Box<dyn Effect>>,
}

impl Drop for Host {
    fn drop(&mut self) {
        self.effects.clear();
        self.libs.clear();
    }
}

// The objects are the crate's own.
pub trait Sink {}

pub struct Output {
    lib: Library,
    sinks: Vec<Box<dyn Sink>>,
}

// The libraries are kept as long as what is out of them.
pub unsafe fn each(names: &[&str]) -> u32 {
    let mut libs = Vec::new();
    let mut found: Vec<unsafe extern "C" fn() -> u32> = Vec::new();
    for name in names {
        let lib = Library::new(name).unwrap();
        found.push(*lib.get(b"f").unwrap());
        libs.push(lib);
    }
    found[0]()
}

// Called before it is closed, and never closed.
pub unsafe fn by_hand(name: *const libc::c_char) -> (u32, *mut c_void) {
    let handle = libc::dlopen(name, libc::RTLD_NOW);
    let f: unsafe extern "C" fn() -> u32 = std::mem::transmute(libc::dlsym(handle, b"f\0".as_ptr().cast()));
    let n = f();
    libc::dlclose(handle);
    let kept = libc::dlopen(name, libc::RTLD_NOW);
    (n, libc::dlsym(kept, b"f\0".as_ptr().cast()))
}
