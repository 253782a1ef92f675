extern "C" fn unload() {
    // Nothing keeps the library mapped any more: another rule's error.
    std::thread::spawn(|| ()); // want thread-wait-under-loader-lock "^error: the host crashes in a thread that begins after `dlclose` has unmapped its code: `thread::spawn` starts a thread while the library is unloaded"
}

#[used]
#[link_section = ".fini_array"]
static UNLOAD: extern "C" fn() = unload; // want dtor-in-unloadable-cdylib "destructor `unload` of `at_close` runs under the loader lock"

#[no_mangle]
pub extern "C" fn entry() {}
