#[ctor::ctor]
fn start() {
    None::<u8>.unwrap();
}
