use std::cell::{Cell, RefCell};

thread_local! {
    static CACHE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

// An error is handled instead of a panic.
#[dtor::dtor]
fn tries() {
    let _ = CACHE.try_with(|c| c.borrow_mut().clear());
}

// No destructor is registered for a type that needs no drop.
#[dtor::dtor]
fn drop_free() {
    DEPTH.with(|d| d.set(0));
    DEPTH.set(0);
}

// The host calls this one.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_clear() {
    CACHE.with(|c| c.borrow_mut().clear());
}
