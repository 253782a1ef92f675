// The filter is said.
#[ctor::ctor]
fn open() {
    env_logger::builder().filter_level(log::LevelFilter::Info).init(); // want panic-in-ctor "information: "
    log::info!("told"); // want "^warning: a broken pipe can end the host while the library is loaded: `info!` writes through the installed logger to a standard stream \(in constructor"
    log::debug!("hardly told"); // want "^information: a broken pipe can end the host while the library is loaded: `debug!` writes through the installed logger to a standard stream \(in"
}
