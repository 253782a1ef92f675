use libloading::{Library, Symbol};
use std::sync::OnceLock;

type New = unsafe extern "C" fn() -> *mut core::ffi::c_void;
static NEW: OnceLock<New> = OnceLock::new();
static LIB: OnceLock<Library> = OnceLock::new();

// Forgotten: it is never closed.
fn open_engine() -> Option<New> {
    unsafe {
        let lib = libloading::Library::new("libengine.so").ok()?;
        let new: libloading::Symbol<New> = lib.get(b"engine_new").ok()?;
        let new = *new;
        std::mem::forget(lib);
        Some(new)
    }
}

// Kept beside what was taken out of it.
struct Engine {
    new: New,
    _lib: Library,
}

impl Engine {
    unsafe fn open(name: &str) -> Result<Self, libloading::Error> {
        let lib = Library::new(name)?;
        let new = *lib.get::<New>(b"engine_new")?;
        Ok(Self { new, _lib: lib })
    }
}

#[no_mangle]
pub unsafe extern "C" fn plugin_init() {
    if let Some(f) = open_engine() {
        let _ = NEW.set(f);
    }
    if let Ok(e) = Engine::open("libengine.so") {
        (e.new)();
    }
    // In a static for good.
    let lib = LIB.get_or_init(|| Library::new("libengine.so").unwrap());
    let free: New = *lib.get(b"engine_free").unwrap();
    let _ = NEW.set(free);
}

// Used while it is open; what it returns is no pointer into it.
#[no_mangle]
pub unsafe extern "C" fn plugin_version() -> u32 {
    let lib = Library::new("libengine.so").unwrap();
    let version: Symbol<unsafe extern "C" fn() -> u32> = lib.get(b"engine_version").unwrap();
    let n = version();
    if n > 3 {
        return (*version)();
    }
    n
}

mod objects;
