//! Gauges are kept, and a store that did not know them learns to.

use rusqlite::Connection;

use crate::domain::gauge::thin::{Grain, Reading};
use crate::domain::gauge::{Level, Standing};
use crate::store::{Result, Store, Tx, sqlite};

#[test]
fn a_store_of_the_version_before_learns_of_gauges() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let old = Connection::open(&path).unwrap();
    for step in &sqlite::MIGRATIONS[..17] {
        old.execute_batch(step).unwrap();
    }
    old.pragma_update(None, "user_version", 17).unwrap();
    drop(old);
    let at = |second| jiff::Timestamp::from_second(second).unwrap();
    let reading = |second, value| Reading { at: at(second), value, max: 9.0 };
    let standing = Standing {
        name: "disk".to_owned(),
        is_configured: true,
        unit: "B".to_owned(),
        newest: Some(reading(90, 5.0)),
        heard_at: at(91),
        stale_at: Some(at(99)),
        is_stale: false,
        level: Level::Page,
        why: Some("exit code 3".to_owned()),
    };
    let work = |tx: &Tx<'_>| -> Result<()> {
        tx.put_gauge(&standing)?;
        assert_eq!(tx.gauge("disk")?.as_ref(), Some(&standing));
        assert_eq!(tx.gauges()?, std::slice::from_ref(&standing));
        assert_eq!((tx.silent_gauges(at(98))?.len(), tx.silent_gauges(at(99))?.len()), (0, 1));
        assert_eq!(tx.next_silent_gauge()?, Some(at(99)));
        for (second, value) in [(90, 5.0), (10, 2.0), (50, 7.0)] {
            tx.keep_reading("disk", reading(second, value))?;
        }
        assert_eq!(tx.stretches("disk", Grain::Minute, at(0), at(99))?.len(), 2);
        let hours = tx.stretches("disk", Grain::Hour, at(0), at(99))?;
        assert_eq!((hours.len(), hours[0].readings), (1, 3));
        assert_eq!((hours[0].first, hours[0].last), (reading(10, 2.0), reading(90, 5.0)));
        assert_eq!(
            (hours[0].low.to_bits(), hours[0].high.to_bits()),
            (2f64.to_bits(), 7f64.to_bits())
        );
        Ok(())
    };
    Store::open(&path).unwrap().write(work).unwrap();
}
