use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

static CALLS: AtomicUsize = AtomicUsize::new(0);

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

extern "C" {
    fn __libc_calloc(n: usize, size: usize) -> *mut libc::c_void;
    fn __libc_malloc(size: usize) -> *mut libc::c_void;
}

// A static needs nothing of the C library.
#[no_mangle]
pub unsafe extern "C" fn calloc(n: usize, size: usize) -> *mut libc::c_void {
    CALLS.fetch_add(1, Ordering::Relaxed);
    __libc_calloc(n, size)
}

// A flag without a destructor ends the recursion.
#[no_mangle]
pub unsafe extern "C" fn malloc(size: usize) -> *mut libc::c_void {
    if !INSIDE.replace(true) {
        let _ = format!("{size}");
        INSIDE.set(false);
    }
    __libc_malloc(size)
}

// What it calls is another function.
#[no_mangle]
pub unsafe extern "C" fn unlink(path: *const libc::c_char) -> libc::c_int {
    let _ = std::env::var_os("SHADOWS");
    libc::syscall(libc::SYS_unlink, path) as libc::c_int
}
