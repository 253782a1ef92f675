//! Plugin that opens an engine of its own at run time.
use std::sync::OnceLock;

type New = unsafe extern "C" fn() -> *mut core::ffi::c_void;
static NEW: OnceLock<New> = OnceLock::new();

fn open_engine() -> Option<New> {
    unsafe {
        let lib = libloading::Library::new("libengine.so").ok()?; // want library-handle-dropped "error: "
        let new: libloading::Symbol<New> = lib.get(b"engine_new").ok()?;
        Some(*new)
    }
}

#[no_mangle]
pub extern "C" fn plugin_init() {
    if let Some(f) = open_engine() {
        let _ = NEW.set(f);
    }
}

#[no_mangle]
pub extern "C" fn plugin_run() {
    if let Some(f) = NEW.get() {
        unsafe { f() };
    }
}
