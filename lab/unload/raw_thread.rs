//! A thread of the C library that is left running.

use std::ffi::c_void;
use std::ptr;

unsafe extern "C" {
    fn pthread_create(
        thread: *mut usize,
        attr: *const c_void,
        start: extern "C" fn(*mut c_void) -> *mut c_void,
        arg: *mut c_void,
    ) -> i32;
    fn usleep(micros: u32) -> i32;
}

extern "C" fn work(_: *mut c_void) -> *mut c_void {
    loop {
        unsafe { usleep(20_000) };
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut thread = 0;
    unsafe { pthread_create(&mut thread, ptr::null(), work, ptr::null_mut()) };
}
