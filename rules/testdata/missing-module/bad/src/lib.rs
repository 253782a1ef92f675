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
