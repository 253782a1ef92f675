use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

// The configuration says that the host never unloads.
#[dtor::dtor]
fn fini() {
    DONE.store(true, Ordering::Relaxed);
}
