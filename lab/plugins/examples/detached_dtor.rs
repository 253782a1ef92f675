//! A thread that a destructor starts and nobody joins.

use std::thread;

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    thread::spawn(|| say("child"));
    say("spawned");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
