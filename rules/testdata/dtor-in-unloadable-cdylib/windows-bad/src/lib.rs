use std::cell::RefCell;

// A thread-local with a destructor keeps no library mapped on Windows.
thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn unloading() {
    COUNT.store(0, std::sync::atomic::Ordering::SeqCst);
}

static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

#[used]
#[link_section = ".CRT$XPU"]
static UNLOADING: extern "C" fn() = unloading; // want "destructor `unloading` of `keeps` runs under the loader lock at `FreeLibrary`, or at exit"

#[no_mangle]
pub extern "C" fn remember() {
    NAMES.with(|n| n.borrow_mut().push(String::new()));
}
