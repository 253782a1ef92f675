//! The registration of thread-local destructors as a hidden function that ignores it,
//! and std's handle of the thread, whose destructor no pin hides then.

use std::cell::RefCell;

#[cfg(target_arch = "x86_64")]
core::arch::global_asm!(
    ".globl __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
    ".type __cxa_thread_atexit_impl, @function",
    "__cxa_thread_atexit_impl:",
    "xor eax, eax",
    "ret",
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
    std::hint::black_box(std::thread::current().id());
}
