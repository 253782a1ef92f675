//! Spawn and join in a destructor.

use std::thread;

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    let worker = thread::spawn(|| say("child"));
    let _ = worker.join();
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
