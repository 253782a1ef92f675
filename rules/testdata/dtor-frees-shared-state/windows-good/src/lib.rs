use core::ffi::c_void;
use std::sync::Mutex;

static NAMES: Mutex<Option<Vec<String>>> = Mutex::new(None);

// The last argument tells an unload, where every thread is still there, from the end of
// the process.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, reserved: *mut c_void) -> i32 {
    if reason == 0 && reserved.is_null() {
        if let Ok(mut names) = NAMES.lock() {
            names.take();
        }
    }
    if reason == 0 {
        if reserved != core::ptr::null_mut() {
            return 1;
        }
        if let Ok(mut names) = NAMES.lock() {
            names.take();
        }
    }
    1
}

#[no_mangle]
pub extern "C" fn lookup() -> usize {
    NAMES.lock().map(|n| n.as_ref().map_or(0, Vec::len)).unwrap_or(0)
}
