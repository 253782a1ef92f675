use std::cell::{Cell, OnceCell, RefCell};

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new());
    static BORROWED: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static ONCE: OnceCell<String> = const { OnceCell::new() };
    static SLOT: Cell<Option<Box<u32>>> = const { Cell::new(None) };
    static REPLACED: RefCell<String> = RefCell::new(String::new());
}

#[no_mangle]
pub extern "C" fn plugin_call() -> usize {
    NAMES.with(|n| n.borrow_mut().push(String::from("a")));
    NAMES.with(|n| *n.borrow_mut() = Vec::new());
    BORROWED.with_borrow_mut(|b| b.push(String::from("b")));
    ONCE.with(|o| o.get_or_init(String::new).len());
    SLOT.set(None);
    REPLACED.replace(String::from("c"));
    BORROWED.with_borrow(|b| b.len())
}
