use std::cell::RefCell;

thread_local! {
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) }; // want thread-local-in-cdylib "hint: "
}

#[no_mangle]
pub extern "C" fn api() {
    BUFFER.with_borrow_mut(|b| b.push(1));
}
