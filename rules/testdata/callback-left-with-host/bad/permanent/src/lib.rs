// The entry point returns the value with which SQLite keeps the library for good: refuted,
// shown as a hint only.
use core::ffi::{c_char, c_int, c_void};

type Entry = unsafe extern "C" fn(*mut c_void, *mut *mut c_char, *const c_void) -> c_int;

extern "C" {
    fn sqlite3_auto_extension(entry: Option<Entry>) -> c_int;
}

const SQLITE_OK_LOAD_PERMANENTLY: c_int = 256;

unsafe extern "C" fn every_connection(_db: *mut c_void, _err: *mut *mut c_char, _api: *const c_void) -> c_int {
    0
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_kept_init(_db: *mut c_void, _err: *mut *mut c_char, _api: *const c_void) -> c_int {
    if sqlite3_auto_extension(Some(every_connection)) != 0 { // want "^hint: the host's next call of a function after an unload jumps into unmapped code: `sqlite3_auto_extension` gives it one of `kept`, and no unload"
        return 1;
    }
    SQLITE_OK_LOAD_PERMANENTLY
}
