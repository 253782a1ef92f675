extern "C" fn destroy(_: *mut libc::c_void) {}

#[no_mangle]
pub extern "C" fn plugin_call() {
    let mut key = 0;
    unsafe { libc::pthread_key_create(&mut key, Some(destroy)) }; // want "^warning: a thread that set the key and ends after `dlclose` jumps into unmapped code: `pthread_key_create` makes it with a destructor in `keyed`, and"
}
