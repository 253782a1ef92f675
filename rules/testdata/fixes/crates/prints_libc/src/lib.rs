extern "C" fn start() {
    println!("start {}", 1);
    eprint!("no line");
}

#[used]
#[link_section = ".init_array"]
static START: extern "C" fn() = start;
