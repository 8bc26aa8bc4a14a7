//! Very much at once, and the same thing again and again.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use rusqlite::Connection;

use crate::pulse::{Pulse, sounding};
use crate::sender::{Line, webhook};
use crate::world::{
    Daemon, PATIENCE, PROGRAM, SOUND, World, firing, may_be_long, pause, say, until,
};

/// How many senders there are at the same time.
const SENDERS: usize = 64;

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

/// What a storm must not cost. The limits for answers are those of a build that is not optimised, on a
/// machine that runs other tests besides: an answer may take five times the 50 ms that an optimised
/// one is held to.
mod limits {
    use std::time::Duration;

    /// How long it usually takes until somebody who answers is done.
    pub(super) const ANSWER: Duration = Duration::from_millis(250);

    /// How long that takes at worst.
    pub(super) const SLOWEST_ANSWER: Duration = Duration::from_secs(3);

    /// After how long the alarm sounds, in samples: one second.
    pub(super) const SOUND: usize = 48_000;

    /// How many bytes of memory the daemon holds.
    pub(super) const MEMORY: usize = 150_000_000;

    /// How much one alert may grow in the store when it is repeated for the first time: its count
    /// is a longer number.
    pub(super) const FIRST_REPEAT: i64 = 16;

    /// How much all further repeats may grow the store: nothing but what a log has of its own.
    pub(super) const REPEATS: i64 = 16 * 4096;
}

/// Answers one incident after the other for as long as it storms; says how long each answer took.
fn answer_while(world: &World, daemon: &Daemon, storms: impl Fn() -> bool) -> Vec<Duration> {
    until("it sounds", PATIENCE, || daemon.children().len() == 1);
    let mut answers = Vec::new();
    while storms() {
        let id = answers.len() + 1;
        let answer = world.wail(["ack", &id.to_string()]);
        assert_eq!(answer.code, Some(0), "{}", answer.err);
        answers.push(answer.took);
        assert!(daemon.players().len() <= 1, "one sound");
        pause(Duration::from_millis(20));
    }
    assert!(answers.len() > 3, "the storm was too short to be answered: {answers:?}");
    answers.sort_unstable();
    answers
}

#[tokio::test]
async fn thousands_of_alerts_are_one_sound_and_an_answer_is_taken_meanwhile() {
    let alerts = if may_be_long() { 20_000 } else { 5000 };
    let Some(pulse) = Pulse::start().await else { return };
    let world = World::on(&pulse, SOUND);
    let daemon = world.serve();
    daemon.has_probed();
    let (address, begun) = (daemon.address, pulse.recorded());
    let start = Instant::now();
    let everything = || storm(address, alerts, |number| vec![firing(&format!("alert {number}"))]);
    let (stormed, answers) = std::thread::scope(|scope| {
        let storming = scope.spawn(|| {
            everything();
            start.elapsed()
        });
        let answers = answer_while(&world, &daemon, || !storming.is_finished());
        (storming.join().unwrap(), answers)
    });
    daemon.decides();
    let decided = start.elapsed();
    let heard = pulse.listen(begun, Duration::from_millis(500)).await;
    let (first, _) = sounding(&heard).expect("it sounds");
    assert_eq!(world.open().len(), alerts + 1, "all of them, and the storm");
    let sizes = [(); 3].map(|()| {
        let size = size(&world);
        everything();
        daemon.decides();
        size
    });
    let (first_repeat, repeats) = (sizes[1] - sizes[0], size(&world) - sizes[1]);
    let memory = daemon.most_memory();
    let all = world.wail(["ack", "--all", "--quiet"]);
    assert_eq!(all.code, Some(0), "{}", all.err);
    until("it is silent", PATIENCE, || daemon.children().is_empty());
    let (usual, slowest) = (answers[answers.len() / 2], answers[answers.len() - 1]);
    say(&format!(
        "{alerts} alerts taken in {} ms, decided in {} ms, sound after {} ms, {} kB of memory, \
         an answer {} ms, the slowest {} ms; as many again: {first_repeat} bytes more, and twice \
         more: {repeats}",
        stormed.as_millis(),
        decided.as_millis(),
        first / 48,
        memory / 1024,
        usual.as_millis(),
        slowest.as_millis(),
    ));
    assert!(usual < limits::ANSWER, "an answer took {usual:?}");
    assert!(slowest < limits::SLOWEST_ANSWER, "one answer took {slowest:?}");
    assert!(first < limits::SOUND, "the sound begins while the storm does");
    assert!(memory < limits::MEMORY, "{memory} bytes");
    let room = i64::try_from(alerts).unwrap() * limits::FIRST_REPEAT;
    assert!(first_repeat <= room, "the first repeats grow the store by {first_repeat} bytes");
    assert!(repeats <= limits::REPEATS, "repeats grow the store by {repeats} bytes");
}

#[tokio::test]
async fn an_alert_that_is_over_at_once_does_not_ring_on() {
    let Some(pulse) = Pulse::start().await else { return };
    // A storm would ring on for a while: whoever looks is to know that there was one.
    let world = World::on(&pulse, &format!("[storm]\nenabled = false\n{SOUND}"));
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
