// Signatures of napi 2 and 3: results and runtime helpers.

pub type Result<T> = std::result::Result<T, Error>;

pub struct Error {
    pub reason: String,
}
impl Error {
    pub fn new<S>(status: Status, reason: S) -> Error;
    pub fn from_reason<T>(reason: T) -> Error;
    pub fn from_status(status: Status) -> Error;
}
pub enum Status {
    Ok,
    InvalidArg,
    GenericFailure,
    PendingException,
    Cancelled,
    Closing,
}
pub struct Env;

pub mod bindgen_prelude {
    pub use crate::{Env, Error, Result, Status};

    pub fn create_custom_tokio_runtime(rt: tokio::runtime::Runtime);
    pub fn block_on<F>(fut: F) -> F::Output;
    pub fn spawn<F>(fut: F) -> tokio::task::JoinHandle<F::Output>;
    pub fn spawn_blocking<R>(func: impl FnOnce() -> R) -> tokio::task::JoinHandle<R>;
    pub fn within_runtime_if_available<T>(f: impl FnOnce() -> T) -> T;
}
