//! Per-thread data in a key of the library's own, deleted at the unload: what
//! `thread_local!` could be replaced with.

use std::ffi::c_void;
use std::sync::OnceLock;

unsafe extern "C" {
    fn pthread_key_create(key: *mut u32, dtor: Option<unsafe extern "C" fn(*mut c_void)>) -> i32;
    fn pthread_key_delete(key: u32) -> i32;
    fn pthread_getspecific(key: u32) -> *mut c_void;
    fn pthread_setspecific(key: u32, value: *const c_void) -> i32;
}

static KEY: OnceLock<u32> = OnceLock::new();

unsafe extern "C" fn release(value: *mut c_void) {
    drop(unsafe { Box::from_raw(value.cast::<Vec<u8>>()) });
}

extern "C" fn unload() {
    lab::say("{");
    if let Some(key) = KEY.get() {
        unsafe { pthread_key_delete(*key) };
    }
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let key = *KEY.get_or_init(|| {
        let mut key = 0;
        unsafe { pthread_key_create(&mut key, Some(release)) };
        key
    });
    unsafe {
        if pthread_getspecific(key).is_null() {
            pthread_setspecific(key, Box::into_raw(Box::new(vec![1u8])).cast());
        }
        (*pthread_getspecific(key).cast::<Vec<u8>>()).push(2);
    }
}
