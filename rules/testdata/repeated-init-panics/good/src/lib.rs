use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{LazyLock, Once, OnceLock};

static NAME: OnceLock<String> = OnceLock::new();
static LOGS: Once = Once::new();
static STARTED: AtomicBool = AtomicBool::new(false);
static LOGGER: LazyLock<()> = LazyLock::new(|| env_logger::init());

// An error is taken for done.
#[no_mangle]
pub extern "C" fn plugin_start() {
    let _ = env_logger::try_init();
    let _ = NAME.set(String::from("plugin"));
    if ctrlc::set_handler(|| ()).is_err() { // want host-state-taken "^information: "
        return;
    }
    NAME.get_or_init(|| String::from("plugin"));
}

// These run once.
#[no_mangle]
pub extern "C" fn plugin_logs() {
    LOGS.call_once(|| env_logger::init());
    LazyLock::force(&LOGGER);
    once_by_flag();
}

// A flag is asked first.
fn once_by_flag() {
    if STARTED.swap(true, Ordering::SeqCst) {
        return;
    }
    tracing_subscriber::fmt().init();
}

// Nobody outside calls this one.
pub fn main_program() {
    env_logger::init();
}

struct State {
    initialized: bool,
}

static STATE: std::sync::Mutex<State> = std::sync::Mutex::new(State { initialized: false });

// The flag is set the first time.
#[no_mangle]
pub extern "C" fn plugin_set_log() {
    let mut state = STATE.lock().unwrap();
    if !state.initialized {
        state.initialized = true;
        env_logger::init();
    }
}

// The failure is looked at, and taken for done.
fn set_up() -> Result<(), log::SetLoggerError> {
    fern::Dispatch::new().apply()?;
    Ok(())
}

#[no_mangle]
pub extern "C" fn plug_again() -> i32 {
    if set_up().is_err() || AGAIN.set(1).is_err() {
        return 1;
    }
    match AGAIN.set(2) {
        Ok(()) => 0,
        Err(_) => 1,
    }
}

static AGAIN: std::sync::OnceLock<u8> = std::sync::OnceLock::new();
