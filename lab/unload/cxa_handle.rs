//! `__cxa_atexit` with the library's own handle: what `atexit` does.

use std::ffi::c_void;
use std::ptr;

unsafe extern "C" {
    static __dso_handle: u8;
    fn __cxa_atexit(callback: extern "C" fn(*mut c_void), arg: *mut c_void, handle: *mut c_void) -> i32;
}

extern "C" fn callback(_: *mut c_void) {
    lab::say("{");
    lab::say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    unsafe { __cxa_atexit(callback, ptr::null_mut(), (&raw const __dso_handle) as *mut c_void) };
}
