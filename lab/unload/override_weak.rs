//! The reference to the registration of thread-local destructors made weak and hidden.

use std::cell::RefCell;

core::arch::global_asm!(
    ".weak __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
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
