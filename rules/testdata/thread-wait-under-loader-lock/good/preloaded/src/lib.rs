// A preloaded library is initialised with the program.
#[ctor::ctor]
fn early() {
    let worker = std::thread::spawn(|| ()); // want std-in-ctor "spawn"
    let _ = worker.join();
}
