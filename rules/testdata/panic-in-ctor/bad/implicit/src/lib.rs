#[ctor::ctor]
fn implicit() {
    let table = vec![1, 2, 3];
    let n = table.len();
    let _ = table[n]; // want "^warning: the host can abort while the library is loaded: indexing can panic \(in constructor `implicit`\), and a panic cannot leave a constructor"
    let _ = &table[1..n]; // want "warning: "
    let _ = n / table.capacity(); // want "warning: "
    let cell = std::cell::RefCell::new(1);
    *cell.borrow_mut() += 1; // want "warning: .*borrow_mut"
}
