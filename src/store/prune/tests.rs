//! What is let go goes whole, a piece at a time, and the record holds at every moment of it.

use proptest::prelude::*;
use rusqlite::Connection;

use super::*;
use crate::domain::name::PersonId;
use crate::domain::record::keeping::LetGo;
use crate::domain::record::timeline::{Entry, Event, KeepingEvent};
use crate::store::sql;
use crate::store::{Fault, Gone, StoreError, Verified, Verify, hex};

/// Entry N is written so many days after the first of 2024.
fn day(number: i64) -> Timestamp {
    Timestamp::from_second(1_704_067_200 + number * 86_400).unwrap()
}

fn write(store: &mut Store, numbers: std::ops::RangeInclusive<i64>) {
    let note = |number| {
        let event = Event::Noted("ana".into(), format!("number {number}"));
        Entry { at: day(number), incident: None, event }
    };
    let work = |tx: &Tx<'_>| numbers.into_iter().try_for_each(|number| tx.append(&note(number)));
    store.write::<_, StoreError>(work).unwrap();
}

fn verify(store: &mut Store) -> Verified {
    store.read::<_, StoreError>(|tx| tx.verify(&Verify::default())).unwrap()
}

fn plan(store: &mut Store, before: Timestamp) -> Plan {
    store.read::<_, StoreError>(|tx| tx.plan_to_let_go(before)).unwrap()
}

/// Begins to let go of what is older than that.
fn begin(store: &mut Store, before: Timestamp) -> Plan {
    let work = |tx: &Tx<'_>| {
        let plan = tx.plan_to_let_go(before)?;
        let hash = tx.hash_at(plan.cut.last)?;
        let event = Event::Keeping(KeepingEvent::LetGo(LetGo {
            by: Some(PersonId::from("ana")),
            first: plan.amount.first,
            last: plan.cut.last,
            head: hex(&hash),
            entries: plan.amount.entries,
            incidents: plan.amount.incidents,
            before,
            copy: None,
            fault: None,
        }));
        tx.append(&Entry { at: day(1000), incident: None, event })?;
        tx.begin_to_let_go(&plan, hash, before)?;
        Ok::<_, StoreError>(plan)
    };
    store.write(work).unwrap()
}

fn let_go(store: &mut Store, most: usize) -> Option<Step> {
    store.write::<_, StoreError>(|tx| tx.let_go(most)).unwrap()
}

fn let_all_go(store: &mut Store, most: usize) {
    while let_go(store, most).is_some() {}
}

#[test]
fn the_record_holds_at_every_piece_and_says_what_was_let_go() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..=10);
    let head = verify(&mut store).head.unwrap();
    let begun = begin(&mut store, day(8));
    assert_eq!((begun.cut.last, begun.amount.entries), (7, 7));
    for upto in [0, 3, 6] {
        let Verified { whole, fault, gone, .. } = verify(&mut store);
        assert_eq!((whole, fault), (11 - upto, None));
        let gone: Gone = gone.unwrap();
        assert_eq!((gone.first, gone.last, gone.upto, gone.entry), (1, 7, upto, 11));
        assert_eq!(gone.by.as_deref(), Some("ana"));
        assert_eq!(let_go(&mut store, 3).map(Step::is_last), Some(upto == 6));
    }
    assert_eq!(let_go(&mut store, 3), None);
    write(&mut store, 12..=13);
    let after = verify(&mut store);
    assert_eq!((after.whole, after.fault), (6, None));
    assert_eq!(after.head.map(|head| (head.first, head.last, head.number)), Some((8, 13, 6)));
    let kept = Verify { head: head.hash.to_vec() };
    let kept = store.read::<_, StoreError>(|tx| tx.verify(&kept)).unwrap().kept;
    assert_eq!(kept.map(|kept| kept.entry), Some(10), "a head of before is still there");
    // And once more, with what tells of the first time in it.
    begin(&mut store, day(2000));
    let_all_go(&mut store, 2);
    let after = verify(&mut store);
    assert_eq!((after.whole, after.fault), (1, None));
    assert_eq!(after.gone.map(|gone| (gone.first, gone.last)), Some((8, 13)));
}

#[test]
fn what_breaks_off_is_gone_on_with_by_whoever_opens_the_store_next() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("wail.db");
    let mut store = Store::open(&path).unwrap();
    write(&mut store, 1..=10);
    begin(&mut store, day(8));
    let_go(&mut store, 2);
    drop(store);
    let mut store = Store::open(&path).unwrap();
    write(&mut store, 12..=12);
    assert_eq!(verify(&mut store).fault, None);
    let_all_go(&mut store, 100);
    let verified = verify(&mut store);
    assert_eq!((verified.whole, verified.fault), (5, None));
}

#[test]
fn a_record_without_seals_is_let_go_as_well() {
    for last in [2, 3, 5] {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("wail.db");
        drop(Store::open(&path).unwrap());
        let old = Connection::open(&path).unwrap();
        for number in 1..=3 {
            let at = day(number).as_millisecond();
            let row = "insert into timeline (at, event, text) values (?1, 'noted', 'so it was')";
            old.execute(row, [at]).unwrap();
        }
        drop(old);
        let mut store = Store::open(&path).unwrap();
        if last > 3 {
            write(&mut store, 4..=6);
        }
        assert_eq!(begin(&mut store, day(last + 1)).cut.last, last);
        for _ in 0..=last {
            assert_eq!(verify(&mut store).fault, None, "{last}");
            let_go(&mut store, 1);
        }
        let verified = verify(&mut store);
        assert_eq!((verified.before, verified.fault), ((3 - last).max(0), None));
        store
            .connection
            .execute_batch(
                "update timeline set text = 'x' where id = (select min(id) from timeline)",
            )
            .unwrap();
        assert!(verify(&mut store).fault.is_some(), "{last}");
    }
}

#[test]
fn a_beginning_that_was_cut_without_it_is_found() {
    let cut = "delete from timeline where id <= 9;
        update chain set first = 10, number = number - 2 where id = 1;";
    let moved = "update anchor set upto = 9, upto_hash = (select hash from timeline where id = 9);";
    for (tampering, fault) in [
        ("delete from anchor".to_owned(), Fault::Earlier(8)),
        (cut.to_owned(), Fault::Earlier(10)),
        (format!("{moved}{cut}"), Fault::Headless),
        (format!("{moved} update anchor set last = 9, hash = upto_hash;{cut}"), Fault::Headless),
        ("update anchor set entry = 10".to_owned(), Fault::Headless),
        ("update anchor set first = 2".to_owned(), Fault::Headless),
        ("update anchor set hash = zeroblob(32)".to_owned(), Fault::Headless),
        ("update anchor set upto_hash = zeroblob(32)".to_owned(), Fault::Earlier(8)),
        ("delete from timeline where id = 8".to_owned(), Fault::Missing(8, 8)),
        ("update timeline set text = 'x' where id = 11".to_owned(), Fault::Changed(11)),
        (
            "insert into timeline (id, at, event, text) values (7, 0, 'noted', 'x')".to_owned(),
            Fault::Added(7),
        ),
    ] {
        let mut store = Store::in_memory().unwrap();
        write(&mut store, 1..=10);
        begin(&mut store, day(8));
        let_all_go(&mut store, 100);
        assert_eq!(verify(&mut store).fault, None);
        store.connection.execute_batch(&tampering).unwrap();
        assert_eq!(verify(&mut store).fault, Some(fault), "{tampering}");
    }
    // With no word of it on the record, nothing says that the beginning may be gone.
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..=10);
    let forged =
        "insert into anchor select 1, 10, 1, 4, hash, 0, 4, hash from timeline where id = 4;
        delete from timeline where id <= 4; update chain set first = 5, number = 6";
    store.connection.execute_batch(forged).unwrap();
    assert_eq!(verify(&mut store).fault, Some(Fault::Headless));
}

#[test]
fn what_is_corrected_later_and_what_is_promised_stay() {
    let mut store = Store::in_memory().unwrap();
    write(&mut store, 1..=10);
    store.connection.execute_batch("update timeline set corrects = 4 where id = 9").unwrap();
    let found = plan(&mut store, day(8));
    assert_eq!(found.cut, Cut { last: 3, held_by: vec![Stays::Corrected { entry: 4, by: 9 }] });
    assert_eq!(plan(&mut store, day(20)).cut.last, 10, "together they may go");
    let made = format!(
        "insert into promise (text, owner, made_by, made_at, due_at, public, fixes, told_at)
         values ('an index', 'bo', 'ana', {}, 0, 0, 0, 0)",
        day(6).as_millisecond()
    );
    store.connection.execute_batch(&made).unwrap();
    let held = vec![Stays::Promised(PromiseId(1))];
    assert_eq!(plan(&mut store, day(20)).cut, Cut { last: 3, held_by: held });
}

#[test]
fn no_number_of_an_incident_is_given_twice() {
    let store = Store::in_memory().unwrap();
    store
        .connection
        .execute_batch("update mark set value = 412 where name = 'last-incident'")
        .unwrap();
    let last: i64 = store.connection.query_row(sql::LAST_INCIDENT, [], |row| row.get(0)).unwrap();
    assert_eq!(last, 412);
}

/// What somebody may do to a record of which something was let go.
fn tampering() -> impl Strategy<Value = String> {
    let id = 1..=13_i64;
    let cut = (id.clone(), proptest::bool::ANY).prop_map(|(upto, is_told)| {
        let told = if is_told {
            format!(
                "update anchor set upto = {upto}, last = {upto}, hash = (select hash from timeline where id = {upto}),
                    upto_hash = (select hash from timeline where id = {upto});"
            )
        } else {
            String::new()
        };
        format!(
            "{told} delete from timeline where id <= {upto};
             update chain set first = {upto} + 1, number = (select count(*) from timeline)"
        )
    });
    let changed = (id.clone(), "[a-z]{1,4}")
        .prop_map(|(id, text)| format!("update timeline set text = '{text}' where id = {id}"));
    let taken = id.clone().prop_map(|id| format!("delete from timeline where id = {id}"));
    let anchor = (0..7_usize, -2..14_i64).prop_map(|(column, value)| {
        let name = ["entry", "first", "last", "upto", "hash", "upto_hash", "id"][column];
        format!("update or ignore anchor set {name} = {value}")
    });
    prop_oneof![cut, changed, taken, anchor, Just("delete from anchor".to_owned())]
}

/// Everything that says what the record is from that entry on.
fn dump(store: &Store, from: i64) -> Vec<String> {
    let mut rows = Vec::new();
    let timeline = format!("select * from timeline where id >= {from} order by id");
    let rest = match from {
        0 => ["select * from chain", "select * from anchor"],
        _ => ["select last from chain", "select hash from chain"],
    };
    for text in [&*timeline].into_iter().chain(rest) {
        let mut statement = store.connection.prepare(text).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let cell = |at| format!("{:?}", row.get_ref(at).unwrap());
            rows.push((0..columns).map(cell).collect::<Vec<_>>().concat());
        }
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_done_to_a_record_that_was_cut_is_found(
        pieces in 0..4_usize,
        tamperings in proptest::collection::vec(tampering(), 1..4),
    ) {
        let mut store = Store::in_memory().unwrap();
        write(&mut store, 1..=10);
        begin(&mut store, day(8));
        for _ in 0..pieces {
            let_go(&mut store, 3);
        }
        write(&mut store, 12..=13);
        let (all, kept) = (dump(&store, 0), dump(&store, 8));
        for statements in &tamperings {
            // Some cannot be done: the database itself says no.
            drop(store.connection.execute_batch(statements));
        }
        let fault = verify(&mut store).fault;
        if all == dump(&store, 0) {
            prop_assert_eq!(fault, None);
        }
        // What was said to go may go, and nothing else.
        prop_assert!(fault.is_some() || kept == dump(&store, 8), "{:?}", tamperings);
    }
}
