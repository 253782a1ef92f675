use core::ffi::c_void;
use std::sync::atomic::{AtomicUsize, Ordering};

static COUNT: AtomicUsize = AtomicUsize::new(0);

// What it does at the end it does for FreeLibrary alone, while other threads still run.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, reserved: *mut c_void) -> i32 {
    if reason == 1 {
        remember();
    }
    if reason == 0 && reserved.is_null() {
        forget();
    }
    1
}

fn forget() {
    COUNT.store(0, Ordering::SeqCst);
}

fn remember() {
    let _ = std::process::id();
}
