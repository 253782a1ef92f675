//! Per-thread attachment whose end is noted in a per-thread journal.
use std::cell::RefCell;

struct Attachment(u32);

impl Drop for Attachment {
    fn drop(&mut self) {
        JOURNAL.with_borrow_mut(|j| j.push(format!("detached {}", self.0))); // want thread-local-in-dtor "error: .*when a thread ends: .*`JOURNAL`"
    }
}

thread_local! {
    static ATTACHED: Attachment = const { Attachment(1) };
    static JOURNAL: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[no_mangle]
pub extern "C" fn plugin_work() {
    ATTACHED.with(|a| JOURNAL.with_borrow_mut(|j| j.push(format!("attached {}", a.0))));
}
