//! What was promised is kept, what an older version promised is understood, and what came before is found
//! by an index.

use super::*;
use crate::domain::incident::Promise;
use crate::store::{Chosen, Store, StoreError, sqlite};

const MINUTE: i64 = 60_000;

#[test]
fn an_acknowledgement_of_the_version_before_lasts_as_long_as_it_did() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    let before =
        sqlite::MIGRATIONS.iter().position(|step| step.contains("column check_in")).unwrap();
    for step in &sqlite::MIGRATIONS[..before] {
        old.execute_batch(step).unwrap();
    }
    old.execute_batch(&format!(
        "insert into incident (id, version, status, severity, opened_at, next_at, source, policy,
            firing, acknowledged_by, acknowledged_at, promise, summary, labels)
        values (1, 1, 'acknowledged', 3, 0, {}, 'generic', 'default', 4, 'bo', {}, 'check-in',
            'disk', '{{}}')",
        45 * MINUTE,
        5 * MINUTE,
    ))
    .unwrap();
    old.pragma_update(None, "user_version", i64::try_from(before).unwrap()).unwrap();
    drop(old);
    let mut store = Store::open(&path).unwrap();
    let changed = store.write(|tx| {
        let mut incident = tx.incident(IncidentId(1))?.unwrap();
        let at = |minutes: i64| Timestamp::from_millisecond(minutes * MINUTE).unwrap();
        let kept = Status::Acknowledged {
            by: "bo".into(),
            at: at(5),
            check_in_at: at(45),
            promise: Promise::CheckIn,
            length: SignedDuration::from_mins(40),
            firing: 4,
            old_news_at: None,
        };
        assert_eq!(incident.status, kept);
        for news_at in [at(45), at(30), at(60)] {
            let Status::Acknowledged { length, firing, old_news_at, .. } = &mut incident.status
            else {
                panic!()
            };
            (*length, *firing) = (SignedDuration::from_mins(20), 1);
            *old_news_at = Some(news_at);
            tx.update_incident(&incident)?;
            let kept = tx.incident(IncidentId(1))?.unwrap();
            assert_eq!(kept.status, incident.status);
            incident.version = kept.version;
        }
        let mut times = None;
        tx.list(&Chosen::default(), |listed| times = Some(listed.times))?;
        assert_eq!(times, Some(0));
        Ok::<_, StoreError>((tx.incident(IncidentId(1))?.unwrap().status, incident.status))
    });
    let (kept, changed) = changed.unwrap();
    assert_eq!(kept, changed);
}

#[test]
fn what_came_before_is_found_by_an_index() {
    let store = Store::in_memory().unwrap();
    for statement in [sql::BEFORE, sql::FIX, sql::OWNER, sql::TIMES] {
        let mut plan =
            store.connection.prepare(&format!("explain query plan {statement}")).unwrap();
        for place in 1..=plan.parameter_count() {
            plan.raw_bind_parameter(place, rusqlite::types::Null).unwrap();
        }
        let mut rows = plan.raw_query();
        let mut steps = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            steps.push(row.get::<_, String>(3).unwrap());
        }
        let steps = steps.join("\n");
        assert!(steps.contains("INDEX alert_known") && !steps.contains("SCAN"), "{steps}");
    }
}
