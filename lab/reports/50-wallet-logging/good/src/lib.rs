//! A wallet's interface for apps: each wallet that is made sets logging up.
fn set_up_logging() -> Result<(), Box<dyn std::error::Error>> {
    log4rs::init_file("log4rs.yml", Default::default())?;
    Ok(())
}

#[no_mangle]
pub extern "C" fn wallet_create() -> i32 {
    set_up_logging().unwrap_or_default();
    0
}
