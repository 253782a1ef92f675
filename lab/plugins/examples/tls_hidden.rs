//! A hidden function that ignores the registration of thread-local destructors.

use std::cell::RefCell;

use lab::say;

#[cfg(target_arch = "x86_64")]
core::arch::global_asm!(
    ".globl __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
    "__cxa_thread_atexit_impl:",
    "xor eax, eax",
    "ret",
);

thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    NAMES.with(|n| n.borrow_mut().push("touched".into()));
    say("touched");
}
