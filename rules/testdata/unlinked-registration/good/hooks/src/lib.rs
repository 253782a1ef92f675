use std::sync::atomic::{AtomicBool, Ordering};

static READY: AtomicBool = AtomicBool::new(false);

#[ctor::ctor]
fn init() {
    READY.store(true, Ordering::Relaxed);
}
