use std::{env, fs, process::Command};

fn main() {
    let sources = fs::read_dir("gains").unwrap().map(|e| e.unwrap().path());
    let object = env::var("OUT_DIR").unwrap() + "/gains.o";
    let status = Command::new("cc") // want "^warning: code of `gains` makes a pthread key with a destructor that no unload path deletes: .*: confirmed in `target/release/libgains.so`: `use_buffer → gains_buffer → pthread_key_create`$" thread-outlives-cdylib "^warning: code of `gains` starts a thread without std, and nothing is seen to join it: .*: seen in `target" signal-handler-dangles "^warning: code of `gains` installs a signal handler" exit-callback-dangles "^warning: code of `gains` registers an exit callback that is not tied to the library: .*: confirmed in "
        .args(["-c", "-O2", "-fPIC", "-o", &object])
        .args(sources)
        .status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-link-arg={object}");
}
