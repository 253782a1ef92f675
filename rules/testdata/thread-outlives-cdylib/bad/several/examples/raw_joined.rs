extern "C" fn work(_: *mut libc::c_void) -> *mut libc::c_void {
    std::ptr::null_mut()
}

#[no_mangle]
pub extern "C" fn joined_entry() {
    let mut thread = 0;
    unsafe { libc::pthread_create(&mut thread, std::ptr::null(), work, std::ptr::null_mut()) };
    unsafe { libc::pthread_join(thread, std::ptr::null_mut()) };
}
