// A thread of the library's own.
#[no_mangle]
pub extern "C" fn plugin_call() {
    let h = std::thread::spawn(|| {
        let _id = std::thread::current().id();
    });
    let _ = h.join();
}

mod thread {
    pub fn current() -> u32 {
        1
    }
}

// Not std's.
#[no_mangle]
pub extern "C" fn plugin_id() -> u32 {
    thread::current()
}

// A runtime's hooks run on its own threads.
fn started() {
    let _id = std::thread::current().id();
}

struct Hooks;

impl Hooks {
    fn stopped() {
        let _id = std::thread::current().id();
    }
}

#[no_mangle]
pub extern "C" fn plugin_run() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .on_thread_start(started)
        .on_thread_stop(Hooks::stopped)
        .on_thread_park(|| {
            let _id = std::thread::current().id();
        })
        .build();
    drop(runtime);
    let pool = rayon::ThreadPoolBuilder::new()
        .exit_handler(|_| {
            let _id = std::thread::current().id();
        })
        .build();
    drop(pool);
}

fn works() {
    let _id = std::thread::current().id();
}

#[no_mangle]
pub extern "C" fn plugin_work() {
    let h = std::thread::Builder::new().spawn(works);
    let _ = h.map(|h| h.join());
}
