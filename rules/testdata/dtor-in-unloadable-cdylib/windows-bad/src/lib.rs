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

// It does not ask whether the process ends, when no other thread is left.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut u8, reason: u32, _: *mut u8) -> i32 { // want "`DllMain` of `keeps` does work at `DLL_PROCESS_DETACH`"
    if reason == 0 {
        unloading();
    }
    1
}
