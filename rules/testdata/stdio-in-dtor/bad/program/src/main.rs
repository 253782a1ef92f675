#[dtor::dtor]
fn late() {
    println!("after main"); // want "`println!` runs at process exit \(in destructor `late`\).*aborts the program"
}

fn main() {}
