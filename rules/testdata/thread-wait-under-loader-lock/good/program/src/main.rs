// A program's constructors run before any lock matters.
#[ctor::ctor]
fn early() {
    let worker = std::thread::spawn(|| ()); // want std-in-ctor "spawn"
    let _ = worker.join();
}

fn main() {}
