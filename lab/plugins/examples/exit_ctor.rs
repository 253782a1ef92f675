//! `process::exit` in a constructor.

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    say("{");
    std::process::exit(7);
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
