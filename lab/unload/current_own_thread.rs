//! `thread::current()` on a thread of the library, which it joins.

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    let worker = std::thread::spawn(|| std::hint::black_box(std::thread::current().id()));
    worker.join().unwrap();
}
