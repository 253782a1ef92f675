//! A pthread key with a destructor, deleted at the unload.

use std::ffi::c_void;
use std::sync::atomic::{AtomicU32, Ordering};

unsafe extern "C" {
    fn pthread_key_create(key: *mut u32, dtor: Option<unsafe extern "C" fn(*mut c_void)>) -> i32;
    fn pthread_key_delete(key: u32) -> i32;
    fn pthread_setspecific(key: u32, value: *const c_void) -> i32;
}

static KEY: AtomicU32 = AtomicU32::new(0);

unsafe extern "C" fn release(_: *mut c_void) {
    lab::say("key-dtor");
}

extern "C" fn unload() {
    lab::say("{");
    unsafe { pthread_key_delete(KEY.load(Ordering::Relaxed)) };
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut key = 0;
    unsafe {
        pthread_key_create(&mut key, Some(release));
        pthread_setspecific(key, 1 as *const c_void);
    }
    KEY.store(key, Ordering::Relaxed);
}
