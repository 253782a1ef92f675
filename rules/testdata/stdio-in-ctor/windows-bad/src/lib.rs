use core::ffi::c_void;

// std sets the handle of a thread of its own after this call.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, _: *mut c_void) -> i32 {
    match reason {
        1 => println!("loaded"), // want "^warning: the host can abort while the library is loaded: `println!` runs \(in `DllMain` at `DLL_PROCESS_ATTACH`\), outside std's guarantees, and panics"
        2 => {
            println!("attached"); // want "error: .*when a thread starts \(in `DllMain` at `DLL_THREAD_ATTACH`\): std aborts the process in each thread"
            let _ = std::thread::current().id(); // want std-in-ctor "error: `thread::current` makes a handle for a thread before std does"
        }
        _ => {}
    }
    1
}

#[no_mangle]
pub extern "C" fn work() {
    let _ = std::thread::spawn(|| ()).join();
}
