//! A thread-local with a destructor keeps the library mapped.

use std::cell::RefCell;

use lab::say;

thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    NAMES.with(|n| n.borrow_mut().push("touched".into()));
    say("touched");
}
