use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new()); // want "warning: .*"
}

#[no_mangle]
pub extern "C" fn open(_plugin: *mut u8) {
    NAMES.with(|n| n.borrow_mut().push(String::new()));
}

#[no_mangle]
pub extern "C" fn close(_plugin: *mut u8) -> i64 {
    unsafe { libc::syscall(libc::SYS_gettid) }
}
