use std::ffi::c_void;
use std::ptr::null_mut;

#[no_mangle]
pub extern "C" fn PyInit_forks() -> *mut c_void {
    pool();
    rayon::spawn(|| ()); // want "^warning: a forked child hangs where it waits for worker threads, and what is sent to them is lost: `rayon::spawn` starts them while the host"
    null_mut()
}

fn pool() {
    let _ = rayon::ThreadPoolBuilder::new().build_global(); // want "^warning: a forked child hangs where it waits for worker threads, and what is sent to them is lost: `ThreadPoolBuilder::build_global` starts them"
}

#[ctor::ctor]
fn starts() {
    std::thread::spawn(|| ()); // want "^warning: a forked child hangs where it waits for the thread, and what is sent to it is lost: `thread::spawn` starts it while the library is loaded" std-in-ctor "thread::spawn"
}
