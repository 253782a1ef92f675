use std::ffi::c_void;
use std::ptr::null_mut;

#[no_mangle]
pub extern "C" fn PyInit_forks() -> *mut c_void {
    pool();
    rayon::spawn(|| ()); // want "`rayon::spawn` starts worker threads while the host initialises the library"
    null_mut()
}

fn pool() {
    let _ = rayon::ThreadPoolBuilder::new().build_global(); // want "warning: `ThreadPoolBuilder::build_global` starts worker threads .*reached from export `PyInit_forks`.*CPython that forks"
}

#[ctor::ctor]
fn starts() {
    std::thread::spawn(|| ()); // want "`thread::spawn` starts a thread while the library is loaded" std-in-ctor "thread::spawn"
}
