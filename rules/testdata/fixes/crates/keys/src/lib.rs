static mut KEY: libc::pthread_key_t = 0;

extern "C" fn destroy(_: *mut libc::c_void) {}

#[no_mangle]
pub extern "C" fn plugin_start() {
    unsafe { libc::pthread_key_create(std::ptr::addr_of_mut!(KEY), Some(destroy)) };
}

extern "C" fn end() {}

#[used]
#[link_section = ".fini_array"]
static END: extern "C" fn() = end;
