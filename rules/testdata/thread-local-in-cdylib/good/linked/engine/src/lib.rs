use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new());
}

#[no_mangle]
pub extern "C" fn add() {
    NAMES.with(|n| n.borrow_mut().push(String::new()));
}
