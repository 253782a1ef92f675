thread_local! {
    // What the shared libstd is charged with keeps nothing mapped: a hint alone.
    static NAMES: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) }; // want thread-local-in-cdylib "hint: "
}

#[no_mangle]
pub extern "C" fn api() {
    NAMES.with_borrow_mut(|n| n.push(1));
}
