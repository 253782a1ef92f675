use std::cell::RefCell;

thread_local! {
    // Registered by the destructor alone, too late to keep the library mapped.
    static NAMES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

extern "C" fn unload() {
    NAMES.with(|n| n.borrow_mut().push(1)); // want thread-local-in-dtor "a crash at exit"
}

#[used]
#[link_section = ".fini_array"]
static UNLOAD: extern "C" fn() = unload; // want dtor-in-unloadable-cdylib "destructor `unload` of `at_close` runs under the loader lock"

#[no_mangle]
pub extern "C" fn entry() {}
