mod backend; // want "warning: .*backend"
mod present;

#[path = "elsewhere/there.rs"]
mod there; // want "warning: .*there"

#[ctor::ctor]
fn init() {
    backend::start();
    present::start();
    there::start();
}

// A build writes it, so that a fresh checkout lacks it.
mod version; // want "information: module `version` is left out: its file is made by a build"
