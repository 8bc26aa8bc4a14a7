//! YAML as values. The only use of the crate that reads it.

use serde_json::Value;

/// How many values a text may have: as many as fit into the largest file that is read.
const MOST_VALUES: usize = 4_000_000;

/// The values of a text.
///
/// # Errors
///
/// Says in one line what is wrong with it, with the line. What would come to far more than is written,
/// by aliases of aliases, is refused.
pub(super) fn read(text: &str) -> Result<Value, String> {
    let options = serde_saphyr::options! {
        with_snippet: false,
        budget: serde_saphyr::budget! { max_nodes: MOST_VALUES, max_events: 4 * MOST_VALUES },
    };
    serde_saphyr::from_str_with_options(text, options).map_err(|error| {
        let said = error.to_string();
        let said = said.lines().next().unwrap_or_default().trim().to_owned();
        // What it says of the limits is no word about YAML.
        let what =
            if said.contains("budget") { "it holds more than is read" } else { "this is no YAML" };
        match error.location() {
            Some(place) => format!("line {}: {what}: {said}", place.line()),
            None => format!("{what}: {said}"),
        }
    })
}
