//! Reports that come late, twice or in the wrong order.

use std::collections::BTreeSet;

use serde_json::json;

use crate::sender::{Line, webhook};
use crate::world::{Daemon, NOBODY, PROGRAM, World};

/// A report of one alert as Alertmanager sends it, about what began at that minute.
fn report(status: &str, minute: u8) -> String {
    let alert = json!({
        "status": status,
        "labels": {"alertname": "DiskFull", "host": "db-1"},
        "annotations": {"summary": "the disk is full"},
        "startsAt": format!("2026-03-08T02:{minute:02}:00Z"),
        "endsAt": "0001-01-01T00:00:00Z",
        "fingerprint": "5d1f0a2b9c3e4f60",
    });
    json!({"version": "4", "status": status, "groupLabels": {}, "alerts": [alert]}).to_string()
}

/// Sends these reports one after the other, each decided before the next.
fn told(reports: &[(&str, u8)]) -> (World, Daemon) {
    // These began long ago, and that is not what this is about.
    let world = World::new(&format!("[old_news]\nenabled = false\n{PROGRAM}"));
    let daemon = world.serve();
    for (status, minute) in reports {
        assert_eq!(daemon.post("alertmanager", report(status, *minute)).status, 202);
        daemon.decides();
    }
    (world, daemon)
}

#[test]
fn a_late_copy_of_what_is_over_does_not_ring() {
    let (world, daemon) = told(&[("firing", 1), ("resolved", 1), ("firing", 1), ("firing", 1)]);
    assert!(world.open().is_empty());
    assert_eq!(world.count("opened"), 1);
    assert_eq!(world.count("paged"), 1);
    assert_eq!(world.count("logged"), 1, "two late copies are one entry");
    // What begins anew does ring.
    assert_eq!(daemon.post("alertmanager", report("firing", 9)).status, 202);
    daemon.decides();
    assert_eq!(world.open().len(), 1);
    assert_eq!(world.count("paged"), 2);
}

#[test]
fn an_end_that_comes_before_its_beginning_leaves_nothing_open() {
    let (world, _daemon) = told(&[("resolved", 1), ("firing", 1)]);
    assert!(world.open().is_empty(), "{:?}", world.open());
    assert_eq!(world.count("paged"), 0);
    assert!(world.count("logged") >= 1, "neither is forgotten");
}

#[test]
fn an_end_of_what_nobody_knows_is_logged_and_rings_nothing() {
    let (world, _daemon) = told(&[("resolved", 1), ("resolved", 1)]);
    assert!(world.json(["list", "--all", "--json"]).as_array().unwrap().is_empty());
    assert_eq!(world.count("logged"), 1);
    assert_eq!(world.count("paged"), 0);
}

/// Every order in which these can come.
fn orders<T: Clone>(reports: &[T]) -> Vec<Vec<T>> {
    if reports.is_empty() {
        return vec![Vec::new()];
    }
    (0..reports.len())
        .flat_map(|first| {
            let mut rest = reports.to_vec();
            let first = rest.remove(first);
            orders(&rest).into_iter().map(move |mut order| {
                order.insert(0, first.clone());
                order
            })
        })
        .collect()
}

/// Sends these reports in every order, each time about a problem of its own.
fn told_in_every_order(reports: &[(&str, u8)]) -> (World, Daemon, usize) {
    let world = World::new(NOBODY);
    let daemon = world.serve();
    let mut line = Line::open(daemon.address).unwrap();
    let orders = orders(reports);
    for (number, order) in orders.iter().enumerate() {
        let own = format!("{number:016x}");
        for (status, minute) in order {
            let body = report(status, *minute).replace("5d1f0a2b9c3e4f60", &own);
            let reply = line.ask(&webhook("/in/alertmanager", "", body.as_bytes())).unwrap();
            assert_eq!(reply.status, 202, "{}", reply.text);
        }
    }
    daemon.decides();
    (world, daemon, orders.len())
}

#[test]
fn six_reports_of_what_is_over_leave_nothing_open_in_any_order() {
    let (world, _daemon, orders) = told_in_every_order(&[
        ("firing", 1),
        ("resolved", 1),
        ("firing", 2),
        ("resolved", 2),
        ("firing", 3),
        ("resolved", 3),
    ]);
    assert_eq!(orders, 720);
    assert!(world.open().is_empty(), "all have ended: {:#?}", world.open());
}

#[test]
fn five_reports_of_what_is_back_leave_it_open_in_every_order() {
    let (world, _daemon, orders) = told_in_every_order(&[
        ("firing", 1),
        ("resolved", 1),
        ("firing", 2),
        ("resolved", 2),
        ("firing", 3),
    ]);
    assert_eq!(orders, 120);
    let open = world.open();
    let known: BTreeSet<&str> =
        open.iter().map(|open| open["alerts"][0]["fingerprint"].as_str().unwrap()).collect();
    assert_eq!((open.len(), known.len()), (orders, orders));
}
