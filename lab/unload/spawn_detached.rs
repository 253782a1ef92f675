//! A std thread that is left running; it has begun when `entry` returns.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

static BEGUN: AtomicBool = AtomicBool::new(false);

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    thread::spawn(|| {
        BEGUN.store(true, Ordering::Release);
        loop {
            thread::sleep(Duration::from_millis(20));
        }
    });
    while !BEGUN.load(Ordering::Acquire) {
        thread::yield_now();
    }
}
