use std::cell::RefCell;

thread_local! {
    static CACHE: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
}

#[no_mangle]
pub extern "C" fn _nss_late_getpwuid_r(uid: u32) -> i32 {
    CACHE.with_borrow_mut(|c| c.push(uid)); // want "^warning: a panic aborts the process when it ends: `LocalKey::with_borrow_mut` uses thread-local `CACHE` \(in export `_nss_late_getpwuid_r`\), and the"
    ask(uid)
}

fn ask(uid: u32) -> i32 {
    let Ok(rt) = tokio::runtime::Builder::new_current_thread().build() else { return -1 };
    rt.block_on(async { uid as i32 }) // want "`Runtime::block_on` uses a thread-local with a destructor"
}

#[no_mangle]
pub extern "C" fn _nss_late_setpwent() -> i32 {
    let worker = std::thread::spawn(|| ()); // want "`thread::spawn` starts a thread"
    let _ = worker.join();
    let _ = CACHE.try_with(|c| c.borrow_mut().clear());
    CACHE.take().len() as i32 // want "thread-local `CACHE`"
}
