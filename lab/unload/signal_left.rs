//! A signal handler of the library, left behind.

unsafe extern "C" {
    fn signal(number: i32, handler: extern "C" fn(i32)) -> usize;
}

const SIGUSR1: i32 = 10;

extern "C" fn handler(_: i32) {
    lab::say("handler");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    unsafe { signal(SIGUSR1, handler) };
}
