//! Whatever somebody does to random entries is found, at the first of them or before.

use super::*;
use proptest::prelude::*;

/// How many entries there are before somebody reaches in.
const ENTRIES: i64 = 12;

/// The columns of an entry besides its number.
const COLUMNS: [&str; 12] = [
    "at",
    "incident",
    "event",
    "who",
    "reason",
    "text",
    "about",
    "corrects",
    "monotonic",
    "ahead",
    "witness",
    "hash",
];

/// What may be put into a column: of its kind, of another kind, or nothing that any kind knows.
const VALUES: [&str; 13] = [
    "null",
    "0",
    "-1",
    "9223372036854775807",
    "1.5",
    "''",
    "'bo'",
    "x''",
    "x'ff'",
    "cast(x'ff' as text)",
    "zeroblob(32)",
    "randomblob(32)",
    "(select max(hash) from timeline)",
];

/// One thing that somebody does.
fn tampering() -> impl Strategy<Value = String> {
    let id = 1..=ENTRIES;
    let changed =
        (id.clone(), 0..COLUMNS.len(), 0..VALUES.len()).prop_map(|(id, column, value)| {
            format!(
                "update or ignore timeline set {} = {} where id = {id}",
                COLUMNS[column], VALUES[value]
            )
        });
    let taken = (id.clone(), 0..4_i64).prop_map(|(from, more)| {
        format!("delete from timeline where id between {from} and {}", from + more)
    });
    let swapped = (id.clone(), id.clone()).prop_map(|(one, other)| {
        format!(
            "update timeline set id = -1 where id = {one}; update timeline set id = {one} where id = {other};
             update timeline set id = {other} where id = -1"
        )
    });
    let copied = (id.clone(), id.clone()).prop_map(|(from, to)| {
        let columns = COLUMNS.join(", ");
        format!(
            "insert or replace into timeline (id, {columns}) select {to}, {columns} from timeline where id = {from}"
        )
    });
    let put_in = (id.clone(), 0..3_i64).prop_map(|(at, after)| {
        let at = if after == 0 { ENTRIES + at } else { at };
        format!(
            "insert or replace into timeline (id, at, event, text) values ({at}, 0, 'noted', 'x')"
        )
    });
    let moved =
        id.prop_map(|id| format!("update or ignore timeline set id = id + 1000 where id >= {id}"));
    prop_oneof![changed, taken, swapped, copied, put_in, moved]
}

/// Every entry as it stands in the file.
fn dump(store: &Store) -> Vec<String> {
    let columns = COLUMNS.join(", ");
    let text = format!("select id, {columns} from timeline order by id");
    let mut statement = store.connection.prepare(&text).unwrap();
    let row = |row: &Row<'_>| {
        let values = (0..=COLUMNS.len()).map(|column| row.get_ref(column));
        Ok(format!("{:?}", values.collect::<rusqlite::Result<Vec<_>>>()?))
    };
    statement.query_map([], row).unwrap().collect::<rusqlite::Result<_>>().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_to_random_entries_is_found(
        tamperings in proptest::collection::vec(tampering(), 1..4)
    ) {
        let mut store = Store::in_memory().unwrap();
        write(&mut store, 1..ENTRIES + 1);
        let before = dump(&store);
        for statements in &tamperings {
            // Some cannot be done: the database itself says no.
            drop(store.connection.execute_batch(statements));
        }
        let after = dump(&store);
        let first = before.iter().zip(&after).take_while(|(before, after)| before == after).count();
        let verified = verify(&mut store);
        if before == after {
            prop_assert_eq!(verified.fault, None);
        } else {
            prop_assert!(verified.fault.is_some(), "{:?}", tamperings);
            prop_assert!(verified.whole <= i64::try_from(first).unwrap(), "{:?} {:?}", tamperings, verified);
        }
    }
}
