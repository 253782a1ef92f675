//! `process::exit` in a destructor.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    say("{");
    std::process::exit(7);
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
