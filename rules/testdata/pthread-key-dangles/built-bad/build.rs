use std::{env, fs, process::Command};

fn main() {
    let sources = fs::read_dir("gains").unwrap().map(|e| e.unwrap().path());
    let object = env::var("OUT_DIR").unwrap() + "/gains.o";
    let status = Command::new("cc") // want "^warning: a thread that set a pthread key and ends after `dlclose` jumps into unmapped code: code of `gains` makes it with a destructor that no unload path deletes: confirmed in `target/release/libgains.so`: `use_buffer → gains_buffer → pthread_key_create`$" thread-outlives-cdylib "^warning: a thread runs into unmapped code after `dlclose`: code of `gains` starts it without std, so that it does not keep the library mapped, and nothing is seen to join it: seen in `target" signal-handler-dangles "^warning: the next such signal after `dlclose` jumps into unmapped code: code of `gains` installs a signal handler, and nothing is seen to take it" exit-callback-dangles "^warning: the process crashes at exit after `dlclose`: code of `gains` registers an exit callback that is not tied to the library: confirmed in"
        .args(["-c", "-O2", "-fPIC", "-o", &object])
        .args(sources)
        .status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-link-arg={object}");
}
