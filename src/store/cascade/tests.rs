//! A store of the version before learns what belongs together, and what is merged is kept once.

use rusqlite::Connection;

use super::*;
use crate::domain::alert::{Severity, Signal};
use crate::store::{Store, sqlite};

const OLD: &str = "
insert into incident (id, version, status, severity, opened_at, next_at, source, grouped, group_hash,
    policy, firing, summary, labels)
values (1, 1, 'triggered', 3, 0, 9, 'generic', null, null, 'default', 1, 'disk', '{}'),
    (2, 1, 'triggered', 3, 0, 9, 'generic', 'g', 7, 'default', 1, 'disk', '{}')";

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn alert(name: &str, signal: Signal) -> Alert {
    Alert::new("generic".into(), Fingerprint::of([name]), signal, Severity::Critical).summary(name)
}

/// A store as it was before, brought up to the present.
fn opened(directory: &std::path::Path) -> Store {
    let path = directory.join("wail.db");
    let old = Connection::open(&path).unwrap();
    let is_new = |step: &&str| step.contains("create table inhibitor");
    let before = sqlite::MIGRATIONS.iter().position(is_new).unwrap();
    for step in &sqlite::MIGRATIONS[..before] {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(OLD).unwrap();
    old.pragma_update(None, "user_version", i64::try_from(before).unwrap()).unwrap();
    drop(old);
    Store::open(&path).unwrap()
}

#[test]
fn what_both_knew_is_kept_as_it_was_last_reported() {
    let directory = tempfile::tempdir().unwrap();
    let work = |tx: &Tx<'_>| -> Result<()> {
        let (one, two) = (IncidentId(1), IncidentId(2));
        tx.new_alert(Some(one), &alert("both", Signal::Resolved), None, at(1))?;
        tx.new_alert(Some(one), &alert("disk", Signal::Firing), None, at(2))?;
        tx.new_alert(Some(two), &alert("both", Signal::Firing), None, at(3))?;
        let from = tx.incident(two)?.unwrap();
        tx.merge_alerts(&from, one)?;
        assert_eq!(tx.merged_into(two)?, Some(one));
        assert_eq!(tx.merged_into(one)?, None);
        let left = tx.alerts(one)?;
        let left: Vec<_> = left.iter().map(|alert| (&*alert.summary, alert.signal)).collect();
        assert_eq!(left, [("disk", Signal::Firing), ("both", Signal::Firing)]);
        assert!(tx.alerts(two)?.is_empty());
        Ok(())
    };
    opened(directory.path()).write(work).unwrap();
}

#[test]
fn what_is_apart_stays_so_until_it_is_merged() {
    let directory = tempfile::tempdir().unwrap();
    let work = |tx: &Tx<'_>| -> Result<()> {
        let (one, two) = (IncidentId(1), IncidentId(2));
        let (disk, cart) = (alert("disk", Signal::Firing), alert("cart", Signal::Firing));
        tx.new_alert(Some(one), &disk, None, at(1))?;
        tx.new_alert(Some(two), &cart, None, at(2))?;
        assert!(!tx.is_apart(&cart, one)?);
        tx.put_apart(one, two)?;
        assert!(tx.is_apart(&cart, one)? && tx.is_apart(&disk, two)?);
        assert!(!tx.is_apart(&disk, one)?, "nothing is apart from itself");
        tx.merge_alerts(&tx.incident(two)?.unwrap(), one)?;
        assert!(!tx.is_apart(&cart, one)?);
        Ok(())
    };
    opened(directory.path()).write(work).unwrap();
}

#[test]
fn what_was_opened_long_ago_is_found_no_more() {
    let directory = tempfile::tempdir().unwrap();
    let work = |tx: &Tx<'_>| -> Result<()> {
        let window = SignedDuration::from_secs(120);
        let opened_at = |id, second| -> Result<()> {
            let incident = tx.incident(IncidentId(id))?.unwrap();
            let incident = Incident { opened_at: at(second), ..incident };
            tx.put_kin(&incident, None, [("service", "db")].into_iter(), window)
        };
        opened_at(1, 0)?;
        opened_at(2, 100)?;
        let found = |since| -> Result<Vec<i64>> {
            Ok(tx.kin(("service", "db"), at(since))?.iter().map(|(id, _)| id.0).collect())
        };
        assert_eq!(found(0)?, [1, 2]);
        assert_eq!(found(50)?, [2]);
        assert!(tx.kin(("service", "web"), at(0))?.is_empty());
        opened_at(1, 200)?;
        assert_eq!(found(0)?, [2, 1], "the first is forgotten");
        Ok(())
    };
    opened(directory.path()).write(work).unwrap();
}
