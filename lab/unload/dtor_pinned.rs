//! A destructor of a library that a thread-local keeps mapped.

use std::cell::RefCell;

extern "C" fn unload() {
    lab::say("{");
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

thread_local! {
    static NAMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    NAMES.with_borrow_mut(|n| n.push(1));
}
