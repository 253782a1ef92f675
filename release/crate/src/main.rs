//! Starts `cdylib-ls`, which is written in Go: the one that `CDYLIB_LS` names, that lies
//! beside this program, or that is found on the `PATH`.

use std::env::{self, consts::EXE_SUFFIX};
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::process::{exit, Command};

const NOT_FOUND: &str = "\
cargo-cdylib-ls: cdylib-ls was not found beside this program or on the PATH.
This crate starts it and does not contain it. Get it with one of

    cargo binstall cargo-cdylib-ls
    pipx install cdylib-ls
    npm install --global cdylib-ls";

/// The program to start. A name without a folder is looked up on the `PATH`.
fn program() -> PathBuf {
    let name = format!("cdylib-ls{}", EXE_SUFFIX);
    if let Some(path) = env::var_os("CDYLIB_LS") {
        return path.into();
    }
    let beside = env::current_exe().ok().map(|me| me.with_file_name(&name));
    match beside {
        Some(path) if path.is_file() => path,
        _ => name.into(),
    }
}

/// What follows the program's name, without the word that cargo puts in front of it.
fn arguments() -> Vec<OsString> {
    let mut all: Vec<OsString> = env::args_os().skip(1).collect();
    if all.first().map(OsString::as_os_str) == Some(OsStr::new("cdylib-ls")) {
        all.remove(0);
    }
    all
}

fn main() {
    match Command::new(program()).args(arguments()).status() {
        // Without a status, a signal ended it.
        Ok(status) => exit(status.code().unwrap_or(130)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => eprintln!("{}", NOT_FOUND),
        Err(error) => eprintln!("cargo-cdylib-ls: cannot start cdylib-ls: {}", error),
    }
    exit(2)
}
