//! A wallet's interface for apps: each wallet that is made sets logging up.
fn set_up_logging() -> Result<(), Box<dyn std::error::Error>> {
    log4rs::init_file("log4rs.yml", Default::default())?; // want repeated-init-panics "^warning: the second call aborts the host"
    Ok(())
}

#[no_mangle]
pub extern "C" fn wallet_create() -> i32 {
    set_up_logging().expect("Should be able to start logging");
    0
}
