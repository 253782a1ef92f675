extern "C" fn callback(_: i32, _: *mut libc::c_void) {}
extern "C" fn bare(_: *mut libc::c_void) {}

extern "C" {
    fn on_exit(f: extern "C" fn(i32, *mut libc::c_void), arg: *mut libc::c_void) -> i32;
    fn __cxa_atexit(f: extern "C" fn(*mut libc::c_void), arg: *mut libc::c_void, dso: *mut libc::c_void) -> i32;
}

#[no_mangle]
pub extern "C" fn plugin_call() {
    unsafe { on_exit(callback, std::ptr::null_mut()) }; // want "^warning: the process crashes at exit after `dlclose`: `on_exit` registers a callback that is not tied to `dangling`"
    unsafe { __cxa_atexit(bare, std::ptr::null_mut(), std::ptr::null_mut()) }; // want "`__cxa_atexit` registers"
}
