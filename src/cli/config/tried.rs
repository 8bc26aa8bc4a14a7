//! What became of the tests of a configuration: how many passed, and of the others what was expected and
//! what would happen, side by side.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use crate::config::Tried;
use crate::domain::explain::assertion::Difference;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::error::{Error, Kind};

/// What is said of those that passed, after that there are no faults; nothing where there is no test.
pub(super) fn passed(tests: &[Tried]) -> String {
    match tests.len() {
        0 => String::new(),
        1 => ", 1 test passes".to_owned(),
        number => format!(", {number} tests pass"),
    }
}

/// That tests fail, if any do. Where it was told otherwise already, the error is short.
pub(super) fn failure(tests: &[Tried], is_told: bool) -> Option<Error> {
    let failed: Vec<&Tried> = tests.iter().filter(|test| !test.differences.is_empty()).collect();
    if failed.is_empty() {
        return None;
    }
    let fail = if failed.len() == 1 { "fails" } else { "fail" };
    let passed = match tests.len() - failed.len() {
        0 => String::new(),
        1 => ", 1 passes".to_owned(),
        number => format!(", {number} pass"),
    };
    let message = format!("{} {fail}{passed}", count(failed.len(), "test"));
    let error = Error::new(Kind::Config, message);
    if is_told {
        return Some(error);
    }
    let bodies: Vec<String> = failed.iter().map(|test| body(test)).collect();
    Some(error.detail(format!("\n{}", bodies.join("\n"))))
}

/// A failure with its place, what is expected on the left and what would happen on the right.
fn body(test: &Tried) -> String {
    let told = test.fault.to_string();
    let (place, hint) = told.rsplit_once("  hint: ").unwrap_or((&told, ""));
    let mut text = place.to_owned();
    for difference in &test.differences {
        text.push_str(&side_by_side(difference));
    }
    if hint.is_empty() { text } else { format!("{text}  hint: {hint}") }
}

fn side_by_side(Difference { about, expected, actual }: &Difference) -> String {
    let head = (format!("{about}, expected"), "would be".to_owned());
    let rows = (0..expected.len().max(actual.len())).map(|row| {
        let cell = |lines: &[String]| {
            lines.get(row).map(|line| plain(line).into_owned()).unwrap_or_default()
        };
        (cell(expected), cell(actual))
    });
    let rows: Vec<(String, String)> = std::iter::once(head).chain(rows).collect();
    let width = rows.iter().map(|(left, _)| left.width()).max().unwrap_or(0);
    let line = |(left, right): &(String, String)| {
        let gap = " ".repeat(width - left.width());
        format!("    {}\n", format!("{left}{gap}  {right}").trim_end())
    };
    rows.iter().map(line).collect()
}

/// A test as JSON.
pub(super) fn value(test: &Tried) -> Value {
    let difference = |difference: &Difference| {
        json!({
            "about": difference.about,
            "expected": difference.expected,
            "actual": difference.actual,
        })
    };
    json!({
        "name": test.name,
        "passed": test.differences.is_empty(),
        "file": test.fault.file.to_string_lossy(),
        "line": test.fault.place.as_ref().map(|place| place.line),
        "differences": test.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}
