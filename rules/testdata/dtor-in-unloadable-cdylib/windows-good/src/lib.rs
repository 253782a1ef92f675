use core::ffi::c_void;

// Nothing runs when the library goes.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, _: *mut c_void) -> i32 {
    if reason == 1 {
        remember();
    }
    1
}

fn remember() {
    let _ = std::process::id();
}
