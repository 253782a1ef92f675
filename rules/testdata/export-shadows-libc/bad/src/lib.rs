use std::cell::RefCell;
use std::fs::File;
use std::io::Read;

thread_local! {
    static TALLY: RefCell<Vec<usize>> = const { RefCell::new(Vec::new()) };
}

extern "C" {
    fn __libc_calloc(n: usize, size: usize) -> *mut libc::c_void;
    fn __libc_malloc(size: usize) -> *mut libc::c_void;
}

#[no_mangle]
pub unsafe extern "C" fn calloc(n: usize, size: usize) -> *mut libc::c_void { // want "error: export `calloc` takes the place of the C library's, and its body reaches `LocalKey::try_with`, which calls `calloc` in turn"
    let _ = TALLY.try_with(|_| ());
    __libc_calloc(n, size)
}

#[no_mangle]
pub unsafe extern "C" fn malloc(size: usize) -> *mut libc::c_void { // want "reaches `.*`, which calls `malloc` in turn"
    note(size);
    __libc_malloc(size)
}

fn note(size: usize) {
    let _ = format!("{size}");
}

#[no_mangle]
pub unsafe extern "C" fn open64(path: *const libc::c_char, flags: libc::c_int, mode: libc::mode_t) -> libc::c_int { // want "reaches `File::open`, which calls `open64` in turn"
    let mut rules = String::new();
    if let Ok(mut f) = File::open("/etc/shadows.conf") {
        let _ = f.read_to_string(&mut rules);
    }
    libc::syscall(libc::SYS_openat, libc::AT_FDCWD, path, flags, mode) as libc::c_int
}
