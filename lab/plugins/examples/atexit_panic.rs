//! A panic that leaves an `atexit` callback.

use lab::say;

extern "C" fn callback() {
    say("{");
    panic!("boom");
}

#[ctor::ctor(unsafe)]
fn load() {
    unsafe { libc::atexit(callback) };
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
