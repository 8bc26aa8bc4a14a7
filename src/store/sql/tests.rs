//! Every statement numbers its places in the order in which they first stand.

use std::fs;

#[test]
fn places_are_numbered_in_the_order_they_first_stand() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/store");
    let files = [
        "sql.rs",
        "sql/acknowledgement.rs",
        "sql/cascade.rs",
        "sql/chain.rs",
        "sql/drill.rs",
        "sql/duty.rs",
        "sql/poll.rs",
        "sql/promise.rs",
        "sql/prune.rs",
        "sql/push.rs",
        "sql/quiet.rs",
        "sql/silence.rs",
        "sql/heart.rs",
        "sql/heartbeat.rs",
        "sql/firing.rs",
        "sql/gauge.rs",
        "sql/monitor.rs",
        "sql/inhibition.rs",
        "sql/station.rs",
        "sql/latency.rs",
        "sql/load.rs",
        "sql/relief.rs",
        "sql/maintenance.rs",
        "sql/page.rs",
        "sql/update.rs",
        "sql/window.rs",
    ];
    let files = files.map(|name| format!("{folder}/{name}"));
    let text = files.map(|file| fs::read_to_string(file).unwrap()).concat();
    let statements: Vec<&str> = text.split(") const ").skip(1).collect();
    assert!(statements.len() > 80, "the statements were not found");
    for statement in statements {
        let name = statement.split(':').next().unwrap();
        let mut first_seen: Vec<u32> = Vec::new();
        for place in statement.split('$').skip(1) {
            let digits: String = place.chars().take_while(char::is_ascii_digit).collect();
            let number = digits.parse().unwrap();
            if !first_seen.contains(&number) {
                first_seen.push(number);
            }
        }
        let expected: Vec<u32> = (1..).take(first_seen.len()).collect();
        assert_eq!(first_seen, expected, "{name}");
    }
}
