//! `thread::current()` on a host thread that outlives the library.

use lab::say;

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let named = std::thread::current().name().is_some();
    say(if named { "named" } else { "unnamed" });
}
