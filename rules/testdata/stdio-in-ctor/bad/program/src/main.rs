#[ctor::ctor]
fn early() {
    println!("before main"); // want "runs before `main` \(in constructor `early`\).*aborts the program"
}

fn main() {
    println!("in main"); // main is the ordinary place for it
}
