//! A field of comma-separated values (RFC 4180), for a spreadsheet.

use crate::domain::text::plain;

/// A field: its lines as they are, and nothing that a terminal would obey or a spreadsheet would compute.
#[must_use]
pub fn field(value: &str) -> String {
    let lines: Vec<_> = value.lines().map(plain).collect();
    let mut value = lines.join("\n");
    if value.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) {
        value.insert(0, '\'');
    }
    if value.contains([',', '"', '\n', '\'']) {
        return format!("\"{}\"", value.replace('"', "\"\""));
    }
    value
}
