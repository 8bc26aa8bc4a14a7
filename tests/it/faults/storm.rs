//! Very much at once, and the same thing again and again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::pulse::{Pulse, sounding};
use crate::sender::{Line, webhook};
use crate::world::{PATIENCE, PROGRAM, SOUND, World, firing, pause, say, until};

/// How many senders there are at the same time.
const SENDERS: usize = 16;

/// Posts what `body` says for every number below `count`, from many senders. Everything must be
/// taken, or refused with when to come again; then it comes again.
fn storm(address: SocketAddr, count: usize, body: impl Fn(usize) -> Vec<String> + Sync) {
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let body = &body;
            scope.spawn(move || {
                let mut line = Line::open(address).unwrap();
                for number in (sender..count).step_by(SENDERS) {
                    for body in body(number) {
                        insist(&mut line, body.as_bytes());
                    }
                }
            });
        }
    });
}

fn insist(line: &mut Line, body: &[u8]) {
    loop {
        let reply = line.ask(&webhook("/in/generic", "", body)).unwrap();
        match reply.status {
            202 => return,
            429 | 503 => assert!(reply.text.contains("retry-after: "), "{}", reply.text),
            _ => panic!("{}", reply.text),
        }
        pause(Duration::from_millis(50));
    }
}

fn resolved(name: &str) -> String {
    format!("{{\"key\":\"{name}\",\"summary\":\"{name}\",\"status\":\"resolved\"}}")
}

/// How large the store is once everything is in its one file, in bytes.
fn size(world: &World) -> i64 {
    let connection = Connection::open(world.store()).unwrap();
    connection.busy_timeout(PATIENCE).unwrap();
    let pages: i64 = connection.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
    pages * 4096
}

#[tokio::test]
async fn five_thousand_alerts_are_one_sound_and_an_answer_is_taken_meanwhile() {
    const ALERTS: usize = 5000;
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve();
    daemon.has_probed();
    let calm = daemon.memory();
    let (address, begun) = (daemon.address, pulse.recorded());
    let start = Instant::now();
    let name = |number: usize| format!("alert {number}");
    let (stormed, mut answers) = std::thread::scope(|scope| {
        let storming = scope.spawn(move || {
            storm(address, ALERTS, |number| vec![firing(&name(number))]);
            start.elapsed()
        });
        let mut answers = Vec::new();
        until("it sounds", PATIENCE, || daemon.children().len() == 1);
        let mut id = 0;
        while !storming.is_finished() {
            id += 1;
            let answer = world.wail(["ack", &id.to_string()]);
            assert_eq!(answer.code, Some(0), "{}", answer.err);
            answers.push(answer.took);
            assert!(daemon.children().len() <= 1, "one sound");
            pause(Duration::from_millis(20));
        }
        assert!(id > 3, "the storm was too short to be answered: {id} answers");
        (storming.join().unwrap(), answers)
    });
    daemon.decides();
    let decided = start.elapsed();
    let heard = pulse.listen(begun, Duration::from_millis(500)).await;
    let (first, _) = sounding(&heard).expect("it sounds");
    let memory = daemon.most_memory().saturating_sub(calm);
    assert_eq!(world.open().len(), ALERTS);
    let before = size(&world);
    storm(address, ALERTS, |number| vec![firing(&name(number))]);
    daemon.decides();
    let growth = size(&world) - before;
    let all = world.wail(["ack", "--all", "--quiet"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    until("it is silent", PATIENCE, || daemon.children().is_empty());
    answers.sort_unstable();
    let (usual, slowest) = (answers[answers.len() / 2], answers[answers.len() - 1]);
    say(&format!(
        "{ALERTS} alerts taken in {} ms, decided in {} ms, sound after {} ms, {} kB more memory, \
         an answer {} ms, the slowest {} ms; as many again: {growth} bytes more",
        stormed.as_millis(),
        decided.as_millis(),
        first / 48,
        memory / 1024,
        usual.as_millis(),
        slowest.as_millis(),
    ));
    assert!(usual < Duration::from_millis(500), "an answer took {usual:?}");
    assert!(slowest < Duration::from_secs(5), "one answer took {slowest:?}");
    assert!(first < 3 * 48_000, "the sound begins while the storm does");
    assert!(memory < 150_000_000, "{memory} bytes");
    assert!(growth <= 16 * 4096, "repeats grow the store by {growth} bytes");
}

#[tokio::test]
async fn an_alert_that_is_over_at_once_does_not_ring_on() {
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve();
    storm(daemon.address, 400, |number| {
        let name = format!("flap {number}");
        vec![firing(&name), resolved(&name)]
    });
    daemon.decides();
    assert!(world.open().is_empty());
    until("it is silent", PATIENCE, || daemon.children().is_empty());
    let heard = pulse.listen(pulse.recorded(), Duration::from_secs(1)).await;
    assert!(sounding(&heard).is_none(), "nothing rings for what is over");
    assert!(world.count("paged") >= 400);
}

#[test]
fn the_same_alert_a_thousand_times_is_one_incident_even_after_an_answer_and_a_kill() {
    let world = World::new(PROGRAM);
    let mut daemon = world.serve();
    let again = |_: usize| vec![firing("disk full")];
    storm(daemon.address, 1000, again);
    daemon.decides();
    let reports = || {
        let open = world.open();
        assert_eq!(open.len(), 1, "{open:?}");
        open[0]["alerts"][0]["reports"].as_u64().unwrap()
    };
    assert_eq!(reports(), 1000);
    until("the page is out", PATIENCE, || world.count("delivered") == 1);
    assert_eq!(world.count("paged"), 1);

    assert_eq!(world.wail(["ack", "1"]).code, Some(0));
    storm(daemon.address, 1000, again);
    daemon.decides();
    assert_eq!(reports(), 2000);
    daemon.kill();
    let daemon = world.serve();
    storm(daemon.address, 1000, again);
    daemon.decides();
    assert_eq!(reports(), 3000);
    assert_eq!(world.count("paged"), 1, "nobody is paged twice for the same thing");
    assert_eq!(world.open()[0]["status"], "acknowledged");
}
