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

struct Attachment(u32);

// An error is handled instead of a panic, and what needs no drop is never gone.
impl Drop for Attachment {
    fn drop(&mut self) {
        let _ = JOURNAL.try_with(|j| j.borrow_mut().push(self.0));
        DEPTH.set(0);
    }
}

struct Entry(usize);

// Its initialiser uses `JOURNAL`, which therefore registers first and is destroyed last.
impl Drop for Entry {
    fn drop(&mut self) {
        JOURNAL.with_borrow_mut(|j| j.truncate(self.0));
    }
}

thread_local! {
    static ATTACHED: Attachment = const { Attachment(1) };
    static JOURNAL: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static ENTRY: Entry = Entry(JOURNAL.with_borrow(|j| j.len()));
}

#[unsafe(no_mangle)]
pub extern "C" fn plugin_work() {
    ATTACHED.with(|a| JOURNAL.with_borrow_mut(|j| j.push(a.0)));
    ENTRY.with(|_| ());
}
