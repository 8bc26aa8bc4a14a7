//! Labels that are asked about and that no alert of late has had.

use crate::cli::Session;
use crate::config::{Settings, closest};
use crate::domain::label::Labels;
use crate::domain::text::plain;
use crate::domain::{drill, gauge, noise, watch};
use crate::sources;
use crate::store::{Result, Tx};

/// What `wail` itself reads of the labels it is asked about.
const SEVERITY: &str = "severity";

/// How many problems are looked at, the newest: an explanation does not wait for all there ever were.
const LOOKED_AT: u32 = 500;

/// A label that none of the newest problems has, and one that may be meant.
pub(super) struct Unknown {
    label: String,
    meant: Option<String>,
}

/// Those of these labels that none of the newest problems has; none where there was no problem at all.
pub(super) fn unknown(tx: &Tx<'_>, labels: &Labels) -> Result<Vec<Unknown>> {
    let mut unknown = Vec::new();
    for label in labels.keys().filter(|label| *label != SEVERITY) {
        if !tx.has_label(label, LOOKED_AT)? {
            unknown.push(Unknown { label: label.clone(), meant: None });
        }
    }
    if unknown.is_empty() {
        return Ok(unknown);
    }
    let known = tx.latest_labels(LOOKED_AT)?;
    if known.is_empty() {
        return Ok(Vec::new());
    }
    for it in &mut unknown {
        it.meant = closest(&it.label, known.iter().map(String::as_str)).map(str::to_owned);
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
            .warn(format_args!("hint: no alert of late has had a label `{}`{meant}", plain(label)));
    }
}

/// The sources of what `wail` itself reports.
const OWN: [&str; 5] = [noise::BY_HAND, watch::SOURCE, gauge::SOURCE, noise::SOURCE, drill::SOURCE];

/// Says that nothing has a source of that name, which somebody asks about.
pub(super) fn tell_of_source(session: &Session, source: &str, settings: &Settings) {
    let configured = settings.sources.keys().map(|name| name.as_str());
    let known: Vec<&str> = configured.chain(OWN).collect();
    if known.contains(&source) || sources::find(source).is_some() {
        return;
    }
    let meant = closest(source, known).map(|meant| format!(": did you mean `{}`?", plain(meant)));
    session.out.warn(format_args!(
        "hint: the configuration has no source `{}`{}",
        plain(source),
        meant.unwrap_or_default()
    ));
}
