// env_logger writes errors alone until somebody asks for more.
#[ctor::ctor]
fn quiet() {
    env_logger::init(); // want panic-in-ctor "information: .*documented to panic .*, only where this library has installed one before"
    log::error!("told"); // want "^warning: a broken pipe can end the host while the library is loaded: `error!` writes through the installed logger to a standard stream \(in"
    log::warn!("hardly told"); // want "^information: a broken pipe can end the host while the library is loaded: `warn!` writes through the installed logger to a standard stream \(in"
    log::info!("hardly told"); // want "^information: a broken pipe can end the host while the library is loaded: `info!` writes through the installed logger to a standard stream \(in"
    log::debug!("hardly told"); // want "^information: a broken pipe can end the host while the library is loaded: `debug!` writes through the installed logger to a standard stream \(in"
}
