//! An evening with a service that fails, the clock turned by hand: how long a message is tried, and when
//! people are told that none goes out.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use wail::config::{Environment, parse};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::escalation::Context;
use wail::domain::incident::{IncidentId, Input};
use wail::domain::name::SourceName;
use wail::domain::page::{Again, PageResult};
use wail::domain::rules::Rules;
use wail::domain::station::Station;
use wail::engine::{self, Claimed, Engine};
use wail::store::{Heartbeat, Store, StoreError, TimelineQuery, Tx};

const TEAM: &str = r#"
zone = "UTC"
fallback = "ana"
people.ana.channels = [
    { use = "push", to = "ntfy", name = "phone", topic = "ana", wait = "3h" },
    { use = "command", run = ["true"], wait = "3h" },
]
[policy.default]
steps = [{ who = "ana", wait = "24h" }]
"#;

struct Evening {
    store: Store,
    rules: Rules,
    now: Timestamp,
    began: Timestamp,
    /// What the service does.
    service: PageResult,
    attempts: usize,
    /// What has been taken to be sent.
    taken: Vec<Claimed>,
}

fn fails(again: Again) -> PageResult {
    PageResult::FailedForNow { error: "ntfy answered 503".to_owned(), again }
}

fn works() -> PageResult {
    PageResult::Delivered { proof: "ntfy answered 200".to_owned() }
}

impl Evening {
    fn with(service: PageResult) -> Self {
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        let settings = parse(TEAM, Path::new("config.toml"), &environment);
        let rules = settings.unwrap_or_else(|faults| panic!("{faults}")).rules;
        let now = "2026-11-03T20:00:00Z".parse().unwrap();
        let store = Store::in_memory().unwrap();
        Self { store, rules, now, began: now, service, attempts: 0, taken: Vec::new() }
    }

    fn decide<T>(&mut self, work: impl FnOnce(&Tx<'_>, &Engine<'_>) -> Result<T, StoreError>) -> T {
        let Self { store, rules, now, taken, .. } = self;
        let hub = Station { name: "hub/1".to_owned(), ..Station::default() };
        let done = store.write(|tx| {
            let station = hub.clone();
            tx.put_station(&Heartbeat { station, seen_at: *now, daemon: true, audio: None })?;
            let stations = engine::stations(tx, *now)?;
            let by = engine::Station { station: &hub, decides: true };
            let engine = Engine::new(
                tx,
                Context { rules, stations: &stations, pending: &[], reliefs: &[] },
                *now,
            )
            .at(by);
            let done = work(tx, &engine)?;
            taken.extend(engine.claimed());
            taken.extend(engine.claimed_again());
            Ok(done)
        });
        done.map_err(|error: StoreError| error).unwrap()
    }

    fn fires(mut self) -> Self {
        let fingerprint = Fingerprint::of(["disk"]);
        let source = SourceName::from("generic");
        let alert =
            Alert::new(source, fingerprint, Signal::Firing, Severity::Critical).summary("disk");
        self.decide(|_, engine| engine.hear(&alert));
        self.turn();
        self
    }

    /// One turn: what is due goes out, and what the service does is written down.
    fn turn(&mut self) {
        let service = self.service.clone();
        self.decide(|_, engine| {
            engine.tick(500)?;
            engine.claim(500)?;
            engine.claim_again()
        });
        for page in std::mem::take(&mut self.taken) {
            let is_push = page.page.channel.as_str() == "phone";
            self.attempts += usize::from(is_push);
            let result = if is_push { service.clone() } else { works() };
            self.decide(|_, engine| engine.finish(page.id, result));
            self.turn();
        }
    }

    /// Lets time pass: the daemon wakes whenever something is due.
    fn wait(mut self, seconds: i64) -> Self {
        let until = self.now + SignedDuration::from_secs(seconds);
        loop {
            let now = self.now;
            let due = self.decide(|tx, _| {
                let next = [tx.next_page_deadline(now)?, tx.next_resend(now)?];
                Ok(next.into_iter().flatten().chain(tx.next_incident_deadline()?).min())
            });
            let Some(due) = due.filter(|due| *due <= until) else { break };
            self.now = self.now.max(due);
            self.turn();
        }
        self.now = until;
        self
    }

    fn then(mut self, service: PageResult) -> Self {
        self.service = service;
        self
    }

    fn does(mut self, input: Input) -> Self {
        self.decide(|_, engine| engine.apply(IncidentId(1), input));
        self.turn();
        self
    }

    fn reads(mut self, expected: &str) -> Self {
        let (began, mut log) = (self.began, String::new());
        self.decide(|tx, _| {
            tx.timeline(TimelineQuery::After(0), |entry| {
                let seconds = entry.at.duration_since(began).as_secs();
                writeln!(log, "{seconds}s  {}", entry.text).unwrap();
            })
        });
        let trim = |text: &str| text.trim().lines().map(str::trim).collect::<Vec<_>>().join("\n");
        assert!(trim(&log) == trim(expected), "the evening went like this:\n{log}");
        self
    }
}

#[test]
fn a_message_is_tried_for_an_hour_with_two_lines_on_the_record_and_one_alarm() {
    let evening = Evening::with(fails(Again::Later)).fires().wait(7200);
    let evening = evening.reads(
        "
        0s  generic reports critical: disk
        0s  page ana by phone, first page
        0s  phone cannot reach ana: ntfy answered 503; it is tried again
        0s  page ana by command, another channel failed
        0s  command reaches out to ana: ntfy answered 200
        75s  push to ana by phone keeps failing: ntfy answered 503
        3315s  phone is given up for ana after 17 attempts: ntfy answered 503
        ",
    );
    assert_eq!(evening.attempts, 17);
}

#[test]
fn a_message_goes_out_as_soon_as_the_service_is_back_and_the_alarm_is_over() {
    let evening = Evening::with(fails(Again::Later)).fires().wait(100).then(works()).wait(7200);
    let mut evening = evening.reads(
        "
        0s  generic reports critical: disk
        0s  page ana by phone, first page
        0s  phone cannot reach ana: ntfy answered 503; it is tried again
        0s  page ana by command, another channel failed
        0s  command reaches out to ana: ntfy answered 200
        75s  push to ana by phone keeps failing: ntfy answered 503
        155s  phone reaches out to ana: ntfy answered 200, at attempt 6
        155s  push to ana by phone goes out again
        ",
    );
    assert_eq!(evening.attempts, 6);
    assert!(evening.decide(|tx, _| tx.failing_pushes()).is_empty());
}

#[test]
fn an_answer_a_resolution_and_a_handing_on_end_the_trying() {
    let by = || "bo".into();
    for input in [
        Input::Acknowledge { by: by(), check_in: None },
        Input::Resolve { by: by() },
        Input::Snooze { by: by(), until: "2026-11-04T03:00:00Z".parse().unwrap() },
    ] {
        let evening = Evening::with(fails(Again::Later)).fires().wait(20).does(input).wait(1200);
        assert_eq!(evening.attempts, 3, "0, 5 and 15 seconds");
    }
}

#[test]
fn what_was_tried_when_the_daemon_was_killed_is_tried_again_a_minute_later() {
    let mut evening = Evening::with(fails(Again::After(Duration::from_secs(30)))).fires();
    evening.now += SignedDuration::from_secs(30);
    evening.decide(|_, engine| engine.claim_again());
    assert_eq!(std::mem::take(&mut evening.taken).len(), 1);
    // Nobody says what became of it.
    let evening = evening.wait(59);
    assert_eq!(evening.attempts, 1);
    let evening = evening.then(works()).wait(2);
    assert_eq!(evening.attempts, 2);
}

#[test]
fn a_night_switched_off_is_an_hour_that_is_over() {
    let mut evening = Evening::with(fails(Again::Later)).fires();
    evening.now += SignedDuration::from_hours(2);
    let evening = evening.then(works());
    let mut evening = evening.wait(0);
    evening.turn();
    assert_eq!(evening.attempts, 1, "nothing is sent that late");
    let given_up = "phone is given up for ana after 1 attempt: ntfy answered 503";
    let mut told = Vec::new();
    evening.decide(|tx, _| tx.timeline(TimelineQuery::After(0), |entry| told.push(entry.text)));
    assert!(told.iter().any(|text| text == given_up), "{told:?}");
}
