use core::ffi::{c_char, c_int, c_void};

type Entry = unsafe extern "C" fn(*mut c_void, *mut *mut c_char, *const c_void) -> c_int;

extern "C" {
    fn sqlite3_auto_extension(entry: Option<Entry>) -> c_int;
    fn sqlite3_cancel_auto_extension(entry: Option<Entry>) -> c_int;
    fn sqlite3_create_function(db: *mut c_void, name: *const c_char, n: c_int, enc: c_int, data: *mut c_void, f: Option<Entry>) -> c_int;
}

unsafe extern "C" fn every_connection(_: *mut c_void, _: *mut *mut c_char, _: *const c_void) -> c_int {
    0
}

#[no_mangle]
pub unsafe extern "C" fn sqlite3_auto_init(db: *mut c_void, _: *mut *mut c_char, _: *const c_void) -> c_int {
    sqlite3_auto_extension(Some(every_connection)); // taken back in `auto_shutdown`
    // SQLite drops the functions of a connection before it closes the extension.
    sqlite3_create_function(db, c"twice".as_ptr(), 1, 1, core::ptr::null_mut(), Some(every_connection));
    0
}

#[no_mangle]
pub unsafe extern "C" fn auto_shutdown() {
    sqlite3_cancel_auto_extension(Some(every_connection));
}
