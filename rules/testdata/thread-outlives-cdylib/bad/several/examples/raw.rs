// That another example joins its thread says nothing of this one's.
extern "C" fn work(_: *mut libc::c_void) -> *mut libc::c_void {
    std::ptr::null_mut()
}

#[no_mangle]
pub extern "C" fn raw_entry() {
    let mut thread = 0;
    unsafe { libc::pthread_create(&mut thread, std::ptr::null(), work, std::ptr::null_mut()) }; // want "^information: a C thread runs into unmapped code after `dlclose`: `pthread_create` starts it in `raw`, nothing joins it, and it does not keep the"
}
