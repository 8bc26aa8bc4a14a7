//! Pieces that cannot be decided: because the store refuses a row, or because of a bug.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};

use jiff::ToSpan as _;
use rusqlite::Connection;
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::*;
use crate::config::{Environment, parse};
use crate::daemon::arrivals::Arrivals;
use crate::daemon::awake::Awake;
use crate::daemon::clock;
use crate::daemon::decider::Message;
use crate::daemon::heart::Pulse;
use crate::daemon::nudge::Neighbours;
use crate::daemon::shared::Shared;
use crate::daemon::station::{Order, Orders};
use crate::daemon::turn::take;
use crate::daemon::{DaemonError, door_of, station_of};
use crate::domain::alert::{Alert, Fingerprint, Severity, Signal};
use crate::domain::incident::{Incident, IncidentId};
use crate::domain::name::{PolicyName, SourceName};
use crate::domain::page::{PageId, PageResult};
use crate::domain::station::Stations;
use crate::store::{Chosen, Envelope, Store, TimelineQuery};

const TEAM: &str = r#"
fallback = "ana"
people.ana.channels = [{ use = "command", name = "phone", run = ["/bin/true"] }]
policy.default.steps = [{ who = "ana", wait = "5m" }]
policy.endless.steps = [{ who = "ana", wait = "5m" }]
[[route]]
match = ["service=endless"]
policy = "endless"
[[route]]
policy = "default"
[sources.script]
kind = "generic"
"#;

/// No calendar reaches that far: adding it to an instant is a bug that nothing here may meet.
const FOR_EVER: SignedDuration = SignedDuration::MAX;

/// A deciding thread with a store of its own, turned by hand.
struct Bench {
    folder: TempDir,
    decider: Decider,
    messages: Sender<Message>,
    _ordered: UnboundedReceiver<Order>,
}

impl Bench {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("wail.db");
        let environment = Environment::made_up(&[], Some(folder.path()));
        let settings = parse(TEAM, Path::new("config.toml"), &environment).unwrap();
        let store = Store::open(&path).unwrap();
        let (messages, received) = channel();
        let (orders, ordered) = unbounded_channel();
        let decider = Decider {
            pulse: Pulse::of_decider(),
            station: station_of("host/1", &settings),
            memory: Memory::new(clock::now(), true),
            lease: Some(store.lease("host/1").unwrap()),
            store,
            messages: received,
            door: Arc::new(door_of(&settings, None)),
            doors: tokio::sync::watch::channel(Arc::new(door_of(&settings, None))).0,
            waits: None,
            settings: Arc::new(settings),
            orders: Orders(orders),
            report: Report::to(true, |_| {}),
            shared: Arc::new(Shared::new()),
            neighbours: Neighbours::new(&folder.path().join("wail.nudge")),
            awake: Awake::default(),
        };
        let mut bench = Self { folder, decider, messages, _ordered: ordered };
        bench.has_begun();
        bench
    }

    /// Takes the first turn, after which the station is known.
    fn has_begun(&mut self) {
        let now = clock::now();
        let done = take(&mut self.decider, &mut Arrivals::default(), now).unwrap();
        let memory = &mut self.decider.memory;
        memory.stations = done.stations;
        memory.notes.clear();
    }

    /// Lets the first step of a policy wait for longer than there is time.
    fn waits_for_ever(&mut self, policy: &str) {
        let mut settings = (*self.decider.settings).clone();
        let policy = settings.rules.policies.get_mut(&PolicyName::from(policy)).unwrap();
        policy.steps[0].wait = FOR_EVER;
        self.decider.settings = Arc::new(settings);
    }

    /// Lets the store refuse every change of that kind to rows of which that is true.
    fn refuses(&self, change: &str, condition: &str) {
        let connection = Connection::open(self.folder.path().join("wail.db")).unwrap();
        let trigger = format!(
            "create trigger spoilt before {change} when {condition} \
             begin select raise(abort, 'spoilt'); end"
        );
        connection.execute_batch(&trigger).unwrap();
    }

    fn arrives(&mut self, name: &str) {
        let body = serde_json::json!({ "summary": name, "labels": { "service": name } });
        let body = body.to_string().into_bytes();
        let (source, received_at) = (SourceName::from("script"), clock::now());
        let envelope = Envelope { source, received_at, content_type: None, head: None, body };
        self.decider.store.write(|tx| tx.receive(&envelope)).unwrap();
    }

    /// Takes a turn as the thread does: as a whole, or piece by piece and then again.
    fn turn(&mut self) {
        let now = clock::now();
        let whole = guarded(|| take(&mut self.decider, &mut Arrivals::default(), now));
        assert!(whole.is_err_and(|failure| failure.is_the_piece()), "it is not spoilt");
        set_aside(&mut self.decider, now).unwrap();
        let done = take(&mut self.decider, &mut Arrivals::default(), now).unwrap();
        self.decider.memory.stations = done.stations;
    }

    fn summaries(&mut self) -> Vec<String> {
        let mut found = Vec::new();
        let chosen = Chosen::default();
        self.decider
            .store
            .read(|tx| tx.list(&chosen, |listed| found.push(listed.incident.summary)))
            .unwrap();
        found.sort();
        found
    }

    fn incident(&mut self, id: i64) -> Incident {
        self.decider.store.read(|tx| tx.incident(IncidentId(id))).unwrap().unwrap()
    }

    /// What is on the record of things that were set aside.
    fn record(&mut self) -> Vec<String> {
        let mut texts = Vec::new();
        let all = TimelineQuery::After(0);
        let told = |entry: crate::store::Recorded| {
            if entry.event == "set-aside" {
                texts.push(entry.text);
            }
        };
        self.decider.store.read(|tx| tx.timeline(all, told)).unwrap();
        texts
    }

    /// An incident that rings by ana's phone, with the number of its page.
    fn rings(&mut self, name: &str) -> (IncidentId, PageId) {
        let stations = Stations { alive: Vec::new(), daemon: true };
        let rules = &self.decider.settings.rules;
        let source = SourceName::from("script");
        let alert = Alert::new(source, Fingerprint::of([name]), Signal::Firing, Severity::Critical);
        let alert = alert.summary(name);
        let cx = Context { rules, stations: &stations, pending: &[], reliefs: &[] };
        let rung = self.decider.store.write(|tx| {
            let heard = Engine::new(tx, cx, clock::now()).hear(&alert)?;
            let incident = heard.incident.unwrap();
            let page = tx.pages(incident)?[0].id;
            tx.claim(page, "host/1")?;
            Ok::<_, crate::store::StoreError>((incident, page))
        });
        rung.unwrap()
    }
}

#[test]
fn an_envelope_that_the_store_refuses_is_set_aside_and_the_rest_is_decided() {
    let mut bench = Bench::new();
    bench.refuses("insert on alert", "new.summary = 'bad'");
    for name in ["one", "bad", "two"] {
        bench.arrives(name);
    }
    bench.turn();
    let summaries = bench.summaries();
    assert_eq!((&*summaries[0], &*summaries[2]), ("one", "two"));
    assert!(summaries[1].starts_with("script sends what cannot be read: it could not be decided"));
    let told = bench.record();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].starts_with("inbox entry 2 could not be decided and was set aside: the store"));
    assert!(told[0].contains("spoilt"), "{told:?}");
    let kept = bench.decider.store.read(|tx| tx.inbox(9)).unwrap();
    let error = kept.iter().find(|row| row.id.0 == 2).unwrap().error.clone().unwrap();
    assert!(error.starts_with("it could not be decided: "), "{error}");
}

#[test]
fn an_envelope_that_meets_a_bug_is_set_aside_and_the_rest_is_decided() {
    let mut bench = Bench::new();
    bench.waits_for_ever("endless");
    bench.arrives("one");
    bench.arrives("endless");
    bench.arrives("two");
    bench.turn();
    let summaries = bench.summaries();
    assert_eq!((&*summaries[0], &*summaries[2]), ("one", "two"));
    assert!(summaries[1].starts_with("script sends what cannot be read: it could not be"));
    let told = bench.record();
    let begin = "inbox entry 2 could not be decided and was set aside: this is a bug in wail, ";
    assert!(told.len() == 1 && told[0].starts_with(begin), "{told:?}");
}

#[test]
fn a_page_whose_result_the_store_refuses_is_set_aside_and_the_others_are_written_down() {
    let mut bench = Bench::new();
    let (_, spoilt) = bench.rings("one");
    let (fine, page) = bench.rings("two");
    bench.refuses("update on page", &format!("new.id = {spoilt} and new.state = 2"));
    let result = PageResult::Delivered { proof: "it rang".to_owned() };
    for page in [spoilt, page] {
        bench
            .decider
            .memory
            .finished
            .push(Finished { page, said: crate::domain::page::Said::Result(result.clone()) });
    }
    bench.turn();
    let pages = bench.decider.store.read(|tx| tx.pages(fine)).unwrap();
    assert_eq!(pages[0].note.as_deref(), Some("it rang"));
    let told = bench.record();
    assert!(told[0].starts_with(&format!("page {spoilt} could not be decided")), "{told:?}");
    assert!(bench.decider.memory.finished.is_empty());
}

#[test]
fn an_incident_that_the_store_refuses_to_change_is_left_alone_for_a_minute() {
    let mut bench = Bench::new();
    let (spoilt, _) = bench.rings("one");
    let (fine, _) = bench.rings("two");
    let past = clock::now() - 1.second();
    for id in [spoilt, fine] {
        bench.decider.store.write(|tx| tx.postpone(id, past)).unwrap();
    }
    bench.refuses("update of version on incident", &format!("new.id = {spoilt}"));
    bench.turn();
    let later = bench.incident(spoilt.0).deadline().unwrap().duration_since(clock::now());
    assert!(later > SignedDuration::ZERO && later <= LATER, "{later}");
    assert!(bench.incident(fine.0).deadline().unwrap() > clock::now());
    let told = bench.record();
    assert!(told[0].starts_with(&format!("incident {spoilt} could not be decided")), "{told:?}");
}

#[test]
fn an_incident_that_meets_a_bug_is_left_alone_for_a_minute() {
    let mut bench = Bench::new();
    let (spoilt, _) = bench.rings("one");
    bench.decider.store.write(|tx| tx.postpone(spoilt, clock::now() - 1.second())).unwrap();
    bench.waits_for_ever("default");
    bench.turn();
    let later = bench.incident(spoilt.0).deadline().unwrap().duration_since(clock::now());
    assert!(later > SignedDuration::ZERO && later <= LATER, "{later}");
    let told = bench.record();
    assert!(told[0].contains("this is a bug in wail"), "{told:?}");
}

#[test]
fn a_notification_that_cannot_be_read_keeps_nothing_else_from_being_decided() {
    let mut bench = Bench::new();
    let connection = Connection::open(bench.folder.path().join("wail.db")).unwrap();
    connection
        .execute_batch(
            "insert into notification (person, about, text, made_at, expires_at, state, tried) \
             values ('ana', 'gossip', 'did you hear', 0, 9000000000000, 0, '')",
        )
        .unwrap();
    bench.arrives("web");
    bench.turn();
    assert_eq!(bench.summaries(), ["web"]);
    let quiet = &bench.decider.memory.quiet;
    assert!(quiet.is_mute(clock::now()) && !quiet.is_mute(clock::now() + LATER));
    let why = "who is to be told of a hand-over could not be decided and was set aside: ";
    let notes = &bench.decider.memory.notes;
    assert!(matches!(&notes[..], [Event::Daemon(event @ DaemonEvent::SetAside(..))]
        if Event::Daemon(event.clone()).sentence().starts_with(why)));
}

#[test]
fn a_turn_that_breaks_off_whatever_is_set_aside_ends_the_daemon_after_three_tries() {
    let mut bench = Bench::new();
    let (incident, page) = bench.rings("one");
    // More was written down than ever happened: counting on from there is the bug.
    bench.decider.memory.refused.floods = u64::MAX;
    let Bench { folder, decider, messages, .. } = bench;
    let ended = decider.run();
    drop(messages);
    assert!(matches!(ended, Err(DaemonError::Broken)), "{ended:?}");
    // What it had taken is there for whoever comes next.
    let mut store = Store::open(&folder.path().join("wail.db")).unwrap();
    let pages = store.read(|tx| tx.pages(incident)).unwrap();
    assert_eq!((pages[0].id, pages[0].station.as_deref()), (page, None));
    assert!(store.lease("host/2").is_ok());
}

#[test]
fn a_panic_leaves_no_transaction_behind() {
    let mut store = Store::in_memory().unwrap();
    let broken: std::result::Result<(), Failure> = guarded(|| {
        store.write(|tx| {
            tx.postpone(IncidentId(1), clock::now())?;
            panic!("in the middle")
        })
    });
    assert_eq!(
        broken.unwrap_err().to_string(),
        "this is a bug in wail, please report it: in the middle"
    );
    assert_eq!(store.write(|tx| tx.count_unread()).unwrap(), 0);
}
