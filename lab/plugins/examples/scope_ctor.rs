//! Scoped threads in a constructor.

use std::thread;

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    say("{");
    thread::scope(|s| {
        s.spawn(|| say("child"));
    });
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
