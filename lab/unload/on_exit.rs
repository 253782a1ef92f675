//! `on_exit`, which is tied to no library.

use std::ffi::c_void;
use std::ptr;

unsafe extern "C" {
    fn on_exit(callback: extern "C" fn(i32, *mut c_void), arg: *mut c_void) -> i32;
}

extern "C" fn callback(_: i32, _: *mut c_void) {
    lab::say("{");
    lab::say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    unsafe { on_exit(callback, ptr::null_mut()) };
}
