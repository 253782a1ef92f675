//! `eprintln!` in a constructor.

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    say("{");
    eprintln!("hello");
    say("}");
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
