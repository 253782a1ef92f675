use std::thread;

#[no_mangle]
pub extern "C" fn plugin_fill() -> u32 {
    thread::spawn(work);
    work();
    7
}

#[no_mangle]
pub extern "C" fn plugin_start() {
    work();
    let _ = thread::spawn(|| work());
    work();
}

/// A thread that never ends is not joined.
#[no_mangle]
pub extern "C" fn plugin_loop() {
    thread::spawn(|| loop {
        thread::yield_now();
    });
    work();
}

fn work() {}
