// env_logger writes errors alone until somebody asks for more.
#[ctor::ctor]
fn quiet() {
    env_logger::init(); // want panic-in-ctor "information: .*documented to panic .*, only where this library has installed one before"
    log::error!("told"); // want "warning: `error!` writes"
    log::warn!("hardly told"); // want "information: `warn!` .*, only where the environment asks for more"
    log::info!("hardly told"); // want "information: `info!`"
    log::debug!("hardly told"); // want "information: `debug!`"
}
