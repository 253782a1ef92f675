//! A thread of the C library that is stopped and joined at the unload.

use std::ffi::c_void;
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

unsafe extern "C" {
    fn pthread_create(
        thread: *mut usize,
        attr: *const c_void,
        start: extern "C" fn(*mut c_void) -> *mut c_void,
        arg: *mut c_void,
    ) -> i32;
    fn pthread_join(thread: usize, result: *mut *mut c_void) -> i32;
    fn usleep(micros: u32) -> i32;
}

static STOP: AtomicBool = AtomicBool::new(false);
static THREAD: AtomicUsize = AtomicUsize::new(0);

extern "C" fn work(_: *mut c_void) -> *mut c_void {
    while !STOP.load(Ordering::Acquire) {
        unsafe { usleep(1_000) };
    }
    ptr::null_mut()
}

extern "C" fn unload() {
    lab::say("{");
    STOP.store(true, Ordering::Release);
    unsafe { pthread_join(THREAD.load(Ordering::Relaxed), ptr::null_mut()) };
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut thread = 0;
    unsafe { pthread_create(&mut thread, ptr::null(), work, ptr::null_mut()) };
    THREAD.store(thread, Ordering::Relaxed);
}
