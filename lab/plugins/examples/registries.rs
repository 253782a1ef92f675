//! Registries: `inventory` and `typetag` run code at load, `linkme` does not.

use lab::say;

struct Item(&'static str);

inventory::collect!(Item);
inventory::submit! { Item("inventory") }

#[linkme::distributed_slice]
static SLICE: [&'static str];

#[linkme::distributed_slice(SLICE)]
static ELEMENT: &str = "linkme";

#[typetag::serde]
trait Shape {
    fn name(&self) -> &'static str;
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Circle;

#[typetag::serde]
impl Shape for Circle {
    fn name(&self) -> &'static str {
        "typetag"
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn entry() {
    for item in inventory::iter::<Item> {
        say(item.0);
    }
    for element in SLICE {
        say(element);
    }
    // Found by its name, so something registered it.
    let shape: Box<dyn Shape> = serde_json::from_str(r#"{"Circle":null}"#).unwrap();
    say(shape.name());
}
