use core::ffi::c_void;
use std::sync::Mutex;
use std::thread::JoinHandle;

static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

// The waiting arm is for a value that the loader never passes.
#[no_mangle]
pub extern "system" fn DllMain(_: *mut c_void, reason: u32, _: *mut c_void) -> i32 {
    match reason {
        9 => stop(),
        _ => {}
    }
    1
}

#[no_mangle]
pub extern "C" fn start() {
    if let Ok(mut worker) = WORKER.lock() {
        *worker = Some(std::thread::spawn(|| ()));
    }
}

// A function that the host calls holds no lock of the loader.
#[no_mangle]
pub extern "C" fn stop() {
    if let Ok(mut worker) = WORKER.lock() {
        if let Some(worker) = worker.take() {
            let _ = worker.join();
        }
    }
}
