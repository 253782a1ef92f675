use core::ffi::{c_char, c_int, c_void};

type Entry = unsafe extern "C" fn(*mut c_void, *mut *mut c_char, *const c_void) -> c_int;

extern "C" {
    fn sqlite3_auto_extension(entry: Option<Entry>) -> c_int;
}

unsafe extern "C" fn every_connection(_: *mut c_void, _: *mut *mut c_char, _: *const c_void) -> c_int {
    0
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_auto_init(_: *mut c_void, _: *mut *mut c_char, _: *const c_void) -> c_int {
    sqlite3_auto_extension(Some(every_connection)); // want "^error: the host's next call of a function after an unload jumps into unmapped code: `sqlite3_auto_extension` gives it one of `auto`, and no unload"
    0
}
