//! Service of an app: Java calls it each time that the service starts, in one process.
use tracing_subscriber::prelude::*;

fn start_logging() {
    tracing_subscriber::registry().with(tracing_subscriber::EnvFilter::new("info")).try_init().ok();
}

#[no_mangle]
pub extern "system" fn Java_org_example_vpn_Daemon_initialize(_env: *mut core::ffi::c_void, _this: *mut core::ffi::c_void) {
    start_logging();
}
