use std::cell::{Cell, RefCell};

thread_local! {
    static CACHE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static NAME: RefCell<String> = RefCell::new(String::new());
    static LAST: Cell<Option<Box<u32>>> = const { Cell::new(None) };
}

#[dtor::dtor]
fn clears() {
    CACHE.with(|c| c.borrow_mut().clear()); // want "^error: the host aborts at exit: `LocalKey::with` uses thread-local `CACHE` while the library is unloaded \(in destructor `clears`\), and where this"
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

struct Attachment(u32);

impl Drop for Attachment {
    fn drop(&mut self) {
        JOURNAL.with_borrow_mut(|j| j.push(self.0)); // want "^error: a panic aborts the host when a thread ends: `LocalKey::with_borrow_mut` uses thread-local `JOURNAL` \(in thread-local destructor"
        note();
        log::info!("detached");
    }
}

fn note() {
    let _ = JOURNAL.take(); // want "reached from thread-local destructor `Attachment::drop`"
}

struct Session;

impl Drop for Session {
    fn drop(&mut self) {
        SESSION.with(|s| s.borrow().is_some()); // want "thread-local `SESSION` .*the value is being destroyed"
    }
}

thread_local! {
    static ATTACHED: Attachment = const { Attachment(1) };
    static JOURNAL: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static SESSION: RefCell<Option<Session>> = const { RefCell::new(None) };
}

#[no_mangle]
pub extern "C" fn plugin_work() {
    ATTACHED.with(|a| JOURNAL.with_borrow_mut(|j| j.push(a.0)));
    SESSION.set(Some(Session));
}
