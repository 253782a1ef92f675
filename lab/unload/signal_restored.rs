//! A signal handler of the library; the former one is put back at the unload.

use std::sync::atomic::{AtomicUsize, Ordering};

unsafe extern "C" {
    fn signal(number: i32, handler: usize) -> usize;
}

const SIGUSR1: i32 = 10;

static FORMER: AtomicUsize = AtomicUsize::new(0);

extern "C" fn handler(_: i32) {
    lab::say("handler");
}

extern "C" fn unload() {
    lab::say("{");
    unsafe { signal(SIGUSR1, FORMER.load(Ordering::Relaxed)) };
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let former = unsafe { signal(SIGUSR1, handler as usize) };
    FORMER.store(former, Ordering::Relaxed);
}
