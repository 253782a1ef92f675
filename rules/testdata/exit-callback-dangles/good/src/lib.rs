extern "C" fn bare(_: *mut libc::c_void) {}

extern "C" {
    fn __cxa_atexit(f: extern "C" fn(*mut libc::c_void), arg: *mut libc::c_void, dso: *mut libc::c_void) -> i32;
    static mut __dso_handle: u8;
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    // The library's handle: the callback runs at `dlclose`.
    unsafe { __cxa_atexit(bare, std::ptr::null_mut(), std::ptr::addr_of_mut!(__dso_handle).cast()) }; // want atexit-in-cdylib "information: "
}
