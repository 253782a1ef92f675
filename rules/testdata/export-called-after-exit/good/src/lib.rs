use std::cell::{Cell, RefCell};

struct Canary;
impl Drop for Canary {
    fn drop(&mut self) {}
}
thread_local! {
    static CANARY: Canary = const { Canary };
    static CACHE: RefCell<Vec<u32>> = const { RefCell::new(Vec::new()) };
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

fn alive() -> bool {
    CANARY.try_with(|_| ()).is_ok()
}

// It asks before it uses what may be gone.
#[no_mangle]
pub extern "C" fn _nss_asks_getpwuid_r(uid: u32) -> i32 {
    if CANARY.try_with(|_| ()).is_err() {
        return -1;
    }
    let Ok(rt) = tokio::runtime::Builder::new_current_thread().build() else { return -1 };
    rt.block_on(async { uid as i32 })
}

// So does this one, with a function.
#[no_mangle]
pub extern "C" fn _nss_asks_getpwnam_r() -> i32 {
    if !alive() {
        return -1;
    }
    CACHE.with_borrow(|c| c.len() as i32)
}

// What needs no drop is never gone.
#[no_mangle]
pub extern "C" fn _nss_asks_setpwent() {
    DEPTH.set(0);
    let _ = CACHE.try_with(|c| c.borrow_mut().clear());
}
