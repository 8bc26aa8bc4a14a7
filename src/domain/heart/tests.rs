//! When a loop is late, when an audit passes, and what of it goes on the record.

use std::path::Path;

use super::super::record::timeline::Event;
use super::*;
use crate::config::{Environment, parse};

fn seconds(number: i64) -> SignedDuration {
    SignedDuration::from_secs(number)
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn a_loop_is_stuck_with_its_third_missed_tick() {
    let looked = |ticks: &[bool]| {
        ticks
            .iter()
            .fold(Ticking::every(seconds(10)), |it, ticked| it.looked_at(*ticked, seconds(5)))
    };
    assert!(!looked(&[]).is_stuck());
    assert!(!looked(&[false; 5]).is_stuck());
    assert!(looked(&[false; 6]).is_stuck());
    assert!(!looked(&[false, false, false, false, false, true, false]).is_stuck());
    assert!(!looked(&[false, false, false, false, false, false, true]).is_stuck());
    assert_eq!(looked(&[true, false, false]).silent_for(), seconds(10));
}

fn vitals() -> Vitals {
    Vitals { on_call: BTreeSet::from(["ana".into()]), is_reachable: true, proof: None }
}

fn audit(vitals: &Vitals) -> Audit<'_> {
    Audit { stuck: Vec::new(), store: Ok(()), written_ago: seconds(15), vitals }
}

fn wrong(audit: Audit<'_>) -> Vec<String> {
    audit.lacks(at("2026-11-03T03:00:00Z")).iter().map(Lack::phrase).collect()
}

#[test]
fn an_audit_passes_only_if_nothing_is_wrong_and_says_everything_that_is() {
    let well = vitals();
    assert_eq!(wrong(audit(&well)), [] as [String; 0]);
    assert_eq!(
        wrong(Audit { stuck: vec!["listener".to_owned()], ..audit(&well) }),
        ["the loop listener is stuck"]
    );
    assert_eq!(
        wrong(Audit { store: Err("the disk is full".to_owned()), ..audit(&well) }),
        ["the disk is full"]
    );
    assert_eq!(wrong(Audit { written_ago: seconds(45), ..audit(&well) }), [] as [String; 0]);
    assert_eq!(
        wrong(Audit { written_ago: seconds(46), ..audit(&well) }),
        ["nothing was written to the store for 45s"]
    );
    let ill = Vitals {
        is_reachable: false,
        proof: Some(Proof { at: None, limit: Limit::Within(seconds(60)) }),
        ..vitals()
    };
    let stuck = vec!["listener".to_owned(), "station".to_owned()];
    assert_eq!(
        wrong(Audit { stuck, ..audit(&ill) }),
        [
            "2 loops are stuck: listener, station",
            "nobody who is called first can be reached (ana)",
            "it was never proved that this machine can be heard",
        ]
    );
}

#[test]
fn a_proof_is_good_for_its_limit_or_for_a_shift_and_a_day_at_least() {
    let day = SignedDuration::from_hours(24);
    let cases = [
        // Proved, the limit, whether that is good at three in the morning of the third.
        ("2026-11-03T02:59:00Z", Limit::Within(seconds(60)), true),
        ("2026-11-03T02:58:59Z", Limit::Within(seconds(60)), false),
        ("2026-11-02T03:00:00Z", Limit::Within(day), true),
        ("2026-10-28T03:00:00Z", Limit::Shift(at("2026-10-26T09:00:00Z")), true),
        ("2026-10-26T08:59:59Z", Limit::Shift(at("2026-10-26T09:00:00Z")), false),
        ("2026-11-02T04:00:00Z", Limit::Shift(at("2026-11-03T02:00:00Z")), true),
        ("2026-11-02T02:00:00Z", Limit::Shift(at("2026-11-03T02:00:00Z")), false),
    ];
    for (proved, limit, is_good) in cases {
        let proof = Some(Proof { at: Some(at(proved)), limit });
        let lacks = wrong(audit(&Vitals { proof, ..vitals() }));
        assert_eq!(lacks.is_empty(), is_good, "{proved}, {limit:?}: {lacks:?}");
    }
}

/// What is seen of a pager with that configuration.
struct Seen {
    rules: Rules,
    station: Station,
    stations: Stations,
}

impl Seen {
    /// Ana has a rota and those channels; her station can ring by these kinds.
    fn new(channels: &str, kinds: &[&str]) -> Self {
        let text = format!(
            "zone = \"UTC\"\nfallback = \"bo\"\n[people.ana]\nchannels = [{channels}]\n\
             [[rota.web.layer]]\npeople = [\"bo\", \"ana\"]\nevery = \"week\"\nstart = 2026-01-05\n\
             [policy.default]\nsteps = [{{ who = \"web\" }}]\n"
        );
        let environment = Environment::made_up(&[], Some(Path::new("/home/ana")));
        let settings = parse(&text, Path::new("config.toml"), &environment);
        let settings = settings.unwrap_or_else(|faults| panic!("{faults}"));
        let channels = kinds.iter().map(|kind| (*kind).to_owned()).collect();
        let station = Station { name: "here/1".to_owned(), channels, ..Station::default() };
        let stations = Stations { alive: vec![station.clone()], daemon: true };
        Self { rules: settings.rules, station, stations }
    }

    fn look<'a>(&'a self, change: impl FnOnce(&mut View<'a>)) -> Vitals {
        let mut view = View {
            rules: &self.rules,
            station: &self.station,
            stations: &self.stations,
            failing: &[],
            proved_at: None,
            audio_within: None,
        };
        change(&mut view);
        Vitals::seen(&view, at("2026-11-03T03:00:00Z"))
    }
}

const PHONE: &str = r#"{ use = "push", to = "ntfy", name = "phone", topic = "oncall" }"#;

#[test]
fn somebody_is_reachable_by_a_station_that_can_ring_or_by_a_push_that_goes_out() {
    let desk = Seen::new("\"sound\"", &["sound"]);
    assert!(desk.look(|_| {}).is_reachable);
    assert!(!Seen::new("\"sound\"", &["bell"]).look(|_| {}).is_reachable, "it cannot ring");
    let gone = Stations::default();
    assert!(!desk.look(|view| view.stations = &gone).is_reachable, "no station is alive");
    let phone = Seen::new(PHONE, &[]);
    assert!(phone.look(|_| {}).is_reachable);
    let failing = [("ana".into(), "phone".into())];
    assert!(!phone.look(|view| view.failing = &failing).is_reachable, "no message goes out");
    let both = Seen::new(&format!("\"sound\", {PHONE}"), &["sound"]);
    assert!(both.look(|view| view.failing = &failing).is_reachable);
}

#[test]
fn a_proof_is_needed_only_where_somebody_on_call_is_to_hear_this_machine() {
    let desk = Seen::new("\"sound\"", &["sound"]);
    let monday = Limit::Shift(at("2026-11-02T09:00:00Z"));
    assert_eq!(desk.look(|_| {}).proof, Some(Proof { at: None, limit: monday }));
    let within = Limit::Within(seconds(60));
    let proof = desk.look(|view| view.audio_within = Some(seconds(60))).proof;
    assert_eq!(proof, Some(Proof { at: None, limit: within }));
    let proved = Some(at("2026-11-03T02:00:00Z"));
    let proof = desk.look(|view| view.proved_at = proved).proof;
    assert_eq!(proof, Some(Proof { at: proved, limit: monday }));
    assert_eq!(Seen::new(PHONE, &[]).look(|_| {}).proof, None, "ana is not to be reached by sound");
    let others = Station { people: Some(vec!["bo".into()]), ..desk.station.clone() };
    assert_eq!(desk.look(|view| view.station = &others).proof, None, "it is bo's machine");
}

fn withheld(why: &str) -> Ping {
    Ping::Withheld(why.to_owned())
}

/// The words that go on the record with these pings; nothing for those that are no news.
fn record(pings: &[Ping]) -> Vec<Option<String>> {
    let mut watcher = Watcher::default();
    let after = |ping: &Ping| {
        let (next, event) = std::mem::take(&mut watcher).after(ping.clone());
        watcher = next;
        event.map(|event| Event::Daemon(event).sentence())
    };
    pings.iter().map(after).collect()
}

#[test]
fn what_is_wrong_goes_on_the_record_once_and_so_does_its_end() {
    let told = record(&[
        Ping::Heard,
        withheld("the disk is full"),
        withheld("the disk is full"),
        withheld("the loop listener is stuck"),
        Ping::Heard,
        Ping::Heard,
    ]);
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(
        told,
        [
            None,
            some("the deadman is not pinged: the disk is full"),
            None,
            some("the deadman is not pinged: the loop listener is stuck"),
            some("the deadman is pinged again"),
            None,
        ]
    );
}

#[test]
fn a_ping_that_is_lost_is_told_with_the_third_in_a_row() {
    let lost = || Ping::Lost("connection refused".to_owned());
    let told = record(&[
        lost(),
        lost(),
        Ping::Heard,
        lost(),
        lost(),
        lost(),
        lost(),
        withheld("the disk is full"),
        Ping::Heard,
    ]);
    let told: Vec<Option<&str>> = told.iter().map(Option::as_deref).collect();
    let unreached =
        "the deadman could not be reached 3 times in a row, and will miss us: connection refused";
    let full = "the deadman is not pinged: the disk is full";
    let again = "the deadman is pinged again";
    let (third, then) = (Some(unreached), [None, Some(full), Some(again)]);
    assert_eq!(told[..5], [None; 5]);
    assert_eq!(told[5], third);
    assert_eq!(told[6..], then);
}
