//! Name service module that asks a daemon over an async client.
async fn ask(_uid: u32) -> Option<u32> {
    tokio::task::yield_now().await;
    Some(1000)
}

#[no_mangle]
pub extern "C" fn _nss_demo_getpwuid_r(uid: u32) -> i32 {
    let Ok(rt) = tokio::runtime::Builder::new_current_thread().build() else { return -1 };
    match rt.block_on(ask(uid)) { // want export-called-after-exit "warning: "
        Some(_) => 1,
        None => 0,
    }
}
