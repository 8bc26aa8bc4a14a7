//! Whether what the store has is whole, has room, and is somewhere else as well.

use std::path::Path;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::{Finding, Patient};
use crate::cli::log::what;
use crate::cli::time;
use crate::domain::record::written::size;
use crate::error::Kind;
use crate::store::{StoreError, Verify};
use crate::system::free_space;

/// With less room than this nothing can be counted on, and with less than that it is soon so; in bytes.
const FULL: u64 = 16 << 20;
const TIGHT: u64 = 256 << 20;

/// How old a copy may be, and a record of which there is none.
const OLD: SignedDuration = SignedDuration::from_hours(8 * 24);

/// What the database and the record find wrong with themselves, how much room is left, and when the store was
/// last copied. A store that is damaged is let go of: the other checks go by what there is without it.
pub(super) fn keeping(patient: &mut Patient<'_>) -> Vec<Finding> {
    let Some(store) = &mut patient.store else { return Vec::new() };
    let mut findings = Vec::new();
    let damage = store.damage();
    findings.extend(match &damage {
        Ok(None) => None,
        Ok(Some(cause)) | Err(StoreError::Damaged { cause, .. }) => Some(damaged(cause)),
        Err(error) => Some(Finding::of_error("store", &error.clone().into())),
    });
    findings.extend(room(store.path()));
    let read = store.read::<_, StoreError>(|tx| {
        Ok((tx.verify(&Verify::default())?, tx.backed_up()?, tx.first_written()?))
    });
    let (verified, copied, first) = match (read, damage) {
        (Ok(read), Ok(None)) => read,
        (read, damage) => {
            if let (Err(error), Ok(None)) = (read, damage) {
                findings.push(match &error {
                    StoreError::Damaged { cause, .. } => damaged(cause),
                    _ => Finding::of_error("record", &error.clone().into()),
                });
            }
            // Nothing that is read from it says how it stands.
            patient.store = None;
            return findings;
        }
    };
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
    findings.push(backup(copied, first, (patient.session.now, &patient.session.zone())));
    findings
}

/// Whether what would be lost is little: by when it was copied, else by when it begins.
fn backup(
    copied: Option<Timestamp>,
    first: Option<Timestamp>,
    (now, zone): (Timestamp, &TimeZone),
) -> Finding {
    const FIX: &str = "`wail backup DIRECTORY` makes one, also while the daemon runs";
    let is_old = copied.or(first).is_some_and(|at| now.duration_since(at) > OLD);
    match (copied, first.filter(|_| is_old)) {
        (Some(at), _) => {
            let text = format!("the last was made {}", time::with_distance(at, now, zone));
            if is_old {
                Finding::warning("backup", text, FIX)
            } else {
                Finding::fine("backup", text)
            }
        }
        (None, Some(first)) => {
            let begins = time::with_distance(first, now, zone);
            let text = format!("none was ever made, and the record begins {begins}");
            Finding::warning("backup", text, FIX)
        }
        (None, None) => {
            Finding::fine("backup", "none was made yet: `wail backup DIRECTORY` makes one")
        }
    }
}

fn damaged(cause: &str) -> Finding {
    let text = format!("the database is damaged: {cause}");
    let fix = "`wail restore COPY` puts a copy in its place and keeps what is there";
    Finding::failure("store", Kind::Unreachable, text, fix)
}

/// Whether there is room for what comes; nothing where the system does not say.
pub(super) fn room(store: &Path) -> Option<Finding> {
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
    fn a_copy_that_is_old_is_told_and_an_old_record_without_one() {
        let ago = |days: i64| Some(Timestamp::UNIX_EPOCH - SignedDuration::from_hours(days * 24));
        let told = |copied, first| {
            let told = backup(copied, first, (Timestamp::UNIX_EPOCH, &TimeZone::UTC));
            (told.state.word(), told.text)
        };
        assert_eq!(told(None, None).0, "ok");
        assert_eq!(told(None, ago(8)).0, "ok");
        assert_eq!(told(ago(1), ago(400)).0, "ok");
        assert_eq!(told(ago(9), ago(400)).0, "warn");
        let (state, text) = told(None, ago(9));
        assert_eq!(state, "warn");
        assert!(text.starts_with("none was ever made, and the record begins "), "{text}");
    }

    #[test]
    fn a_disk_says_what_is_left_and_none_says_nothing() {
        let here = room(Path::new("/")).unwrap();
        assert_eq!(here.about, "disk");
        assert!(here.text.ends_with(" left where the store is"), "{}", here.text);
        assert!(room(Path::new("/nowhere/at/all")).is_none());
    }
}
