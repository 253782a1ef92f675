extern "C" {
    fn game_score() -> i32;
}

#[no_mangle]
pub extern "C" fn mod_double_score() -> i32 {
    // SAFETY: the game exports it, and it takes nothing.
    unsafe { game_score() * 2 }
}
