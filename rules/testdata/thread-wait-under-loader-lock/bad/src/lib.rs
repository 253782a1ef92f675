mod detached;

use std::sync::mpsc;
use std::thread;

#[ctor::ctor]
fn joins() {
    let worker = thread::spawn(|| 1);
    let _ = worker.join(); // want "^error: `dlopen` deadlocks on glibc: `JoinHandle::join` waits for a thread that this constructor starts while the library is loaded \(in constructor"
}

#[ctor::ctor]
fn joins_far_away() {
    finish(start());
}

fn start() -> thread::JoinHandle<()> {
    thread::spawn(|| ())
}

fn finish(worker: thread::JoinHandle<()>) {
    let _ = worker.join(); // want "reached from constructor `joins_far_away`"
}

#[ctor::ctor]
fn scoped() {
    thread::scope(|s| { // want "scope` waits"
        s.spawn(|| ());
    });
}

#[ctor::ctor]
fn receives() {
    let (tx, rx) = mpsc::channel();
    thread::spawn(move || {
        let _ = tx.send(1);
    });
    let _: Result<i32, _> = rx.recv(); // want "recv` waits"
}

#[dtor::dtor]
fn joins_at_close() {
    let worker = thread::spawn(|| ());
    let _ = worker.join(); // want "^error: `dlclose` deadlocks on glibc: `JoinHandle::join` waits for a thread that this destructor starts while the library is unloaded \(in destructor"
}
