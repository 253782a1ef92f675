//! A thread-local that is touched on a condition, or always, before std makes its key.
use std::cell::RefCell;

thread_local! {
    static PLAIN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static LAZY: RefCell<Vec<u8>> = RefCell::new(vec![1]);
}

#[inline(never)]
fn touch(n: i32) {
    #[cfg(touches = "maybe")]
    if n > 7 {
        PLAIN.with(|p| p.borrow_mut().push(1));
    }
    #[cfg(touches = "always")]
    PLAIN.with(|p| p.borrow_mut().push(n as u8));
    #[cfg(touches = "lazily")]
    LAZY.with(|p| p.borrow_mut().push(n as u8));
    #[cfg(touches = "maybe_lazily")]
    if n > 7 {
        LAZY.with(|p| p.borrow_mut().push(1));
    }
}

#[no_mangle]
pub extern "C" fn entry(n: i32) -> bool {
    touch(n);
    std::thread::current().name().is_some()
}
