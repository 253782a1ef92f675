// What these do is what an unload asks of a library: nothing else is touched.

use std::sync::atomic::{AtomicU32, Ordering};

static KEY: AtomicU32 = AtomicU32::new(0);

#[ctor::dtor]
fn delete_key() {
    unsafe { libc::pthread_key_delete(KEY.load(Ordering::Relaxed)) };
}

#[ctor::dtor]
fn put_back() {
    unsafe {
        libc::signal(libc::SIGUSR1, libc::SIG_DFL);
        libc::signal(libc::SIGUSR2, libc::SIG_IGN);
    }
}
