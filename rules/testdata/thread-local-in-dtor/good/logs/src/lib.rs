struct Attachment;

// env_logger does without its buffer where that is gone.
impl Drop for Attachment {
    fn drop(&mut self) {
        log::warn!("detached"); // want stdio-in-dtor "`warn!` writes through the installed logger"
    }
}

thread_local! {
    static ATTACHED: Attachment = const { Attachment };
}

#[no_mangle]
pub extern "C" fn plugin_start() {
    let _ = env_logger::try_init();
    ATTACHED.with(|_| ());
}
