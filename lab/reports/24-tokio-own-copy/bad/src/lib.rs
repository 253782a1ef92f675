//! Plugin of an async host; the host calls it inside its runtime.
#[no_mangle]
pub extern "C" fn plugin_start() {
    tokio::spawn(async { // want runtime-not-entered "warning: .*`plugin_start`"
        tokio::task::yield_now().await;
    });
}
