pub fn open(name: &str) {
    inner::line(name);
}

mod inner {
    pub(super) fn line(name: &str) {
        super::emit(format_args!("{name}"));
    }
}

fn emit(text: std::fmt::Arguments<'_>) {
    eprintln!("{text}"); // want "reached from constructor `transitive` and 1 more|reached from constructor `also_transitive` and 1 more"
}
