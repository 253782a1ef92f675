use core::ffi::{c_int, c_void};

extern "C" {
    fn g_timeout_add(ms: u32, f: Option<unsafe extern "C" fn(*mut c_void) -> c_int>, data: *mut c_void) -> u32;
    fn event_new(base: *mut c_void, fd: c_int, what: i16, f: unsafe extern "C" fn(c_int, i16, *mut c_void), arg: *mut c_void) -> *mut c_void;
    fn XSetErrorHandler(f: Option<unsafe extern "C" fn(*mut c_void, *mut c_void) -> c_int>) -> *mut c_void;
}

unsafe extern "C" fn tick(_: *mut c_void) -> c_int {
    1
}

unsafe extern "C" fn ready(_: c_int, _: i16, _: *mut c_void) {}

unsafe extern "C" fn failed(_: *mut c_void, _: *mut c_void) -> c_int {
    0
}

#[no_mangle]
pub unsafe extern "C" fn panel_start(base: *mut c_void) {
    g_timeout_add(100, Some(tick), core::ptr::null_mut()); // want "^warning: the host's next call of a function after an unload jumps into unmapped code: `g_timeout_add` gives it one of `panel`, and no unload path"
    event_new(base, 0, 2, ready, core::ptr::null_mut()); // want "`event_new` gives"
    XSetErrorHandler(Some(failed)); // want "`XSetErrorHandler` gives"
}
