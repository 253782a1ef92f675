//! Logging to the host's stderr. Bitwig and REAPER both show it.

use log::{LevelFilter, Log, Metadata, Record};

struct Stderr;

impl Log for Stderr {
    fn enabled(&self, metadata: &Metadata) -> bool {
        metadata.target().starts_with("chorus")
    }

    fn log(&self, record: &Record) {
        if self.enabled(record.metadata()) {
            eprintln!("[{}] {}", record.level(), record.args());
        }
    }

    fn flush(&self) {}
}

static LOGGER: Stderr = Stderr;

pub fn install() {
    // Two instances of the plugin may share one image: the second call fails, that is fine.
    if log::set_logger(&LOGGER).is_ok() {
        log::set_max_level(level());
    }
}

fn level() -> LevelFilter {
    match std::env::var("CHORUS_LOG").as_deref() {
        Ok("debug") => LevelFilter::Debug,
        Ok("off") => LevelFilter::Off,
        Ok(other) if !other.is_empty() => {
            eprintln!("chorus: CHORUS_LOG={other}: not a level, using info");
            LevelFilter::Info
        }
        _ => LevelFilter::Info,
    }
}
