//! `LD_PRELOAD=libpathmap.so PATHMAP=/etc/old=/opt/new prog`
//!
//! Redirects `fopen` and `unlink` by path prefix, so that programs with fixed
//! paths can run from a different prefix.

mod hooks;
mod rules;
mod stats;

use std::env;
use std::process;

use rules::Rules;

#[used]
#[unsafe(link_section = ".init_array")]
static INIT: extern "C" fn() = init;

#[used]
#[unsafe(link_section = ".fini_array")]
static FINI: extern "C" fn() = fini;

extern "C" fn init() {
    let Ok(spec) = env::var("PATHMAP") else {
        // Nothing to do; do not get in the way of shells and the like.
        note(b"pathmap: PATHMAP not set, inactive\n");
        return;
    };
    if spec.is_empty() {
        eprintln!("pathmap: PATHMAP is empty");
        process::exit(2);
    }
    rules::install(Rules::parse(&spec));

    // Children get their own environment: the shim is for this program alone.
    unsafe {
        env::remove_var("LD_PRELOAD");
        libc::atexit(report);
    }
}

extern "C" fn report() {
    if env::var_os("PATHMAP_STATS").is_some() {
        eprintln!("pathmap: {}", stats::summary());
    }
}

extern "C" fn fini() {
    rules::uninstall();
}

/// Standard error without going through std: there is nobody to report a failure to.
fn note(text: &[u8]) {
    unsafe { libc::write(2, text.as_ptr().cast(), text.len()) };
}
