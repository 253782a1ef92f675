use std::sync::OnceLock;

static NAME: OnceLock<String> = OnceLock::new();
static LEVEL: once_cell::sync::OnceCell<u32> = once_cell::sync::OnceCell::new();

#[no_mangle]
pub extern "C" fn plugin_start() {
    env_logger::init(); // want "^warning: the second call aborts the host: `env_logger::init` can be done once in a process \(in export `plugin_start`\), and panics when the host"
    logs();
    NAME.set(String::from("plugin")).unwrap(); // want "`OnceLock::set` can be done once"
    LEVEL.set(3).expect("set before"); // want "`OnceCell::set` can be done once"
}

// Each object has a cell of its own.
pub struct Session {
    closer: std::sync::Arc<OnceLock<u32>>,
}

#[no_mangle]
pub extern "C" fn session_open() -> *mut Session {
    let closer = std::sync::Arc::new(OnceLock::new());
    closer.set(1).unwrap();
    Box::into_raw(Box::new(Session { closer }))
}

#[no_mangle]
pub extern "C" fn session_close(s: *mut Session) {
    unsafe { (*s).closer.set(2).expect("closed once") };
}

// Its name says that it begins something, and hosts do that again.
#[no_mangle]
pub extern "C" fn plugin_log_init() {
    env_logger::init(); // want "^warning: the second call aborts the host: `env_logger::init` can be done once in a process \(in export `plugin_log_init`\), and panics when the host"
}

// It can be ended, and so begun again.
#[no_mangle]
pub extern "C" fn engine_init() {
    pretty_env_logger::init(); // want "^warning: the second call aborts the host: `pretty_env_logger::init` can be done once in a process \(in export `engine_init`\), and panics when the host"
}

#[no_mangle]
pub extern "C" fn engine_shutdown() {}

fn logs() {
    tracing_subscriber::fmt().with_target(false).init(); // want "reached from export `plugin_start`"
    let quiet = tracing_subscriber::fmt().finish();
    tracing::subscriber::set_global_default(quiet).expect("no other subscriber"); // want "`subscriber::set_global_default` can be done once"
    fern::Dispatch::new().apply().map_err(|e| e.to_string()).unwrap(); // want "`Dispatch::apply` can be done once"
}

#[no_mangle]
pub extern "C" fn plugin_threads(n: u32) {
    rayon::ThreadPoolBuilder::new().num_threads(n as usize).build_global().unwrap(); // want "`ThreadPoolBuilder::build_global` can be done once"
    ctrlc::set_handler(|| ()).unwrap_or_else(|e| panic!("no handler: {e}")); // want "`ctrlc::set_handler` can be done once" host-state-taken "^information: "
}

#[no_mangle]
pub extern "C" fn plugin_layers() {
    use tracing_subscriber::prelude::*;
    tracing_subscriber::registry().with(tracing_subscriber::EnvFilter::new("info")).init(); // want "`SubscriberInitExt::init` can be done once"
}

// The failure becomes a panic further up, or behind a question.
fn set_up() -> Result<(), log::SetLoggerError> {
    fern::Dispatch::new().apply()?; // want "`Dispatch::apply` can be done once in a process"
    Ok(())
}

#[no_mangle]
pub extern "C" fn plug_again() {
    set_up().expect("logging");
    if AGAIN.set(1).is_err() { // want "`OnceLock::set` can be done once in a process"
        panic!("twice");
    }
    if let Err(e) = color_eyre::install() { // want "can be done once in a process"
        panic!("{e}");
    }
    assert!(AGAIN.set(2).is_ok()); // want "`OnceLock::set` can be done once in a process"
}

static AGAIN: std::sync::OnceLock<u8> = std::sync::OnceLock::new();
