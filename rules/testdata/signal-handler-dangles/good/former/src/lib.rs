use std::sync::atomic::{AtomicUsize, Ordering};

static FORMER: AtomicUsize = AtomicUsize::new(0);

extern "C" fn handler(_: i32) {}

#[no_mangle]
pub extern "C" fn plugin_load() {
    let former = unsafe { libc::signal(libc::SIGUSR1, handler as libc::sighandler_t) };
    FORMER.store(former, Ordering::Relaxed);
}

// The call that puts the former handler back installs none of the library's.
#[no_mangle]
pub extern "C" fn plugin_unload() {
    unsafe { libc::signal(libc::SIGUSR1, FORMER.load(Ordering::Relaxed)) };
}
