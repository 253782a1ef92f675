use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

// No library that can be unloaded links this one.
#[dtor::dtor(method = term)]
fn at_exit() {
    DONE.store(true, Ordering::Relaxed);
}
