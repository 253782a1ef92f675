struct Attachment;

impl Drop for Attachment {
    fn drop(&mut self) {
        tracing::warn!("detached"); // want "^error: a panic aborts the host when a thread ends: `warn!` uses the logger's thread-local \(in thread-local destructor `Attachment::drop`\), and it is"
        if let Ok(rt) = tokio::runtime::Builder::new_current_thread().build() {
            rt.block_on(async {}); // want "^error: a panic aborts the host when a thread ends: `Runtime::block_on` uses a thread-local with a destructor \(in thread-local destructor"
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
