//! The status page: what is on it and what is not, that everybody can read it, and that it is there whole.

mod anew;
mod browser;
mod built;
mod looked;
mod minutes;
mod page;
mod said;
mod served;
mod told;
mod week;

use std::fs;
use std::path::Path;

use serde_json::Value;

/// The page for programs, as it was written there.
fn json(directory: &Path) -> Value {
    serde_json::from_str(&read(directory, "status.json")).unwrap()
}

fn read(directory: &Path, name: &str) -> String {
    let path = directory.join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
