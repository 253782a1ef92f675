//! Places of panics: `// panics TEXT` stands on a line whose Location, at TEXT, is in
//! every build (an index's is at the bracket); `// cannot` on one whose panic every build leaves out, and
//! `// optimised` on one whose panic an optimised build leaves out.
use std::cell::RefCell;
use std::collections::HashMap;
use std::hint::black_box;

#[no_mangle]
pub extern "C" fn entry(n: usize) -> usize {
    let list: Vec<usize> = black_box(vec![1, 2, 3]);
    let cell = RefCell::new(n);
    let map: HashMap<&str, usize> = black_box(HashMap::new());
    let first = list.first().unwrap(); // panics unwrap
    let parsed: usize = black_box("7").parse().expect("a number"); // panics expect
    assert!(list.len() > n, "only {}", list.len()); // panics assert!
    assert_eq!(black_box(2), 2); // panics assert_eq!
    let item = list[n]; // panics [n]
    let part = &list[black_box(n)..]; // panics [black
    let text = &black_box("äöü")[n..]; // panics [n..]
    let value = map["key"]; // panics ["key"]
    let rest = n % black_box(3); // panics n %
    *black_box(&cell).borrow_mut() += 1; // panics borrow_mut
    if n == 77 { panic!("boom"); } // panics panic!
    if n == 78 { unreachable!() } // panics unreachable!
    let fixed = [1, 2, 3][2]; // cannot
    let certain = Some(3).unwrap(); // optimised
    let sum = first + n; // optimised
    first + parsed + item + part.len() + text.len() + value + rest + fixed + certain + sum
}
