//! Native half of an application in another language; it writes a log file.
use std::sync::OnceLock;
use tracing_appender::non_blocking::WorkerGuard;

static GUARD: OnceLock<WorkerGuard> = OnceLock::new(); // want guard-never-dropped "warning: an exit or unload loses log lines.*`GUARD` holds a `WorkerGuard`"

#[no_mangle]
pub extern "C" fn app_init() {
    let file = tracing_appender::rolling::never(".", "app.log");
    let (writer, guard) = tracing_appender::non_blocking(file);
    let _ = GUARD.set(guard);
    let _ = tracing_subscriber::fmt().with_writer(writer).with_ansi(false).try_init();
}

#[no_mangle]
pub extern "C" fn app_work() {
    for i in 0..100000 {
        tracing::info!(i, "step");
    }
}
