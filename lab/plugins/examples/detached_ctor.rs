//! A thread that a constructor starts and nobody joins.

use std::thread;

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    thread::spawn(|| say("child"));
    say("spawned");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
