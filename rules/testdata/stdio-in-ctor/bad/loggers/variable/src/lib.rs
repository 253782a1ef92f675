// The variable is set before the logger reads it.
#[ctor::ctor]
fn set() {
    std::env::set_var("RUST_LOG", "info"); // want std-in-ctor "set_var"
    env_logger::init(); // want panic-in-ctor "information: "
    log::info!("told"); // want "^warning: a broken pipe can end the host while the library is loaded: `info!` writes through the installed logger to a standard stream \(in constructor"
}
