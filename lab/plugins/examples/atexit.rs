//! When a callback registered with `atexit` runs, and that it may print.

use lab::say;

extern "C" fn callback() {
    say("{");
    println!("bye");
    say("}");
}

#[ctor::ctor(unsafe)]
fn load() {
    unsafe { libc::atexit(callback) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
