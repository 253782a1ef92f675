//! Scoped threads in a destructor.

use std::thread;

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    thread::scope(|s| {
        s.spawn(|| say("child"));
    });
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
