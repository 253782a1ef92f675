extern "C" fn callback() {}

#[no_mangle]
pub extern "C" fn plugin_call() {
    unsafe { libc::atexit(callback) }; // want "information: `atexit` registers a callback of `exiting`: on glibc it runs at `dlclose`"
}
