#[ctor::ctor]
fn early() {
    let _ = std::thread::current().id(); // want "warning: `.*current` runs before `main` .*before 1.95"
    unsafe { std::env::set_var("READY", "1") }; // want "warning: .*data race with threads of the program"
}

#[ctor::ctor]
fn thread_before_main() {
    // A program holds no loader lock: joining works.
    let worker = std::thread::spawn(|| ()); // want "information: "
    let _ = worker.join();
}

fn main() {}
