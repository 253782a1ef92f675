//! Optimised code with vector instructions, and std's.
use std::collections::HashMap;

#[no_mangle]
pub extern "C" fn entry(n: usize) -> f64 {
    let list: Vec<f64> = (0..n).map(|i| (i as f64).sqrt() * 1.5).collect();
    let mut words: HashMap<String, usize> = HashMap::new();
    for word in std::env::args() {
        *words.entry(word).or_default() += 1;
    }
    println!("{words:?}");
    std::thread::spawn(move || list.iter().map(|x| x * x).sum()).join().unwrap()
}
