//! A panic that `catch_unwind` keeps inside a constructor.

use lab::say;

#[ctor::ctor(unsafe)]
fn load() {
    let result = std::panic::catch_unwind(|| panic!("boom"));
    say(if result.is_err() { "caught" } else { "?" });
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {}
