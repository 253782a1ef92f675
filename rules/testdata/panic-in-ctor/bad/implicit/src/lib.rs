#[ctor::ctor]
fn implicit() {
    let table = vec![1, 2, 3];
    let n = table.len();
    let _ = table[n]; // want "warning: .*can panic while the library is loaded"
    let _ = &table[1..n]; // want "warning: "
    let _ = n / table.capacity(); // want "warning: "
    let cell = std::cell::RefCell::new(1);
    *cell.borrow_mut() += 1; // want "warning: .*borrow_mut"
}
