//! Device plugin: the host calls `open`, `read` and `close`.
use std::cell::RefCell;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; // want thread-local-in-cdylib "warning: "
}

#[no_mangle]
pub extern "C" fn open() -> i32 {
    std::thread::spawn(|| loop { // want thread-outlives-cdylib "warning: "
        std::thread::sleep(std::time::Duration::from_millis(50));
    });
    0
}

#[no_mangle]
pub extern "C" fn read() -> i32 {
    BUFFER.with_borrow_mut(|b| b.push(1));
    1
}
