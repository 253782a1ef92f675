//! SQLite extension that wants to be in every connection of the process.
use core::ffi::{c_char, c_int, c_void};

type Entry = unsafe extern "C" fn(*mut c_void, *mut *mut c_char, *const c_void) -> c_int;

extern "C" {
    fn sqlite3_auto_extension(entry: Option<Entry>) -> c_int;
}

unsafe extern "C" fn every_connection(_db: *mut c_void, _err: *mut *mut c_char, _api: *const c_void) -> c_int {
    0
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_extension_init(_db: *mut c_void, _err: *mut *mut c_char, _api: *const c_void) -> c_int {
    sqlite3_auto_extension(Some(every_connection)); // want callback-left-with-host "error: .*jumps into unmapped code: `sqlite3_auto_extension`"
    0
}
