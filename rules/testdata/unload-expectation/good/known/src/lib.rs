// It stays, as its manifest says.
use std::cell::RefCell;

thread_local!(static SEEN: RefCell<Vec<u8>> = RefCell::new(Vec::new())); // want thread-local-in-cdylib "needs drop"

#[no_mangle]
pub extern "C" fn touch() {
    SEEN.with(|s| s.borrow_mut().push(1));
}
