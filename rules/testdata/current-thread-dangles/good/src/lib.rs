// A thread of the library's own.
#[no_mangle]
pub extern "C" fn plugin_call() {
    let h = std::thread::spawn(|| {
        let _id = std::thread::current().id();
    });
    let _ = h.join();
}

mod thread {
    pub fn current() -> u32 {
        1
    }
}

// Not std's.
#[no_mangle]
pub extern "C" fn plugin_id() -> u32 {
    thread::current()
}
