#[dtor::dtor]
fn late() {
    println!("after main"); // want "^warning: the program can abort at process exit: `println!` runs \(in destructor `late`\), outside std's guarantees, and panics when stdout is a full"
}

fn main() {}
