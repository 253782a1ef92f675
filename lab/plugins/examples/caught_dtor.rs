//! A panic that `catch_unwind` keeps inside a destructor.

use lab::say;

#[dtor::dtor(unsafe)]
fn unload() {
    let result = std::panic::catch_unwind(|| panic!("boom"));
    say(if result.is_err() { "caught" } else { "?" });
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
