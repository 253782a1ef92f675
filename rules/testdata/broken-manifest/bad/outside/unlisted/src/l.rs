// Not built, so nothing is said of it.
#[ctor::ctor]
fn start() {
    None::<u8>.unwrap();
}
