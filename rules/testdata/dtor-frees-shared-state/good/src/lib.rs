use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Mutex;
use std::thread::JoinHandle;

static mut TABLE: *mut [u32; 16] = std::ptr::null_mut();
static STOP: AtomicBool = AtomicBool::new(false);
static WORKER: Mutex<Option<JoinHandle<()>>> = Mutex::new(None);

// Says stop and frees nothing: the operating system takes the memory.
#[dtor::dtor]
fn says_stop() {
    STOP.store(true, Ordering::SeqCst);
}

// Its user is stopped and joined first.
#[dtor::dtor]
fn joins_first() {
    STOP.store(true, Ordering::SeqCst);
    if let Some(worker) = WORKER.lock().ok().and_then(|mut w| w.take()) {
        let _ = worker.join();
    }
    unsafe { drop(Box::from_raw(TABLE)) };
}

// A value of its own is nobody else's.
#[dtor::dtor]
fn own_value() {
    let mut scratch = vec![1, 2, 3];
    scratch.drain(..1);
    let mut slot = Some(1);
    slot.take();
    drop(scratch);
}

#[no_mangle]
pub extern "C" fn plugin_lookup(i: usize) -> u32 {
    unsafe { (*TABLE)[i & 15] }
}

// The host decides when this runs.
#[no_mangle]
pub extern "C" fn plugin_stop() {
    unsafe { drop(Box::from_raw(TABLE)) };
}
