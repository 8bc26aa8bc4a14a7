//! Labels that are asked about and that no alert has ever had.

use jiff::Timestamp;

use crate::cli::Session;
use crate::config::closest;
use crate::domain::label::Labels;
use crate::domain::text::plain;
use crate::store::{Result, Tx};

/// What `wail` itself reads of the labels it is asked about.
const SEVERITY: &str = "severity";

/// A label that no alert has ever had, and one that may be meant.
pub(super) struct Unknown {
    label: String,
    meant: Option<String>,
}

/// Those of these labels that no alert has ever had; none where there was no alert at all.
pub(super) fn unknown(tx: &Tx<'_>, labels: &Labels) -> Result<Vec<Unknown>> {
    let mut unknown = Vec::new();
    for label in labels.keys().filter(|label| *label != SEVERITY) {
        if !tx.has_label(label)? {
            unknown.push(Unknown { label: label.clone(), meant: None });
        }
    }
    if unknown.is_empty() {
        return Ok(unknown);
    }
    let known = tx.labels_since(Timestamp::UNIX_EPOCH)?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    for it in &mut unknown {
        it.meant = closest(&it.label, known.keys().map(String::as_str)).map(str::to_owned);
    }
    Ok(unknown)
}

/// Says so.
pub(super) fn tell(session: &Session, unknown: &[Unknown]) {
    for Unknown { label, meant } in unknown {
        let meant = meant.as_ref().map(|meant| format!(": did you mean `{}`?", plain(meant)));
        let meant = meant.unwrap_or_default();
        session
            .out
            .warn(format_args!("hint: no alert has ever had a label `{}`{meant}", plain(label)));
    }
}
