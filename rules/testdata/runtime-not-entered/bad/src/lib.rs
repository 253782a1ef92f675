use tokio::runtime::Handle;

#[no_mangle]
pub extern "C" fn plugin_start() {
    tokio::spawn(async {}); // want "^warning: a panic aborts the host: `task::spawn` needs a runtime of this library's own copy of its crate \(in export `plugin_start`\), and none is"
    start();
}

fn start() {
    let handle = Handle::current(); // want "`Handle::current` needs a runtime .*reached from export `plugin_start`"
    handle.spawn(async {});
    tokio::task::spawn_blocking(|| ()); // want "`task::spawn_blocking` needs a runtime"
}

// Another executor is no runtime.
#[no_mangle]
pub extern "C" fn plugin_wait() {
    futures::executor::block_on(async {
        tokio::time::sleep(std::time::Duration::from_secs(1)).await; // want "`time::sleep` needs a runtime"
    });
}

// The guard is dropped at once.
#[no_mangle]
pub extern "C" fn plugin_drops(rt: &tokio::runtime::Runtime) {
    let _ = rt.enter();
    tokio::spawn(async {}); // want "`task::spawn` needs a runtime"
}

// One that runs the future itself enters nothing.
fn poll_now<T: std::future::Future>(fut: T) -> T::Output {
    futures::executor::block_on(fut)
}

#[no_mangle]
pub extern "C" fn plugin_polls() {
    poll_now(async { tokio::spawn(async {}) }); // want "`task::spawn` needs a runtime"
}

macro_rules! enter_and_leave {
    ($runtime:expr) => {
        let _ = $runtime.handle.enter();
    };
}

pub struct Core {
    handle: tokio::runtime::Handle,
}

// The macro drops the guard at once.
#[no_mangle]
pub extern "C" fn left_by_a_macro(core: &Core) {
    enter_and_leave!(core);
    tokio::spawn(async {}); // want "^warning: a panic aborts the host: `task::spawn` needs a runtime of this library's own copy of its crate \(in export `left_by_a_macro`\), and none is"
}
