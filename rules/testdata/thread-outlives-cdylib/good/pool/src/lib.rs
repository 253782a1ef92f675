//! A pool of one's own ends where it is dropped.
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

pub struct Engine {
    pool: ThreadPool,
}

impl Engine {
    fn new() -> Self {
        Engine { pool: ThreadPoolBuilder::new().num_threads(2).build().unwrap() }
    }

    // Runs on the pool that it is given to, not on the global one.
    fn sum(&self, n: u64) -> u64 {
        self.pool.install(|| (0..n).into_par_iter().map(|x| x ^ 7).sum())
    }
}

#[no_mangle]
pub extern "C" fn engine_new() -> *mut Engine {
    Box::into_raw(Box::new(Engine::new()))
}

#[no_mangle]
pub unsafe extern "C" fn engine_sum(e: *mut Engine, n: u64) -> u64 {
    (*e).sum(n)
}

#[no_mangle]
pub unsafe extern "C" fn engine_free(e: *mut Engine) {
    drop(Box::from_raw(e));
}

#[no_mangle]
pub extern "C" fn plugin_sum(n: u64) -> u64 {
    let pool = ThreadPoolBuilder::new().build().unwrap();
    let (a, b) = pool.join(|| n, || n + 1);
    // Not rayon's.
    let parts = [a, b].map(|x| x.to_string()).join("+");
    parts.len() as u64
}
