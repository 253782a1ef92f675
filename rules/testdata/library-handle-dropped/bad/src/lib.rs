use libloading::{Library, Symbol};
use std::sync::{Mutex, OnceLock};

type New = unsafe extern "C" fn() -> *mut core::ffi::c_void;
static NEW: OnceLock<New> = OnceLock::new();
static FREE: Mutex<Option<New>> = Mutex::new(None);

fn open_engine() -> Option<New> {
    unsafe {
        let lib = libloading::Library::new("libengine.so").ok()?; // want "^error: the next use of a pointer out of the library is a SIGSEGV: the library that `Library::new` opens is closed with its handle, and the pointer is"
        let new: libloading::Symbol<New> = lib.get(b"engine_new").ok()?;
        Some(*new)
    }
}

#[no_mangle]
pub unsafe extern "C" fn plugin_init() {
    if let Some(f) = open_engine() {
        let _ = NEW.set(f);
    }
    let lib = Library::new("libengine.so").unwrap(); // want "^error: the next use of a pointer out of the library is a SIGSEGV: the library that `Library::new` opens is closed with its handle, and the pointer"
    let free: Symbol<New> = lib.get(b"engine_free").unwrap();
    *FREE.lock().unwrap() = Some(*free);
    lib.close().unwrap();
}

struct Engine {
    new: New,
    count: u32,
}

impl Engine {
    unsafe fn open(name: &str) -> Result<Self, libloading::Error> {
        let lib = Library::new(name)?; // want "is handed to the caller"
        let new = *lib.get::<New>(b"engine_new")?;
        Ok(Self { new, count: 0 })
    }
}

#[no_mangle]
pub unsafe extern "C" fn plugin_run() -> u32 {
    let new = *Library::new("libengine.so").unwrap().get::<New>(b"engine_new").unwrap(); // want "error"
    NEW.get_or_init(|| new)();
    match Engine::open("libengine.so") {
        Ok(e) => {
            (e.new)();
            e.count
        }
        Err(_) => 0,
    }
}

mod objects;
