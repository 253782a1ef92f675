//! Three-voice stereo chorus.
//!
//! The CLAP side is in `clap`, the sound in `dsp`; neither knows of the other
//! beyond `Chorus`.

mod clap;
mod dsp;
mod logging;
mod presets;
mod worker;

use std::sync::OnceLock;

use ctor::ctor;

use presets::Bank;

pub(crate) static BANK: OnceLock<Bank> = OnceLock::new();

/// Hosts scan plugins in bulk and call `init` late; the factory bank has to be
/// there when the preset-discovery extension asks for it, so read it on load.
#[ctor(unsafe)]
fn on_load() {
    logging::install();
    log::info!("chorus {} loaded", env!("CARGO_PKG_VERSION"));
    let _ = BANK.set(presets::factory());
}
