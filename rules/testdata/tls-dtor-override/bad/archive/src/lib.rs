thread_local! {
    static NAMES: std::cell::RefCell<Vec<u8>> = const { std::cell::RefCell::new(Vec::new()) }; // want thread-local-in-cdylib "keeps `archive` mapped"
}

#[no_mangle]
pub extern "C" fn plugin_run() {
    NAMES.with_borrow_mut(|n| n.push(1));
}
