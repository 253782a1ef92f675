//! The functions we stand in for.

use std::ffi::{CStr, CString, c_char, c_int};
use std::mem;
use std::sync::OnceLock;

use crate::{rules, stats};

type Fopen = unsafe extern "C" fn(*const c_char, *const c_char) -> *mut libc::FILE;
type Unlink = unsafe extern "C" fn(*const c_char) -> c_int;

static REAL_FOPEN: OnceLock<Fopen> = OnceLock::new();
static REAL_UNLINK: OnceLock<Unlink> = OnceLock::new();

/// The next definition of `name` behind this library.
unsafe fn next<F: Copy>(name: &CStr) -> F {
    let symbol = unsafe { libc::dlsym(libc::RTLD_NEXT, name.as_ptr()) };
    assert!(!symbol.is_null(), "pathmap: no {name:?} behind us");
    unsafe { mem::transmute_copy(&symbol) }
}

fn redirected(path: *const c_char) -> Option<CString> {
    if path.is_null() {
        return None;
    }
    let new = rules::current()?.apply(unsafe { CStr::from_ptr(path) })?;
    stats::hit();
    Some(new)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn fopen(path: *const c_char, mode: *const c_char) -> *mut libc::FILE {
    let real = *REAL_FOPEN.get_or_init(|| unsafe { next(c"fopen") });
    match redirected(path) {
        Some(new) => unsafe { real(new.as_ptr(), mode) },
        None => unsafe { real(path, mode) },
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn unlink(path: *const c_char) -> c_int {
    let real = *REAL_UNLINK.get_or_init(|| unsafe { next(c"unlink") });
    match redirected(path) {
        Some(new) => unsafe { real(new.as_ptr()) },
        None => unsafe { real(path) },
    }
}
