//! A std thread that a destructor wants to stop and join: it keeps the library
//! mapped, so the destructor does not run at `dlclose`.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

static STOP: AtomicBool = AtomicBool::new(false);
static BEGUN: AtomicBool = AtomicBool::new(false);
static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

extern "C" fn unload() {
    lab::say("{");
    STOP.store(true, Ordering::Release);
    if let Some(worker) = WORKER.lock().ok().and_then(|mut w| w.take()) {
        let _ = worker.join();
    }
    lab::say("}");
}

#[used]
#[unsafe(link_section = ".fini_array")]
static UNLOAD: extern "C" fn() = unload;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let worker = thread::spawn(|| {
        BEGUN.store(true, Ordering::Release);
        while !STOP.load(Ordering::Acquire) {
            thread::sleep(Duration::from_millis(1));
        }
    });
    *WORKER.lock().unwrap() = Some(worker);
    while !BEGUN.load(Ordering::Acquire) {
        thread::yield_now();
    }
}
