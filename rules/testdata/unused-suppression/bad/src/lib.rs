// cdylib-ls: allow-file(panic-in-dtor) nothing panics here // want "nothing here is reported by `panic-in-dtor`"

#[ctor::ctor]
fn init() {
    let _ = 1; // cdylib-ls: allow(stdio-in-ctor) left behind // want "information: nothing here is reported by `stdio-in-ctor`"
    println!("a"); // cdylib-ls: allow(stdio-in-ctr) misspelt // want "no rule is called `stdio-in-ctr`; did you mean `stdio-in-ctor`" stdio-in-ctor "println!"
    println!("b"); // cdylib-ls: allow(stdio-in-ctor, panic-in-ctor) one of two // want "nothing here is reported by `panic-in-ctor`"
    println!("c"); // cdylib-ls: allow stdio-in-ctor // want "the suppression cannot be read" stdio-in-ctor "println!"
}
