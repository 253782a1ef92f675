//! A thread-local with a destructor, first touched at unload.

use std::cell::RefCell;

use lab::say;

struct Noisy(u32);

impl Drop for Noisy {
    fn drop(&mut self) {
        say("dropped");
    }
}

thread_local! {
    static STATE: RefCell<Noisy> = const { RefCell::new(Noisy(0)) };
}

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    STATE.with(|s| s.borrow_mut().0 += 1);
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
