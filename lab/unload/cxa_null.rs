//! `__cxa_atexit` without a library's handle.

use std::ffi::c_void;
use std::ptr;

unsafe extern "C" {
    fn __cxa_atexit(callback: extern "C" fn(*mut c_void), arg: *mut c_void, handle: *mut c_void) -> i32;
}

extern "C" fn callback(_: *mut c_void) {
    lab::say("{");
    lab::say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    unsafe { __cxa_atexit(callback, ptr::null_mut(), ptr::null_mut()) };
}
