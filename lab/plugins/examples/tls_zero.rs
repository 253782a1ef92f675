//! The registration of thread-local destructors defined away as zero.

use std::cell::RefCell;

use lab::say;

core::arch::global_asm!(
    ".globl __cxa_thread_atexit_impl",
    ".hidden __cxa_thread_atexit_impl",
    ".set __cxa_thread_atexit_impl, 0",
);

thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    NAMES.with(|n| n.borrow_mut().push("touched".into()));
    say("touched");
}
