//! The registration of thread-local destructors as an exported function that ignores it.

use std::cell::RefCell;
use std::ffi::c_void;

#[unsafe(no_mangle)]
pub extern "C" fn __cxa_thread_atexit_impl(_: extern "C" fn(*mut c_void), _: *mut c_void, _: *mut c_void) -> i32 {
    0
}

struct Noisy(u32);

impl Drop for Noisy {
    fn drop(&mut self) {
        lab::say("dropped");
    }
}

thread_local! {
    static STATE: RefCell<Noisy> = const { RefCell::new(Noisy(0)) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    STATE.with(|s| s.borrow_mut().0 += 1);
}
