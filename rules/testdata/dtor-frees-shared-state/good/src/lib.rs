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

static QUEUE: std::sync::Mutex<Vec<u32>> = std::sync::Mutex::new(Vec::new());

// Taken through the lock: others find it empty, and nobody finds it freed.
#[dtor::dtor]
fn through_the_lock() {
    if let Ok(mut queue) = QUEUE.lock() {
        let _ = std::mem::take(&mut *queue);
    }
    let _ = std::mem::take(&mut *QUEUE.lock().unwrap_or_else(|e| e.into_inner()));
    std::mem::take(&mut *QUEUE.lock().unwrap()); // want panic-in-dtor "unwrap"
}

#[no_mangle]
pub extern "C" fn plugin_queue(x: u32) {
    if let Ok(mut queue) = QUEUE.lock() {
        queue.push(x);
    }
}

static SLOT: std::sync::Mutex<Option<Box<u32>>> = std::sync::Mutex::new(None);

// An Option behind a lock is empty afterwards, as a queue is.
#[dtor::dtor]
fn empties_the_slot() {
    if let Ok(mut slot) = SLOT.lock() {
        slot.take();
        slot.replace(Box::new(1));
        *slot = None;
    }
}
