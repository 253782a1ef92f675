use std::sync::atomic::{AtomicU32, Ordering};

static LOADED: AtomicU32 = AtomicU32::new(0);

#[cfg(feature = "telemetry")]
#[used]
#[link_section = ".init_array"]
static COUNT: extern "C" fn() = count; // want "error: no init or fini slot of `target/release/liboverlay.so` runs"

#[cfg(feature = "telemetry")]
extern "C" fn count() {
    LOADED.fetch_add(1, Ordering::Relaxed);
}

#[no_mangle]
pub extern "C" fn overlay_loads() -> u32 {
    LOADED.load(Ordering::Relaxed)
}
