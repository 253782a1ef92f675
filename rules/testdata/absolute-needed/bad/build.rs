use std::{env, process::Command};

fn main() {
    let out = env::var("OUT_DIR").unwrap();
    let status = Command::new("cc").args(["-shared", "-fPIC", "tuning.c", "-o"]).arg(format!("{out}/libtuning.so")).status();
    assert!(status.unwrap().success());
    println!("cargo:rustc-cdylib-link-arg={out}/libtuning.so"); // want "warning: `target/release/libretune.so` needs a library by its path, as that has no SONAME: `dlopen` fails on a machine without that file: `/.*/libtuning.so`"
    println!("cargo:rerun-if-changed=tuning.c");
}
