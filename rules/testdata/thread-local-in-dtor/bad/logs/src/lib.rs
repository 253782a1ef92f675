struct Attachment;

impl Drop for Attachment {
    fn drop(&mut self) {
        tracing::warn!("detached"); // want "error: `warn!` uses the logger's thread-local when a thread ends"
        if let Ok(rt) = tokio::runtime::Builder::new_current_thread().build() {
            rt.block_on(async {}); // want "error: `Runtime::block_on` uses a thread-local with a destructor when a thread ends"
        }
    }
}

thread_local! {
    static ATTACHED: Attachment = const { Attachment };
}

#[no_mangle]
pub extern "C" fn plugin_start(log: &'static std::fs::File) {
    let _ = tracing_subscriber::fmt().with_writer(log).try_init();
    ATTACHED.with(|_| ());
}
