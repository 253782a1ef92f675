//! The thread is told to stop, and joined, before the host exits.
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;
use std::thread::JoinHandle;

static STOP: AtomicBool = AtomicBool::new(false);
static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn plug_start() {
    *WORKER.lock().unwrap() = Some(std::thread::spawn(housekeeping));
}

#[no_mangle]
pub extern "C" fn plug_stop() {
    STOP.store(true, Ordering::Relaxed);
    if let Some(worker) = WORKER.lock().unwrap().take() {
        let _ = worker.join();
    }
}

fn housekeeping() {
    while !STOP.load(Ordering::Relaxed) {
        std::hint::black_box(openssl::sha::sha512(b"data"));
    }
}
