//! Per-thread attachment to a VM, given back when the thread ends.
use std::cell::Cell;
use std::sync::Once;

struct Attachment(Cell<u32>);

impl Drop for Attachment {
    fn drop(&mut self) {
        tracing::info!(uses = self.0.get(), "thread detached"); // want thread-local-in-dtor "error: .*when a thread ends: .*logger"
    }
}

thread_local! {
    static ATTACHED: Attachment = Attachment(Cell::new(0));
}

static LOGS: Once = Once::new();

#[no_mangle]
pub extern "C" fn plugin_work() {
    LOGS.call_once(|| tracing_subscriber::fmt().with_writer(std::io::stderr).init());
    ATTACHED.with(|a| a.0.set(a.0.get() + 1));
    tracing::info!("working");
}
