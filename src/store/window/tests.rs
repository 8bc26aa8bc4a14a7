//! The part of the list that a screen shows, and that the rest is not read for it.

use super::*;
use crate::store::{Store, StoreError};

const INCIDENTS: &str = "
insert into incident (id, version, status, severity, opened_at, next_at, source, grouped, group_hash,
    policy, firing, summary, labels)
values (1, 1, 'triggered', 1, 0, 90, 'generic', null, null, 'default', 1, 'Slow shop', '{\"host\":\"web-1\"}'),
    (2, 1, 'triggered', 3, 0, 50, 'generic', null, null, 'default', 1, 'disk full', '{\"host\":\"db-1\"}'),
    (3, 1, 'held', 3, 0, null, 'gatus', null, null, 'default', 1, 'Disk slow', '{\"host\":\"db-10\"}'),
    (4, 1, 'resolved', 3, 0, null, 'generic', null, null, 'default', 0, 'disk full', '{}')";

fn shown(
    order: WindowOrder,
    contains: &str,
    (first, at_most): (usize, usize),
) -> (Vec<i64>, usize) {
    let mut store = Store::in_memory().unwrap();
    store.connection.execute_batch(INCIDENTS).unwrap();
    let window = Window { order, contains: contains.to_owned(), first, at_most };
    let (ids, listed) = store.read::<_, StoreError>(|tx| tx.window(&window)).unwrap();
    (ids.into_iter().map(|id| id.0).collect(), listed)
}

#[test]
fn what_nobody_has_comes_first_and_what_is_over_is_not_there() {
    assert_eq!(shown(WindowOrder::Loose, "", (0, 10)), (vec![2, 1, 3], 3));
    assert_eq!(shown(WindowOrder::Newest, "", (0, 10)), (vec![3, 2, 1], 3));
    assert_eq!(shown(WindowOrder::Due, "", (0, 10)), (vec![2, 1, 3], 3));
}

#[test]
fn a_window_is_a_part_and_says_how_many_there_are_in_all() {
    assert_eq!(shown(WindowOrder::Loose, "", (1, 1)), (vec![1], 3));
    assert_eq!(shown(WindowOrder::Loose, "", (3, 5)), (vec![], 3));
}

#[test]
fn a_filter_is_a_text_a_number_a_status_or_a_label_and_never_a_command() {
    assert_eq!(shown(WindowOrder::Loose, "DISK", (0, 10)), (vec![2, 3], 2));
    assert_eq!(shown(WindowOrder::Loose, "1", (0, 10)), (vec![2, 1, 3], 3), "in labels, too");
    assert_eq!(shown(WindowOrder::Loose, "host=db-1", (0, 10)), (vec![2], 1));
    assert_eq!(shown(WindowOrder::Loose, "held", (0, 10)), (vec![3], 1));
    assert_eq!(shown(WindowOrder::Loose, "gatus", (0, 10)), (vec![3], 1));
    assert_eq!(shown(WindowOrder::Loose, "%' or 1=1 --", (0, 10)), (vec![], 0));
}

#[test]
fn the_usual_order_is_found_in_an_index_alone() {
    let store = Store::in_memory().unwrap();
    let statement = format!("explain query plan {}\n{} limit 20", sql::WINDOW, sql::LOOSE);
    let plan: String = store.connection.query_row(&statement, [], |row| row.get(3)).unwrap();
    assert!(plan.contains("COVERING INDEX incident_open"), "{plan}");
}
