use libloading::{Library, Symbol};
use std::ffi::c_void;

pub trait Effect {
    fn run(&self);
}

type Create = unsafe fn() -> Box<dyn Effect>;

// The functions of the object are in the library.
pub unsafe fn make(name: &str) -> Result<Box<dyn Effect>, libloading::Error> {
    let lib = Library::new(name)?; // want "is handed to the caller"
    let create: Symbol<Create> = lib.get(b"create")?;
    Ok(create())
}

// `lib` is dropped before `effect`.
pub struct Loaded { // want "^error: dropping `Loaded` is a SIGSEGV: its fields are dropped in the order of declaration, and the library in `lib` is closed before the objects in `effect`"
    lib: Library,
    effect: Box<dyn Effect>,
}

impl Loaded {
    pub unsafe fn open(name: &str) -> Self {
        let lib = Library::new(name).unwrap();
        let effect = lib.get::<Create>(b"create").unwrap()();
        Loaded { lib, effect }
    }

    pub fn run(&self) {
        self.effect.run();
        let _ = &self.lib;
    }
}

// Used after the call that closes it, and after the block that holds it.
pub unsafe fn closed(name: &str) -> u32 {
    let lib = Library::new(name).unwrap(); // want "stays in `f`"
    let f = *lib.get::<unsafe extern "C" fn() -> u32>(b"f").unwrap();
    lib.close().unwrap();
    f()
}

pub unsafe fn each(names: &[&str]) -> u32 {
    let mut found: Vec<unsafe extern "C" fn() -> u32> = Vec::new();
    for name in names {
        let lib = Library::new(name).unwrap(); // want "stays in `found`"
        found.push(*lib.get(b"f").unwrap());
    }
    found[0]()
}

pub unsafe fn by_hand(name: *const libc::c_char) -> *mut c_void {
    let handle = libc::dlopen(name, libc::RTLD_NOW); // want "`libc::dlopen` opens is closed"
    let f = libc::dlsym(handle, b"f\0".as_ptr().cast());
    libc::dlclose(handle);
    f
}
