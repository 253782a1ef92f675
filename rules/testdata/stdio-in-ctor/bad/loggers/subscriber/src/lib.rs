use tracing_subscriber::EnvFilter;

// A filter from the environment lets errors alone through where nothing is set.
#[ctor::ctor]
fn filtered() {
    tracing_subscriber::fmt().with_env_filter(EnvFilter::from_default_env()).init(); // want panic-in-ctor "information: "
    tracing::info!("hardly told"); // want "^information: a broken pipe can end the host while the library is loaded: `info!` writes through the installed logger to a standard stream \(in"
    tracing::error!("told"); // want "^warning: a broken pipe can end the host while the library is loaded: `error!` writes through the installed logger to a standard stream \(in"
}
