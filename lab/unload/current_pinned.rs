//! `thread::current()` beside a thread-local with a destructor: the pin hides the crash.

use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    NAMES.with_borrow_mut(|n| n.push(1));
    std::hint::black_box(std::thread::current().id());
}
