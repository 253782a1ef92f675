fn main() {
    engine::add();
}
