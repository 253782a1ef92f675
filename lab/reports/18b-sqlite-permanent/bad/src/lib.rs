//! SQLite extension with per-thread scratch space.
use core::ffi::{c_char, c_int, c_void};
use std::cell::RefCell;

thread_local! {
    static SCRATCH: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; // want thread-local-in-cdylib "warning: "
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_extension_init(_db: *mut c_void, _err: *mut *mut c_char, _api: *const c_void) -> c_int {
    SCRATCH.with_borrow_mut(|s| s.push(1));
    let _ = std::thread::current().id(); // want current-thread-dangles "information: "
    0
}
