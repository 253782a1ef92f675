//! A library that every host under test can load: each finds its own entry point, and
//! no other. Functions of the host are looked up when they are needed, since no host has
//! those of the others.

use std::ffi::{c_char, c_int, c_void, CStr};
use std::mem::transmute_copy;

mod languages;
mod media;
mod servers;
mod system;

extern "C" {
    fn dlopen(path: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
}

/// A pointer that may stand in a static.
#[repr(transparent)]
pub struct Ptr(pub *const c_void);
unsafe impl Sync for Ptr {}

pub const NULL: Ptr = Ptr(std::ptr::null());

/// Looks a function up that the process has. From the program's own scope: a library that
/// was opened with RTLD_DEEPBIND finds the C library first, past the tracer.
#[inline(always)]
pub unsafe fn host<F>(name: &CStr) -> F {
    let program = dlopen(std::ptr::null(), 1);
    let found = dlsym(program, name.as_ptr());
    assert!(!found.is_null(), "no {name:?} in the host");
    transmute_copy(&found)
}

/// Makes a key through the loader's binding: the trace does not see it where the library
/// was opened with RTLD_DEEPBIND.
#[inline(never)]
pub fn bound_by_the_loader() {
    extern "C" {
        fn pthread_key_create(key: *mut u32, destructor: extern "C" fn(*mut c_void)) -> c_int;
        fn pthread_key_delete(key: u32) -> c_int;
    }
    let mut key = 0;
    unsafe {
        if pthread_key_create(&mut key, nothing) == 0 {
            pthread_key_delete(key);
        }
    }
}

pub extern "C" fn nothing(_: *mut c_void) {}

/// Makes and deletes a pthread key: the trace tells which function did and when. It is a
/// macro so that this is the function that the host calls.
#[macro_export]
macro_rules! called {
    () => {
        #[allow(unused_unsafe)]
        unsafe {
            $crate::bound_by_the_loader();
            type Create = extern "C" fn(*mut u32, extern "C" fn(*mut std::ffi::c_void)) -> std::ffi::c_int;
            let create: Create = $crate::host(c"pthread_key_create");
            let delete: extern "C" fn(u32) -> std::ffi::c_int = $crate::host(c"pthread_key_delete");
            let mut key = 0;
            if create(&mut key, $crate::nothing) == 0 {
                delete(key);
            }
        }
    };
}

/// Whether the test asked for an entry point that fails.
pub fn fails() -> bool {
    std::env::var_os("LAB_FAIL").is_some()
}
