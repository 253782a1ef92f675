use std::sync::{Mutex, PoisonError};

static QUEUE: Mutex<Vec<u32>> = Mutex::new(Vec::new());

// A poisoned lock is taken all the same.
#[dtor::dtor]
fn poison_is_handled() {
    QUEUE.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

// Nobody learns of a failure here, and nobody needs to.
#[dtor::dtor]
fn ignores() {
    let _ = flush();
    flush().ok();
    if let Ok(mut queue) = QUEUE.try_lock() {
        queue.clear();
    }
}

fn flush() -> Result<(), u32> {
    Err(1)
}

#[dtor::dtor]
fn caught() {
    let _ = std::panic::catch_unwind(|| flush().unwrap());
}

// Called by the host.
#[unsafe(no_mangle)]
pub extern "C" fn plugin_stop() {
    flush().unwrap();
}
