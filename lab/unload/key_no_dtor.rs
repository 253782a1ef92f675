//! A pthread key without a destructor, left behind.

use std::ffi::c_void;

unsafe extern "C" {
    fn pthread_key_create(key: *mut u32, dtor: Option<unsafe extern "C" fn(*mut c_void)>) -> i32;
    fn pthread_setspecific(key: u32, value: *const c_void) -> i32;
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut key = 0;
    unsafe {
        pthread_key_create(&mut key, None);
        pthread_setspecific(key, 1 as *const c_void);
    }
}
