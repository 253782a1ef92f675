use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

#[dtor::dtor(method = term)]
fn at_exit() { // want "^information: destructor `at_exit` runs at `dlclose` as well: glibc ties `atexit` to `leaving`, and it is meant for process exit"
    DONE.store(true, Ordering::Relaxed);
}
