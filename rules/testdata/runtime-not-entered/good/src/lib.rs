use tokio::runtime::{Builder, Handle, Runtime};

async fn work() {
    tokio::spawn(async {});
    tokio::time::sleep(std::time::Duration::from_secs(1)).await;
}

// The runtime is the library's own.
#[no_mangle]
pub extern "C" fn plugin_start() -> i32 {
    let Ok(rt) = Builder::new_current_thread().build() else { return -1 };
    rt.block_on(work());
    rt.block_on(async { tokio::task::spawn_blocking(|| ()) });
    rt.spawn(work());
    0
}

// The guard lives while the function runs.
#[no_mangle]
pub extern "C" fn plugin_enters(rt: &Runtime) {
    let _guard = rt.enter();
    tokio::spawn(async {});
    deeper();
}

fn deeper() {
    if let Ok(handle) = Handle::try_current() {
        handle.spawn(async {});
        tokio::spawn(async {});
    }
}

// Not called from outside.
pub fn inside() {
    tokio::spawn(async {});
}

static RT: std::sync::LazyLock<Runtime> = std::sync::LazyLock::new(|| Runtime::new().unwrap());

// A helper of the library's own that hands the future to its runtime.
fn block_on<T: std::future::Future>(fut: T) -> T::Output {
    RT.block_on(fut)
}

fn background<T>(fut: T)
where
    T: std::future::Future<Output = ()> + Send + 'static,
{
    RT.spawn(fut);
}

fn twice<T: std::future::Future>(fut: T) -> T::Output {
    block_on(fut)
}

#[no_mangle]
pub extern "C" fn plugin_through_helpers() {
    block_on(async { work().await });
    block_on(work());
    background(work());
    twice(work());
}

macro_rules! enter_sync {
    ($runtime:expr) => {
        let _guard = $runtime.handle.enter();
    };
}

pub struct Core {
    handle: tokio::runtime::Handle,
}

// The guard is taken by a macro, and lives to the end of the function.
#[no_mangle]
pub extern "C" fn entered_by_a_macro(core: &Core) {
    enter_sync!(core);
    tokio::spawn(async {});
}
