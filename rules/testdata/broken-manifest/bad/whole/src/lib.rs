// What is wrong next door does not keep this crate from being checked.
#[ctor::ctor]
fn init() {
    println!("a"); // want stdio-in-ctor "println!"
}
