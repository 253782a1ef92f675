// Two constructors install a logger: the second panics.
#[ctor::ctor]
fn first() {
    env_logger::init(); // want panic-in-ctor "error: "
}

#[ctor::ctor]
fn second() {
    env_logger::init(); // want panic-in-ctor "error: "
}
