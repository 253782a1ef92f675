extern "C" fn destroy(_: *mut libc::c_void) {}

#[no_mangle]
pub extern "C" fn plugin_call() {
    let mut key = 0;
    unsafe { libc::pthread_key_create(&mut key, Some(destroy)) }; // want "warning: `pthread_key_create` makes a key with a destructor in `keyed`"
}
