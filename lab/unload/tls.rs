//! A thread-local with a destructor.

use std::cell::RefCell;

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
