//! Protocol library: the program that loads it says where log lines go.

#[no_mangle]
pub extern "C" fn proto_configure_logging(level: u32) -> i32 {
    let max = if level > 1 { tracing::Level::DEBUG } else { tracing::Level::INFO };
    let subscriber = tracing_subscriber::fmt().with_max_level(max).with_writer(std::io::sink).finish();
    tracing::subscriber::set_global_default(subscriber).is_err() as i32
}
