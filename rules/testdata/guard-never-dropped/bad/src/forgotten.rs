//! Guards that are kept from being dropped without a static.
use std::mem::{self, ManuallyDrop};
use tracing_appender::non_blocking::{NonBlocking, WorkerGuard};

#[no_mangle]
pub extern "C" fn forgets() {
    let (_writer, guard) = tracing_appender::non_blocking(std::io::sink()); // want "^warning: an exit or unload loses log lines that its thread has not written yet: a `WorkerGuard` is forgotten, so that nothing drops it, and its"
    mem::forget(guard);
}

#[no_mangle]
pub extern "C" fn leaks() {
    let (_writer, guard) = NonBlocking::new(std::io::sink()); // want "a `WorkerGuard` is forgotten"
    Box::leak(Box::new(guard));
}

fn start() -> (NonBlocking, WorkerGuard) {
    tracing_appender::non_blocking(std::io::sink()) // want "a `WorkerGuard` is forgotten"
}

#[no_mangle]
pub extern "C" fn hides() {
    let (_writer, guard) = start();
    let _guard = ManuallyDrop::new(guard);
}

#[no_mangle]
pub extern "C" fn reports_nothing() {
    mem::forget(sentry::init("https://key@example.com/1")); // want "^warning: an exit or unload loses events that are not sent yet: a `ClientInitGuard` is forgotten, so that nothing drops it, and its thread keeps"
}
