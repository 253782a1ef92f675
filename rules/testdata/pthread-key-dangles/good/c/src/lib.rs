extern "C" {
    fn scratch() -> *mut core::ffi::c_void;
}

#[no_mangle]
pub extern "C" fn plugin_scratch() -> *mut core::ffi::c_void {
    unsafe { scratch() }
}
