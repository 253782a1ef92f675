use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new()); // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `NAMES`,"
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static LAST: Cell<Option<Box<u32>>> = const { Cell::new(None) }; // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `LAST`,"
}

// A const initialiser registers a destructor on first access all the same.
std::thread_local!(static TABLE: RefCell<HashMap<u32, Cached>> = RefCell::default()); // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `TABLE`,"

struct Cached {
    plain: u32,
}

enum State {
    Idle,
    Busy(Rc<Cached>),
}

type Slot = RefCell<Option<State>>;

thread_local! {
    static STATE: Slot = RefCell::new(None); // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `STATE`,"
    static CLIENT: OnceCell<redis::Client> = OnceCell::new(); // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `CLIENT`,"
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    thread_local! {
        static LOCAL: RefCell<String> = RefCell::new(String::new()); // want "^warning: a reload finds the old code and state: glibc keeps `stale` mapped after `dlclose` while a thread lives that touched thread-local `LOCAL`,"
    }
    LOCAL.with(|l| l.borrow_mut().push('x'));
    NAMES.with(|n| n.borrow_mut().push(String::new()));
    DEPTH.set(DEPTH.get() + 1);
    LAST.set(None);
    TABLE.with(|t| t.borrow_mut().insert(1, Cached { plain: 1 }));
    STATE.with(|s| *s.borrow_mut() = Some(State::Idle));
    CLIENT.with(|c| c.get().is_some());
}
