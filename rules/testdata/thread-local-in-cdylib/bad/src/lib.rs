use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

thread_local! {
    static NAMES: RefCell<Vec<String>> = RefCell::new(Vec::new()); // want "warning: the value of thread-local `NAMES` needs drop .*`RefCell<Vec<String>>`.*glibc keeps `stale` mapped"
    static DEPTH: Cell<u32> = const { Cell::new(0) };
    static LAST: Cell<Option<Box<u32>>> = const { Cell::new(None) }; // want "`LAST` needs drop"
}

// A const initialiser registers a destructor on first access all the same.
std::thread_local!(static TABLE: RefCell<HashMap<u32, Cached>> = RefCell::default()); // want "`TABLE` needs drop"

struct Cached {
    plain: u32,
}

enum State {
    Idle,
    Busy(Rc<Cached>),
}

type Slot = RefCell<Option<State>>;

thread_local! {
    static STATE: Slot = RefCell::new(None); // want "`STATE` needs drop"
    static CLIENT: OnceCell<redis::Client> = OnceCell::new(); // want "warning: the value of thread-local `CLIENT` may need drop"
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    thread_local! {
        static LOCAL: RefCell<String> = RefCell::new(String::new()); // want "`LOCAL` needs drop"
    }
    LOCAL.with(|l| l.borrow_mut().push('x'));
    NAMES.with(|n| n.borrow_mut().push(String::new()));
    DEPTH.set(DEPTH.get() + 1);
    LAST.set(None);
    TABLE.with(|t| t.borrow_mut().insert(1, Cached { plain: 1 }));
    STATE.with(|s| *s.borrow_mut() = Some(State::Idle));
    CLIENT.with(|c| c.get().is_some());
}
