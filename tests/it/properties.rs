//! What holds after any sequence of inputs whatsoever.

mod lasting;
mod named;
mod nights;
mod order;
mod played;
mod quiet;
mod steps;

use jiff::{SignedDuration, Timestamp};
use proptest::collection::vec;
use proptest::prelude::*;
use wail::domain::alert::{Severity, Signal};
use wail::domain::incident::{Hold, Incident, IncidentId, Input, Status};
use wail::domain::watch::State;
use wail::engine::Engine;
use wail::store::{Chosen, PageState, Recorded, SentPage, StoreError, TimelineQuery, Tx};

use crate::night::{Night, alert};

/// Two steps of several people, with a rota that has a gap and people with two channels.
const TEAM: &str = r#"
zone = "Europe/Berlin"
fallback = "eve"
people.ana.channels = [{ use = "sound", wait = "1m" }, { use = "desktop" }]
people.bo.channels = ["sound"]
people.eve.channels = [{ use = "sound", wait = "2m" }, { use = "bell" }]
[[rota.week.layer]]
people = ["ana", "bo"]
every = "day"
start = 2026-01-05
[[rota.week.override]]
from = "2026-11-03 05:00"
to = "2026-11-03 09:00"
nobody = true
[policy.default]
steps = [{ who = "week", wait = "5m" }, { who = ["bo", "ana"], wait = "10m" }]
repeat = 1
check_in = { critical = "30m", error = "30m", warning = "4h" }
[[inhibit]]
source = "part=root"
target = "part=leaf"
equal = "service"
"#;

/// The same team after a change: the policy has another name, and bo is gone.
const CHANGED: &str = r#"
fallback = "eve"
people.ana.channels = ["sound"]
people.eve.channels = ["sound"]
[policy.renamed]
steps = [{ who = "ana", wait = "3m" }]
repeat = 0
"#;

/// What is looked at, and what may depend on what; the last is a circle, as two edits can leave one.
const MONITORS: [&str; 3] = ["router", "switch", "shop"];
const DEPENDENCIES: [&[(&str, &str)]; 3] = [
    &[("switch", "router"), ("shop", "switch"), ("shop", "router")],
    &[],
    &[("router", "switch"), ("switch", "router"), ("shop", "switch")],
];

const PEOPLE: [&str; 3] = ["ana", "bo", "eve"];

#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "a test makes few of them")]
enum Act {
    Report { problem: u8, signal: Signal, severity: Severity, began: Option<u8>, grouped: bool },
    Do(i64, Input),
    Wait(u16),
    Suspend(u8),
    LosesStation(usize),
    GetsStation(usize),
    Dies(usize),
    FallsSilent(usize),
    Restart,
    Change(bool),
    Monitor(usize, State),
    Depends(usize),
    Breaks(u8, Severity, Signal),
    Splits(i64, usize),
    Merges(i64, i64),
}

/// How many nights there are: ten times as many where tests may take their time.
fn cases(usual: u32) -> u32 {
    if crate::world::may_be_long() { usual * 10 } else { usual }
}

fn person() -> impl Strategy<Value = usize> {
    0..PEOPLE.len()
}

fn severity() -> impl Strategy<Value = Severity> {
    prop::sample::select(Severity::ALL.to_vec())
}

fn signal() -> impl Strategy<Value = Signal> {
    prop::sample::select(vec![Signal::Firing, Signal::Firing, Signal::Resolved])
}

fn input() -> impl Strategy<Value = Input> {
    let by = person().prop_map(|index| PEOPLE[index].into());
    let start: Timestamp = "2026-11-03T00:00:00Z".parse().unwrap();
    (by, person(), 0..9_u8, prop::option::of(1..600_i64)).prop_map(
        move |(by, to, kind, minutes)| {
            let wait = minutes.map(SignedDuration::from_mins);
            match kind {
                0 | 1 => Input::Acknowledge { by, check_in: wait },
                2 => Input::Unacknowledge { by },
                3 => Input::Snooze { by, until: start + wait.unwrap_or_default() },
                4 => Input::Escalate { by },
                5 => Input::Assign { by, to: PEOPLE[to].into() },
                6 => Input::TakeOver { by, check_in: wait },
                7 => Input::Note { by, text: "at it".to_owned() },
                _ => Input::Resolve { by },
            }
        },
    )
}

fn act() -> impl Strategy<Value = Act> {
    let report = (0..3_u8, signal(), severity(), prop::option::of(0..3_u8), any::<bool>());
    prop_oneof![
        6 => report.prop_map(|(problem, signal, severity, began, grouped)| {
            Act::Report { problem, signal, severity, began, grouped }
        }),
        4 => (1..4_i64, input()).prop_map(|(id, input)| Act::Do(id, input)),
        4 => (0..200_u16).prop_map(Act::Wait),
        1 => (1..20_u8).prop_map(Act::Suspend),
        1 => person().prop_map(Act::LosesStation),
        1 => person().prop_map(Act::GetsStation),
        1 => person().prop_map(Act::Dies),
        1 => person().prop_map(Act::FallsSilent),
        1 => Just(Act::Restart),
        1 => any::<bool>().prop_map(Act::Change),
        4 => (0..MONITORS.len(), prop::sample::select(State::ALL.to_vec()))
            .prop_map(|(monitor, state)| Act::Monitor(monitor, state)),
        1 => (0..DEPENDENCIES.len()).prop_map(Act::Depends),
        4 => (0..4_u8, severity(), signal())
            .prop_map(|(number, severity, signal)| Act::Breaks(number, severity, signal)),
        1 => (1..5_i64, 0..3_usize).prop_map(|(id, place)| Act::Splits(id, place)),
        1 => (1..5_i64, 1..5_i64).prop_map(|(id, into)| Act::Merges(id, into)),
    ]
}

/// One act, through the same doors as in the product.
fn play(mut night: Night, act: &Act) -> Night {
    match act.clone() {
        Act::Report { problem, signal, severity, began, grouped } => {
            let start: Timestamp = "2026-11-03T02:00:00Z".parse().unwrap();
            let began = began.map(|hour| start + SignedDuration::from_mins(i64::from(hour)));
            let group = grouped.then(|| "g".to_owned());
            let name = ["disk", "load", "ping"][usize::from(problem)];
            night.hears(&alert(name, signal, severity).started_at(began).group(group))
        }
        Act::Do(id, input) => {
            night.decide(|_, engine| engine.apply(IncidentId(id), input)).unwrap();
            night.turn();
            night
        }
        Act::Wait(minutes) => night.wait(minutes.into()),
        Act::Suspend(hours) => night.sleeps_for(hours.into()),
        Act::LosesStation(index) => night.has_no_station(PEOPLE[index]),
        Act::GetsStation(index) => night.has_a_station_again(PEOPLE[index]),
        Act::Dies(index) => night.loses_channel(PEOPLE[index], "sound"),
        Act::FallsSilent(index) => night.falls_silent(PEOPLE[index]),
        Act::Restart => night.everybody_restarts(),
        Act::Monitor(index, state) => night.is(MONITORS[index], state),
        Act::Breaks(number, severity, signal) => {
            night.hears(&order::report((number, 0, severity), signal))
        }
        Act::Splits(id, place) => {
            let (id, by) = (IncidentId(id), "ana".into());
            let split =
                |_: &Tx<'_>, engine: &Engine<'_>| engine.split(id, &by, |it, _| it == place);
            drop(night.decide(split).unwrap());
            night.turn();
            night
        }
        Act::Merges(id, into) => {
            let (id, into, by) = (IncidentId(id), IncidentId(into), "ana".into());
            drop(night.decide(|_, engine| engine.merge(id, into, &by)).unwrap());
            night.turn();
            night
        }
        Act::Depends(index) => night.depends(DEPENDENCIES[index]),
        Act::Change(changed) => night.changes_rules(if changed { CHANGED } else { TEAM }),
    }
}

fn open_incidents(night: &mut Night) -> Vec<Incident> {
    let mut open = Vec::new();
    night.read(|tx| tx.list(&Chosen::default(), |listed| open.push(listed.incident)));
    open
}

fn next_deadline(tx: &Tx<'_>) -> Result<Option<Timestamp>, StoreError> {
    tx.next_incident_deadline()
}

fn record(night: &mut Night) -> Vec<Recorded> {
    let mut record = Vec::new();
    night.read(|tx| tx.timeline(TimelineQuery::After(0), |entry| record.push(entry)));
    record
}

/// Every page that was ever decided.
fn pages(night: &mut Night) -> Vec<SentPage> {
    (1..=40).flat_map(|id| night.pages(id)).collect()
}

/// Whether something is due of that incident, or of the one it leads to that holds it.
fn ends(night: &mut Night, mut incident: Incident) -> bool {
    for _ in 0..MONITORS.len() {
        match incident.status {
            Status::Held { by: Hold::Inhibited(by), until: None } => {
                incident = night.incident(by.cause.0).unwrap();
            }
            _ => return incident.deadline().is_some(),
        }
    }
    false
}

/// What must hold between any two acts.
fn check(night: &mut Night) -> Result<(), TestCaseError> {
    let now = night.now;
    let earliest = night.read(next_deadline);
    for incident in open_incidents(night) {
        let deadline = incident.deadline();
        if let Status::Held { by: Hold::Inhibited(by), until: None } = incident.status {
            let cause = night.incident(by.cause.0).unwrap();
            prop_assert!(cause.is_open(), "{incident:?} is held for {cause:?}");
            prop_assert!(ends(night, cause), "{incident:?} is held for what is held itself");
        } else {
            prop_assert!(deadline.is_some(), "{incident:?} has neither a deadline nor a hold");
            prop_assert!(deadline > Some(now), "{incident:?} is overdue at {now}");
            prop_assert!(earliest.is_some_and(|earliest| Some(earliest) <= deadline));
        }
        let alerts = night.read(|tx| tx.alerts(incident.id));
        let firing = alerts.iter().filter(|alert| alert.signal == Signal::Firing).count();
        prop_assert_eq!(incident.firing as usize, firing, "{:?}", incident);
        let flaps = night.read(|tx| tx.next_flap()).is_some_and(|calm_at| calm_at > now);
        prop_assert!(firing > 0 || flaps, "{incident:?} is open for nothing");
        if matches!(incident.status, Status::Acknowledged { .. }) {
            let pages = night.pages(incident.id.0);
            let rings = pages.iter().any(|page| page.state == PageState::Delivered);
            prop_assert!(!rings, "{incident:?} rings though somebody has it");
        }
    }
    let ticked = night.decide(|_, engine| engine.tick(500)).unwrap();
    prop_assert_eq!(ticked, 0, "a second step was due at the same instant");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_open_incident_has_a_deadline_and_a_firing_alert(acts in vec(act(), 1..20)) {
        let mut night = Night::of(TEAM);
        for act in &acts {
            night = play(night, act);
            if !matches!(act, Act::Dies(_)) {
                check(&mut night)?;
            }
        }
    }

    #[test]
    fn the_same_inputs_at_the_same_instants_give_the_same_record(acts in vec(act(), 1..20)) {
        let mut nights = [Night::of(TEAM), Night::of(TEAM)].map(|night| {
            acts.iter().fold(night, play)
        });
        let records = nights.each_mut().map(record);
        prop_assert_eq!(&records[0], &records[1]);
        let pages = nights.each_mut().map(pages);
        prop_assert_eq!(&pages[0], &pages[1]);
    }

    #[test]
    fn every_page_and_every_silence_has_a_reason(acts in vec(act(), 1..20)) {
        let mut night = acts.iter().fold(Night::of(TEAM), play);
        for entry in record(&mut night) {
            let needs_one = ["paged", "held", "logged"].contains(&entry.event.as_str());
            prop_assert!(!needs_one || entry.reason.is_some(), "{entry:?}");
        }
    }

    /// Each incident calls at most everybody of every step, over every channel, in one turn.
    #[test]
    fn a_turn_after_any_pause_hands_out_a_bounded_number_of_pages(
        acts in vec(act(), 1..20),
        hours in 0..100_u8,
    ) {
        let mut night = acts.iter().fold(Night::of(TEAM), play);
        let open = open_incidents(&mut night).len();
        let before = pages(&mut night).len();
        let mut night = night.sleeps_for(hours.into());
        let decided = pages(&mut night).len() - before;
        prop_assert!(decided <= open * 10, "{decided} pages for {open} incidents");
        let steps = record(&mut night).into_iter().filter(|entry| entry.at == night.now);
        let exhausted = steps.filter(|entry| entry.event == "exhausted").count();
        prop_assert!(exhausted <= open, "{exhausted} rounds ended for {open} incidents");
    }
}

/// Firing and resolved of three episodes of one problem.
fn history(last: Signal) -> Vec<(Signal, i64)> {
    use Signal::{Firing, Resolved};
    vec![(Firing, 1), (Resolved, 1), (Firing, 2), (Resolved, 2), (Firing, 3), (last, 3)]
}

fn permutations<T: Clone>(of: &[T]) -> Vec<Vec<T>> {
    if of.is_empty() {
        return vec![Vec::new()];
    }
    (0..of.len())
        .flat_map(|first| {
            let mut rest = of.to_vec();
            let first = rest.remove(first);
            permutations(&rest).into_iter().map(move |mut tail| {
                tail.insert(0, first.clone());
                tail
            })
        })
        .collect()
}

/// Takes these reports of one problem to the board.
fn hear(night: &mut Night, problem: &str, reports: &[(Signal, i64)]) {
    let start: Timestamp = "2026-11-03T02:00:00Z".parse().unwrap();
    let heard = night.decide(|_, engine| {
        reports.iter().try_for_each(|(signal, episode)| {
            let began = start + SignedDuration::from_mins(*episode);
            let ended =
                (*signal == Signal::Resolved).then_some(began + SignedDuration::from_secs(50));
            let alert = alert(problem, *signal, Severity::Critical).started_at(Some(began));
            engine.hear(&alert.ended_at(ended)).map(drop)
        })
    });
    heard.unwrap();
}

/// The last signal and episode that are known of a problem, and whether it is open.
fn state(night: &mut Night, problem: &str) -> (Signal, Option<Timestamp>, bool) {
    let alert = alert(problem, Signal::Firing, Severity::Critical);
    let (board, _) = night.read(|tx| tx.board(&alert));
    let known = board.known.unwrap();
    (known.signal, known.started_at, known.open.is_some())
}

fn paged(night: &mut Night) -> usize {
    record(night).iter().filter(|entry| entry.event == "paged").count()
}

#[test]
fn every_order_of_the_same_reports_ends_in_the_same_state() {
    for last in [Signal::Resolved, Signal::Firing] {
        let mut night = Night::new();
        hear(&mut night, "in order", &history(last));
        let expected = state(&mut night, "in order");
        assert_eq!(expected.2, last == Signal::Firing);
        for (number, order) in permutations(&history(last)).iter().enumerate() {
            let problem = format!("order {number}");
            hear(&mut night, &problem, order);
            assert_eq!(state(&mut night, &problem), expected, "{order:?}");
        }
    }
}

#[test]
fn late_copies_in_any_order_page_nobody() {
    let mut night = Night::new();
    hear(&mut night, "disk", &history(Signal::Resolved));
    let before = paged(&mut night);
    assert!(before > 0);
    for order in permutations(&history(Signal::Resolved)) {
        hear(&mut night, "disk", &order);
        assert_eq!(paged(&mut night), before, "{order:?}");
    }
}
