use std::cell::{Cell, RefCell};

thread_local! {
    static CACHE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static NAME: RefCell<String> = RefCell::new(String::new());
    static LAST: Cell<Option<Box<u32>>> = const { Cell::new(None) };
}

#[dtor::dtor]
fn clears() {
    CACHE.with(|c| c.borrow_mut().clear()); // want "error: `.*with` uses thread-local `CACHE` .*first use at `dlclose` leaves its destructor behind"
    NAME.set(String::new()); // want "thread-local `NAME`"
    let _ = LAST.take(); // want "thread-local `LAST`"
    forget_name();
}

fn forget_name() {
    NAME.with_borrow_mut(|n| n.clear()); // want "reached from destructor `clears`"
}

#[no_mangle]
pub extern "C" fn plugin_touch() {
    CACHE.with(|c| c.borrow_mut().push(1));
}
