//! The registration of thread-local destructors as a hidden zero.

use std::cell::RefCell;

core::arch::global_asm!(
    ".globl __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
    ".set __cxa_thread_atexit_impl, 0",
);

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
