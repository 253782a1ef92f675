use std::sync::atomic::{AtomicU32, Ordering};

static LEVEL: AtomicU32 = AtomicU32::new(0);

extern "C" fn start() {
    println!("start \"quoted\" \u{e9} braces");
    std::eprintln!(r"raw \n text {{}}");
    match LEVEL.load(Ordering::Relaxed) {
        0 => println!(),
        1 => print!("one\n"),
        n => println!("level {n}"),
    }
    let unit = eprint!("a value\n",);
    say(unit);
    if LEVEL.load(Ordering::Relaxed) > 3 { println!("tail") }
}

fn say(_: ()) {
    eprintln!(
        "over
        lines"
    );
    println!("{}", 1);
}

#[used]
#[link_section = ".init_array"]
static START: extern "C" fn() = start;

extern "C" fn end() {
    println!("accents \u{e9} stay")
}

#[used]
#[link_section = ".fini_array"]
static END: extern "C" fn() = end;
