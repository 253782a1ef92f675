use std::cell::{Cell, OnceCell, RefCell};
use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit};

#[derive(Clone, Copy)]
struct Handle(*mut u8);

thread_local! {
    // No destructor is registered for what needs no drop, const or not.
    static DEPTH: Cell<u32> = Cell::new(0);
    static FLAG: RefCell<bool> = const { RefCell::new(false) };
    static CURRENT: Cell<Option<Handle>> = const { Cell::new(None) };
    static BUFFER: RefCell<[u8; 32]> = const { RefCell::new([0; 32]) };
    static LOOP: OnceCell<*mut Handle> = const { OnceCell::new() };
    static NAME: Cell<&'static str> = const { Cell::new("") };
    static MARK: PhantomData<String> = const { PhantomData };
    // Leaked on purpose.
    static LEAKED: ManuallyDrop<RefCell<Vec<u8>>> = const { ManuallyDrop::new(RefCell::new(Vec::new())) };
    static RAW: RefCell<MaybeUninit<String>> = const { RefCell::new(MaybeUninit::uninit()) };
    // Nothing touches it, so nothing registers its destructor.
    static UNTOUCHED: RefCell<Vec<u8>> = RefCell::new(Vec::new());
}

// The body of a macro that nobody calls declares nothing.
#[allow(unused_macros)]
macro_rules! cache {
    ($name:ident) => {
        thread_local! {
            static $name: RefCell<Vec<u8>> = RefCell::new(Vec::new());
        }
    };
}

#[cfg(windows)]
mod windows {
    // Another platform's.
    thread_local! {
        pub static NAMES: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(Vec::new());
    }
    pub fn clear() {
        NAMES.with(|n| n.borrow_mut().clear());
    }
}

#[cfg(test)]
mod tests {
    thread_local! {
        static SEEN: std::cell::RefCell<Vec<u8>> = std::cell::RefCell::new(Vec::new());
    }
    #[test]
    fn sees() {
        SEEN.with(|s| s.borrow_mut().push(1));
    }
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    DEPTH.set(DEPTH.get() + 1);
    FLAG.with(|f| *f.borrow_mut() = true);
    CURRENT.set(None);
    BUFFER.with(|b| b.borrow_mut()[0] = 1);
    LOOP.with(|l| l.get().is_some());
    NAME.set("x");
    MARK.with(|_| ());
    LEAKED.with(|l| l.borrow_mut().push(1));
    RAW.with(|r| drop(r.borrow_mut()));
}

// `Cell<T>::get` and `update` exist for `T: Copy` alone, and what is Copy has no
// destructor, also where the sources of its type are not at hand.
thread_local! {
    static STATE: Cell<Option<elsewhere::State>> = const { Cell::new(None) };
    static MODE: Cell<elsewhere::Mode> = Cell::new(elsewhere::Mode::Off);
    static LEVEL: Cell<elsewhere::Mode> = Cell::new(elsewhere::Mode::Off);
    static STEP: Cell<elsewhere::Mode> = Cell::new(elsewhere::Mode::Off);
}

#[no_mangle]
pub extern "C" fn plugin_state() -> bool {
    MODE.set(LEVEL.with(Cell::get));
    STEP.with(|s| s.update(|m| m.next()));
    MODE.get().is_on() && STATE.with(|s| s.get().is_some())
}
