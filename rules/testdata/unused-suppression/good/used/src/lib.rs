#[ctor::ctor]
fn trailing() {
    println!("a"); // cdylib-ls: allow(stdio-in-ctor) the host's streams are known
}

// cdylib-ls: allow(stdio-in-ctor, panic-in-ctor) the whole function is for debugging
#[ctor::ctor]
fn whole_item() {
    println!("b");
    if std::hint::black_box(false) {
        panic!("c");
    }
}

#[ctor::ctor]
fn statement() {
    // cdylib-ls: allow(stdio-in-ctor) the statement is covered to its end
    if std::hint::black_box(true) {
        println!("d");
    }
}

// A comment that talks about cdylib-ls: allow(stdio-in-ctor) is none.
