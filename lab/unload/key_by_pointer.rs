//! A pthread key with a destructor, left behind by a call through a table of functions.

use std::ffi::c_void;

type Create = unsafe extern "C" fn(*mut u32, Option<unsafe extern "C" fn(*mut c_void)>) -> i32;

unsafe extern "C" {
    fn pthread_key_create(key: *mut u32, dtor: Option<unsafe extern "C" fn(*mut c_void)>) -> i32;
    fn pthread_setspecific(key: u32, value: *const c_void) -> i32;
}

struct Threads {
    create: Create,
}

static THREADS: Threads = Threads { create: pthread_key_create };

unsafe extern "C" fn release(_: *mut c_void) {
    lab::say("key-dtor");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let mut key = 0;
    unsafe {
        (std::hint::black_box(&THREADS).create)(&mut key, Some(release));
        pthread_setspecific(key, 1 as *const c_void);
    }
}
