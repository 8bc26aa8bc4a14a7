//! Whether what the store has is whole, has room, and is somewhere else as well.

use std::path::Path;

use jiff::SignedDuration;

use super::{Finding, Patient};
use crate::cli::log::what;
use crate::cli::time;
use crate::domain::record::written::size;
use crate::error::{Error, Kind};
use crate::store::{StoreError, Verify};
use crate::system::free_space;

/// With less room than this nothing can be counted on, and with less than that it is soon so; in bytes.
const FULL: u64 = 16 << 20;
const TIGHT: u64 = 256 << 20;

/// How old a copy may be where copies are made at all.
const OLD: SignedDuration = SignedDuration::from_hours(8 * 24);

/// What the database and the record find wrong with themselves, how much room is left, and when the store was
/// last copied.
pub(super) fn keeping(patient: &mut Patient<'_>) -> Result<Vec<Finding>, Error> {
    let Some(store) = &mut patient.store else { return Ok(Vec::new()) };
    let mut findings = Vec::new();
    if let Some(cause) = store.damage()? {
        let text = format!("the database is damaged: {cause}");
        let fix = "`wail restore COPY` puts a copy in its place and keeps what is there";
        findings.push(Finding::failure("store", Kind::Unreachable, text, fix));
    }
    findings.extend(room(store.path()));
    let (verified, copied) =
        store.read::<_, StoreError>(|tx| Ok((tx.verify(&Verify::default())?, tx.backed_up()?)))?;
    findings.push(match verified.fault {
        Some(fault) => Finding::warning(
            "record",
            format!("it is not as it was written: {}", what(fault)),
            "`wail log verify` tells more; what is written from now on is sealed as before",
        ),
        None => {
            Finding::fine("record", format!("{} as they were written", entries(verified.whole)))
        }
    });
    let (now, zone) = (patient.session.now, patient.session.zone());
    findings.push(match copied {
        None => Finding::fine("backup", "none was made yet: `wail backup DIRECTORY` makes one"),
        Some(at) => {
            let text = format!("the last was made {}", time::with_distance(at, now, &zone));
            if now.duration_since(at) > OLD {
                Finding::warning("backup", text, "`wail backup DIRECTORY` makes one")
            } else {
                Finding::fine("backup", text)
            }
        }
    });
    Ok(findings)
}

/// Whether there is room for what comes; nothing where the system does not say.
fn room(store: &Path) -> Option<Finding> {
    let free = free_space(store)?;
    let told = size(usize::try_from(free).unwrap_or(usize::MAX));
    let text = format!("{told} left where the store is");
    Some(match free {
        0..FULL => Finding::failure(
            "disk",
            Kind::Unreachable,
            text,
            "make room: `df -h`, and `wail prune` says what of the record could go",
        ),
        FULL..TIGHT => Finding::warning(
            "disk",
            text,
            "make room: `df -h`, and `wail prune` says what of the record could go",
        ),
        TIGHT.. => Finding::fine("disk", text),
    })
}

fn entries(number: i64) -> String {
    if number == 1 { "1 entry".to_owned() } else { format!("{number} entries") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_says_what_is_left_and_none_says_nothing() {
        let here = room(Path::new("/")).unwrap();
        assert_eq!(here.about, "disk");
        assert!(here.text.ends_with(" left where the store is"), "{}", here.text);
        assert!(room(Path::new("/nowhere/at/all")).is_none());
    }
}
