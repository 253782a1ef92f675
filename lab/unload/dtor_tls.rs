//! A destructor that is the first to touch a thread-local.

use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn unload() {
    lab::say("{");
    NAMES.with_borrow_mut(|n| n.push(1));
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
