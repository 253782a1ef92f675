//! The plugin's last call shuts it down.
use opentelemetry_sdk::trace::TracerProvider;
use std::sync::Mutex;

static PROVIDER: Mutex<Option<TracerProvider>> = Mutex::new(None);

#[no_mangle]
pub extern "C" fn plug_start() {
    *PROVIDER.lock().unwrap() = Some(TracerProvider::builder().build());
}

#[no_mangle]
pub extern "C" fn plug_stop() {
    if let Some(provider) = PROVIDER.lock().unwrap().take() {
        let _ = provider.shutdown();
    }
}
