//! A daemon that is killed while alerts arrive: what it answered with 202 is there afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::sender::{Line, webhook};
use crate::world::{NOBODY, World, firing, may_be_long, pause, say};

/// How many senders post at the same time.
const SENDERS: usize = 16;

/// What was sent, what of it was acknowledged, and what is there afterwards.
#[derive(Default)]
struct Oracle {
    sent: BTreeSet<String>,
    acknowledged: BTreeSet<String>,
    listed: Vec<String>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Verdict {
    lost: usize,
    duplicated: usize,
    invented: usize,
}

impl Oracle {
    fn verdict(&self) -> Verdict {
        let mut times = BTreeMap::<&String, usize>::new();
        for name in &self.listed {
            *times.entry(name).or_default() += 1;
        }
        Verdict {
            lost: self.acknowledged.iter().filter(|name| !times.contains_key(name)).count(),
            duplicated: times.values().map(|times| times - 1).sum(),
            invented: times.keys().filter(|name| !self.sent.contains(**name)).count(),
        }
    }
}

/// One night: everybody posts as fast as they can until the daemon is killed; then it is started
/// again and asked what it has.
fn night(round: usize) -> Oracle {
    let world = World::new(NOBODY);
    let mut daemon = world.serve();
    let oracle = Mutex::new(Oracle::default());
    let (address, stop) = (daemon.address, AtomicBool::new(false));
    std::thread::scope(|scope| {
        for sender in 0..SENDERS {
            let (oracle, stop) = (&oracle, &stop);
            scope.spawn(move || send(address, &format!("{round}-{sender}"), oracle, stop));
        }
        pause(Duration::from_millis(200 + RandomState::new().hash_one(round) % 1300));
        daemon.kill();
        stop.store(true, Ordering::Relaxed);
    });
    let daemon = world.serve();
    daemon.decides();
    let mut oracle = oracle.into_inner().unwrap();
    let names = world.open().into_iter().map(|open| open["summary"].as_str().unwrap().to_owned());
    oracle.listed = names.collect();
    oracle
}

/// Posts one alert after the other until the connection breaks.
fn send(address: SocketAddr, name: &str, oracle: &Mutex<Oracle>, stop: &AtomicBool) {
    let Ok(mut line) = Line::open(address) else { return };
    for number in 0.. {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let name = format!("{name}-{number}");
        oracle.lock().unwrap().sent.insert(name.clone());
        let Ok(reply) = line.ask(&webhook("/in/generic", "", firing(&name).as_bytes())) else {
            return;
        };
        if reply.status == 202 {
            oracle.lock().unwrap().acknowledged.insert(name);
        }
    }
}

#[test]
fn a_daemon_killed_while_alerts_arrive_loses_doubles_and_invents_none() {
    let rounds = if may_be_long() { 50 } else { 5 };
    let (mut acknowledged, mut more) = (0, 0);
    for round in 0..rounds {
        let oracle = night(round);
        assert_eq!(oracle.verdict(), Verdict::default(), "round {round}");
        acknowledged += oracle.acknowledged.len();
        more += oracle.listed.len() - oracle.acknowledged.len();
    }
    say(&format!(
        "{rounds} kills: {acknowledged} acknowledged, none lost; {more} kept without having been \
         acknowledged"
    ));
    assert!(acknowledged > rounds * SENDERS, "there was hardly anything to lose");
}

#[test]
fn the_oracle_of_the_kills_finds_what_is_lost_doubled_or_invented() {
    let mut oracle = night(0);
    assert_eq!(oracle.verdict(), Verdict::default());
    oracle.acknowledged.insert("acknowledged and never kept".to_owned());
    oracle.listed.push("kept and never sent".to_owned());
    oracle.listed.push(oracle.listed[0].clone());
    assert_eq!(oracle.verdict(), Verdict { lost: 1, duplicated: 1, invented: 1 });
}
