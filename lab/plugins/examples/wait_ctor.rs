//! Spawn and join in a constructor.

use std::thread;

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    say("{");
    let worker = thread::spawn(|| say("child"));
    let _ = worker.join();
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
