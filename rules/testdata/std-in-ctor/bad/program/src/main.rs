#[ctor::ctor]
fn early() {
    let _ = std::thread::current().id(); // want "^warning: a program built with rustc before 1\.95 aborts: `thread::current` runs before `main` \(in constructor `early`; 1\.63 and 1\.85 measured\)"
    unsafe { std::env::set_var("READY", "1") }; // want "warning: .*data race with threads of the program"
}

#[ctor::ctor]
fn thread_before_main() {
    // A program holds no loader lock: joining works.
    let worker = std::thread::spawn(|| ()); // want "information: "
    let _ = worker.join();
}

fn main() {}
