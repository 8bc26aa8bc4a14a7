//! A topic of ntfy: followed through cuts, restarts and kills without losing or doubling a message.

use std::cell::Cell;
use std::io::Write as _;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::json;

use super::{is_open, open, there};
use crate::world::{NOBODY, PATIENCE, World, until};

/// What the server of the topic has: messages, and how often its streams were cut.
#[derive(Default)]
struct State {
    messages: Vec<String>,
    cuts: usize,
    /// The paths that were asked for.
    asked: Vec<String>,
}

/// A server of one topic.
struct Topic {
    address: SocketAddr,
    state: Arc<(Mutex<State>, Condvar)>,
}

fn line(event: &str, id: &str, title: &str) -> String {
    let line = json!({"id": id, "time": 1_793_674_790, "event": event, "topic": "t",
        "title": title, "priority": 4});
    format!("{line}\n")
}

impl Topic {
    fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let state: Arc<(Mutex<State>, Condvar)> = Arc::default();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = Arc::clone(&shared);
                thread::spawn(move || serve(stream, &shared));
            }
        });
        Self { address, state }
    }

    fn publish(&self, title: &str) {
        let (state, changed) = &*self.state;
        state.lock().unwrap().messages.push(title.to_owned());
        changed.notify_all();
    }

    fn cut(&self) {
        let (state, changed) = &*self.state;
        state.lock().unwrap().cuts += 1;
        changed.notify_all();
    }

    fn asked(&self) -> Vec<String> {
        self.state.0.lock().unwrap().asked.clone()
    }
}

/// Sends what came after the place that is asked for, and goes on until it is cut.
fn serve(mut stream: TcpStream, shared: &(Mutex<State>, Condvar)) {
    let Some(question) = there::read(&stream) else { return };
    let (state, changed) = shared;
    let mut state = state.lock().unwrap();
    state.asked.push(question.path.clone());
    let cuts = state.cuts;
    let since = question.path.split_once("since=").map(|(_, since)| since.to_owned());
    let mut sent = match since {
        None => state.messages.len(),
        // The number of a message, or the time when the topic was empty.
        Some(since) => since.strip_prefix('m').map_or(0, |id| id.parse::<usize>().unwrap() + 1),
    };
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/x-ndjson\r\nconnection: close\r\n\r\n";
    let mut whole = write!(stream, "{head}{}", line("open", "o", "")).is_ok();
    while whole && state.cuts == cuts {
        while whole && sent < state.messages.len() {
            let said = line("message", &format!("m{sent}"), &state.messages[sent]);
            whole = stream.write_all(said.as_bytes()).is_ok();
            sent += 1;
        }
        state = changed.wait_timeout(state, Duration::from_millis(200)).unwrap().0;
        whole = whole && stream.write_all(line("keepalive", "k", "").as_bytes()).is_ok();
    }
}

fn config(topic: &Topic) -> String {
    format!("{NOBODY}[sources.ntfy]\nurl = \"http://{}/t\"\n", topic.address)
}

#[test]
fn messages_open_and_end_incidents() {
    let topic = Topic::new();
    topic.publish("before anybody followed");
    let world = World::new(&config(&topic));
    let _daemon = world.serve();
    until("it is followed", PATIENCE, || topic.asked() == ["/t/json"]);
    topic.publish("disk is full");
    topic.publish("memory is full");
    is_open(&world, &["disk is full", "memory is full"]);
    topic.publish("Resolved: disk is full");
    is_open(&world, &["memory is full"]);
    let doctor = world.wail(["doctor", "--silent"]);
    assert!(doctor.text().contains("ok    poll       ntfy, last word "), "{}", doctor.text());
}

#[test]
fn nothing_is_lost_or_doubled_by_cuts_kills_and_time_without_a_daemon() {
    let topic = Topic::new();
    let world = World::new(&config(&topic));
    let mut daemon = world.serve();
    until("it is followed", PATIENCE, || !topic.asked().is_empty());
    let word = || world.wail(["doctor", "--silent"]).text().contains("ntfy, last word ");
    until("there is word", PATIENCE, word);
    let published = Cell::new(0);
    let publish = |number: usize| {
        for _ in 0..number {
            topic.publish(&format!("problem {}", published.get()));
            published.set(published.get() + 1);
        }
    };
    // Killed before a single message came: the place is that of the beginning.
    daemon.kill();
    publish(3);
    for round in 0..4 {
        daemon = world.serve();
        publish(10);
        topic.cut();
        publish(5);
        // In the midst of it.
        if round % 2 == 0 {
            let some = round * 15;
            until("some came", PATIENCE, || world.count("opened") > some);
        }
        daemon.kill();
        publish(2);
    }
    let _daemon = world.serve();
    until("all came", PATIENCE, || world.count("opened") >= published.get());
    // A changed configuration follows it anew.
    for round in 0..5 {
        world.configure(&format!("{}poll = \"{}s\"\n", config(&topic), 30 + round));
        until("it is followed anew", PATIENCE, || world.count("config-reloaded") > round);
        publish(5);
    }
    until("all came again", PATIENCE, || world.count("opened") >= published.get());
    topic.publish("the last");
    until("so did the last", PATIENCE, || open(&world).contains(&"the last".to_owned()));
    let opened = world.count("opened");
    assert_eq!(opened, published.get() + 1, "each once");
    let reports: Vec<i64> = (1..=opened)
        .map(|id| {
            world.json(["show", &id.to_string(), "--json"])["alerts"][0]["reports"]
                .as_i64()
                .unwrap()
        })
        .collect();
    assert!(reports.iter().all(|reports| *reports == 1), "{reports:?}");
    // `wail doctor` asks what time it is there, besides.
    let asked = topic.asked().into_iter().filter(|path| path.starts_with("/t/json"));
    let asked: Vec<String> = asked.collect();
    assert!(
        asked.len() > 5 && asked.iter().skip(1).all(|path| path.contains("since=")),
        "{asked:?}"
    );
}
