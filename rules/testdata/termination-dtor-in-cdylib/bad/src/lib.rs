use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

#[dtor::dtor(method = term)]
fn at_exit() { // want "information: destructor `at_exit` is meant for process exit, but in `leaving` it runs at `dlclose` as well"
    DONE.store(true, Ordering::Relaxed);
}
