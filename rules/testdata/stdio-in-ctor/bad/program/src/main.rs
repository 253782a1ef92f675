#[ctor::ctor]
fn early() {
    println!("before main"); // want "^warning: the program can abort before `main`: `println!` runs \(in constructor `early`\), outside std's guarantees, and panics when stdout is a full"
}

fn main() {
    println!("in main"); // main is the ordinary place for it
}
