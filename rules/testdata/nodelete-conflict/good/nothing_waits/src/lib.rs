extern "C" fn start_up() {}

// Runs at load, which -z nodelete does not change.
#[used]
#[link_section = ".init_array"]
static START_UP: extern "C" fn() = start_up;
