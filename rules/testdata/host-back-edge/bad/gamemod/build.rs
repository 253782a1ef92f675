use std::{env, fs, process::Command};

/// Links the program that the library is for, here a stand-in, as if it were a library.
fn main() {
    let out = env::var("OUT_DIR").unwrap();
    fs::write(format!("{out}/game.c"), "int game_score(void) { return 7; }\n").unwrap();
    let status = Command::new("cc").args(["-shared", "-fPIC", "-Wl,-soname,game", "game.c", "-o", "libgame.so"]).current_dir(&out).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={out}/libgame.so"); // want "warning: `target/release/libgamemod.so` needs `game`, which is a program by its name"
}
