use std::ffi::c_void;
use std::ptr::null_mut;

#[no_mangle]
pub extern "C" fn PyInit_first_use() -> *mut c_void {
    probe();
    null_mut()
}

// Nothing is left of these threads when the host forks: the function waits for them.
fn probe() {
    let _ = std::thread::spawn(|| ()).join();
    std::thread::scope(|s| {
        s.spawn(|| ());
    });
}

// The process that calls this one starts the threads.
#[no_mangle]
pub extern "C" fn fit() {
    rayon::spawn(|| ());
    let _ = std::thread::Builder::new().spawn(|| ());
}
