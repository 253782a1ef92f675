//! A plugin that the host starts and stops, also more than once.
use std::cell::RefCell;

thread_local! {
    static NAMES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

#[no_mangle]
pub extern "C" fn plug_start() {
    env_logger::init(); // want repeated-init-panics "warning: .*`plug_start`"
    NAMES.with_borrow_mut(|n| n.push("first".into()));
    log::info!("started");
}

#[no_mangle]
pub extern "C" fn plug_stop() {
    log::info!("stopped");
}
