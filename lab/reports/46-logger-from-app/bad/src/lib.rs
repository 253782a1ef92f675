//! The app hands over its logger whenever it starts its engine.
pub struct FfiLogger;

impl log::Log for FfiLogger {
    fn enabled(&self, _: &log::Metadata) -> bool {
        true
    }
    fn log(&self, _: &log::Record) {}
    fn flush(&self) {}
}

#[no_mangle]
pub extern "C" fn signal_init_logger() {
    log::set_logger(Box::leak(Box::new(FfiLogger))).unwrap(); // want repeated-init-panics "^warning: the second call aborts the host"
}
