use std::sync::atomic::{AtomicBool, Ordering};

static DONE: AtomicBool = AtomicBool::new(false);

#[dtor::dtor]
fn fini() { // want "warning: destructor `fini` of `closing` runs under the loader lock at `dlclose`"
    DONE.store(true, Ordering::Relaxed);
}

#[used]
#[link_section = ".fini_array"]
static FINI: extern "C" fn() = raw_fini; // want "destructor `raw_fini` of `closing`"

extern "C" fn raw_fini() {
    DONE.store(true, Ordering::Relaxed);
}
