//! Rayon's global pool starts at its first use and never ends.
use rayon::prelude::*;

#[no_mangle]
pub extern "C" fn plugin_join(a: u64) -> u64 {
    let (x, y) = rayon::join(|| a + 1, || a + 2); // want "^warning: worker threads keep `pool` mapped after `dlclose` on glibc: `rayon::join` starts rayon's global pool, so that they never end"
    x + y
}

#[no_mangle]
pub extern "C" fn plugin_scope() {
    rayon::scope(|s| s.spawn(|_| ())); // want "`rayon::scope` starts rayon's global pool"
    rayon::broadcast(|_| ()); // want "`rayon::broadcast` starts"
}

#[no_mangle]
pub extern "C" fn plugin_sum(n: u64) -> u64 {
    let v: Vec<u64> = (0..n).into_par_iter().map(|x| x ^ 7).collect(); // want "into_par_iter` starts rayon's global pool"
    v.par_iter().sum() // want "par_iter` starts"
}

#[no_mangle]
pub extern "C" fn plugin_sort(data: *mut u32, len: usize) {
    let s = unsafe { std::slice::from_raw_parts_mut(data, len) };
    s.par_sort_unstable(); // want "par_sort_unstable` starts"
    rayon::spawn(|| ()); // want "`rayon::spawn` starts"
}
