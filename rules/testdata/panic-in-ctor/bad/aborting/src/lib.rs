#[ctor::ctor]
fn guarded() {
    let _ = std::panic::catch_unwind(|| {
        panic!("caught by nobody"); // want "`catch_unwind` does not help because the profile sets `panic = \"abort\"`"
    });
}
