// The rule is off here, so nothing is known about its suppressions.
#[ctor::ctor]
fn init() {
    println!("a"); // cdylib-ls: allow(stdio-in-ctor) for those who switch it on
    let _ = 1; // cdylib-ls: allow(stdio-in-ctor) not known to be unused
}
