// The filter is said.
#[ctor::ctor]
fn open() {
    env_logger::builder().filter_level(log::LevelFilter::Info).init(); // want panic-in-ctor "information: "
    log::info!("told"); // want "warning: `info!`"
    log::debug!("hardly told"); // want "information: `debug!` .*, only where the filter is set"
}
