// They take something back, and do more, or install a handler of their own.

use std::sync::atomic::{AtomicU32, Ordering};

static KEY: AtomicU32 = AtomicU32::new(0);

#[ctor::dtor]
fn and_frees() { // want "^warning: destructor `and_frees`"
    unsafe { libc::pthread_key_delete(KEY.load(Ordering::Relaxed)) };
    unsafe { libc::free(std::ptr::null_mut()) };
}

#[ctor::dtor]
fn and_calls() { // want "^warning: destructor `and_calls`"
    unsafe { libc::pthread_key_delete(KEY.load(Ordering::Relaxed)) };
    more();
}

fn more() {}

extern "C" fn handler(_: i32) {}

#[ctor::dtor]
fn installs() { // want "^warning: destructor `installs`"
    unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) }; // want signal-handler-dangles "^warning: "
}
