//! Random nights: a team with every reason to be quiet, and steps that read like the story of a night.

use std::fmt;

use jiff::SignedDuration;
use proptest::prelude::*;
use wail::domain::alert::{Alert, Severity, Signal};
use wail::domain::incident::Input;
use wail::domain::label::Labels;
use wail::domain::watch::State;

use super::{MONITORS, PEOPLE, person};
use crate::night::{Night, alert};

/// Whom nights wake: a rota whose shifts have to be accepted, quiet hours, and little patience with noise.
pub(super) const TEAM: &str = r#"
zone = "Europe/Berlin"
fallback = "eve"
storm.more_than = 3
flapping.changes = 3
flapping.calm = "10m"
people.ana.channels = [{ use = "sound", wait = "1m" }, { use = "desktop" }]
people.bo.channels = ["sound"]
people.bo.quiet = { hours = "22:00-07:00", error = "hold" }
people.eve.channels = [{ use = "sound", wait = "2m" }, { use = "bell" }]
[rota.week]
accept = true
[[rota.week.layer]]
people = ["ana", "bo"]
every = "day"
start = 2026-01-05
handoff = "05:00"
[[rota.week.override]]
from = "2026-11-03 08:00"
to = "2026-11-03 10:00"
nobody = true
[policy.default]
steps = [{ who = "week", wait = "5m" }, { who = ["bo", "ana"], wait = "10m" }]
repeat = 1
check_in = { critical = "30m", error = "30m", warning = "4h" }
"#;

/// The root of a service explains what is called its leaf.
pub(super) const RULE: &str = r#"
[[inhibit]]
source = "part=root"
target = "part=leaf"
equal = "service"
settle = "2m"
"#;

/// New disks in one host, half an hour after the night begins.
pub(super) const MAINTENANCE: &str = r#"
[[maintenance]]
name = "disks"
why = "new disks"
match = "host=b"
from = "2026-11-03 04:30"
to = "2026-11-03 06:00"
"#;

/// The team as it is, without what is planned and explained, and after bo has left.
pub(super) fn team(number: usize) -> String {
    match number {
        0 => format!("{TEAM}{RULE}{MAINTENANCE}"),
        1 => TEAM.to_owned(),
        _ => super::CHANGED.to_owned(),
    }
}

/// What breaks: its name and its labels.
pub(super) const PROBLEMS: [(&str, &[(&str, &str)]); 6] = [
    ("router of db", &[("service", "db"), ("part", "root"), ("host", "a")]),
    ("disk of db", &[("service", "db"), ("part", "leaf"), ("host", "a")]),
    ("load of db", &[("service", "db"), ("part", "leaf"), ("host", "b")]),
    ("ping of shop", &[("service", "shop"), ("part", "leaf"), ("host", "b")]),
    ("queue of shop", &[("service", "shop"), ("part", "root"), ("host", "a")]),
    ("certificate", &[("host", "b")]),
];

/// Those that their monitor reports as one group.
const GROUPED: [&str; 2] = ["load of db", "ping of shop"];

/// What breaks together, with nothing in common.
pub(super) const BURST: [&str; 5] = ["one", "two", "three", "four", "five"];

/// What silences may be about.
pub(super) const ABOUT: [&str; 4] = ["host=a", "host=b", "service=db", "part=leaf"];

/// Something that happens in a night.
#[derive(Clone)]
#[allow(clippy::large_enum_variant, reason = "a test makes few of them")]
pub(super) enum Step {
    Fires(usize, Severity),
    FiresLate(usize, Severity, i64),
    Ends(usize),
    Flaps(usize, Severity),
    Bursts(Severity),
    Calms,
    Silences { about: usize, minutes: i64, until_resolved: bool },
    Keeps { silence: i64, minutes: i64 },
    EndsSilence(i64),
    Does(i64, Input),
    Snoozes(i64, usize, i64),
    Splits(i64, usize),
    Merges(i64, i64),
    Waits(i64),
    Sleeps(i64),
    ClockGoesBack(i64),
    Restarts,
    LosesStation(usize),
    GetsStation(usize),
    LosesChannel(usize),
    FallsSilent(usize),
    Changes(usize),
    Is(usize, State),
    Depends(usize),
    LooksAtPagers,
    HandsOver,
    Accepts(usize),
}

/// One step as it would be written in a story.
impl fmt::Debug for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |index: &usize| PROBLEMS[*index].0;
        match self {
            Self::Fires(index, severity) => write!(f, ".breaks({:?}, {severity})", name(index)),
            Self::FiresLate(index, severity, minutes) => {
                write!(f, ".breaks_unheard({:?}, {severity}, {minutes})", name(index))
            }
            Self::Ends(index) => write!(f, ".mends({:?})", name(index)),
            Self::Flaps(index, severity) => {
                write!(f, ".goes_to_and_fro({:?}, {severity})", name(index))
            }
            Self::Bursts(severity) => write!(f, ".everything_breaks({severity})"),
            Self::Calms => write!(f, ".everything_mends()"),
            Self::Silences { about, minutes, until_resolved } => {
                let until = if *until_resolved { ", until resolved" } else { "" };
                write!(f, ".silences({:?}, {minutes}{until})", ABOUT[*about])
            }
            Self::Keeps { silence, minutes } => write!(f, ".keeps_silence({silence}, {minutes})"),
            Self::EndsSilence(id) => write!(f, ".ends_silence({id})"),
            Self::Does(id, input) => write!(f, ".about({id}).does({input:?})"),
            Self::Snoozes(id, by, minutes) => {
                write!(f, ".about({id}).snoozes({:?}, {minutes})", PEOPLE[*by])
            }
            Self::Splits(id, place) => write!(f, ".splits({id}, {place})"),
            Self::Merges(id, into) => write!(f, ".merges({id}, {into})"),
            Self::Waits(minutes) => write!(f, ".wait({minutes})"),
            Self::Sleeps(hours) => write!(f, ".sleeps_for({hours})"),
            Self::ClockGoesBack(minutes) => write!(f, ".clock_goes_back({minutes})"),
            Self::Restarts => write!(f, ".everybody_restarts()"),
            Self::LosesStation(index) => write!(f, ".has_no_station({:?})", PEOPLE[*index]),
            Self::GetsStation(index) => write!(f, ".has_a_station_again({:?})", PEOPLE[*index]),
            Self::LosesChannel(index) => {
                write!(f, ".loses_channel({:?}, \"sound\")", PEOPLE[*index])
            }
            Self::FallsSilent(index) => write!(f, ".falls_silent({:?})", PEOPLE[*index]),
            Self::Changes(number) => write!(f, ".changes_rules(&team({number}))"),
            Self::Is(index, state) => write!(f, ".is({:?}, State::{state:?})", MONITORS[*index]),
            Self::Depends(index) => write!(f, ".depends({:?})", super::DEPENDENCIES[*index]),
            Self::LooksAtPagers => write!(f, ".looks_at_pagers()"),
            Self::HandsOver => write!(f, ".hands_over(ana to bo)"),
            Self::Accepts(index) => write!(f, ".accepts({:?})", PEOPLE[*index]),
        }
    }
}

fn severity() -> impl Strategy<Value = Severity> {
    use Severity::{Critical, Error, Warning};
    prop::sample::select(vec![Warning, Error, Error, Critical, Critical])
}

/// What people do about an incident, besides what names an instant.
fn input() -> impl Strategy<Value = Input> {
    let wait = prop::option::of((1..90_i64).prop_map(SignedDuration::from_mins));
    (person(), person(), 0..8_u8, wait).prop_map(|(by, to, kind, check_in)| {
        let by = PEOPLE[by].into();
        match kind {
            0..=2 => Input::Acknowledge { by, check_in },
            3 => Input::Unacknowledge { by },
            4 => Input::Escalate { by },
            5 => Input::Assign { by, to: PEOPLE[to].into() },
            6 => Input::Note { by, text: "at it".to_owned() },
            _ => Input::Resolve { by },
        }
    })
}

/// What monitors report, and time.
pub(super) fn reported() -> impl Strategy<Value = Step> {
    let problem = || 0..PROBLEMS.len();
    prop_oneof![
        8 => (problem(), severity()).prop_map(|(index, severity)| Step::Fires(index, severity)),
        2 => (problem(), severity(), prop::sample::select(vec![50, 90, 200]))
            .prop_map(|(index, severity, minutes)| Step::FiresLate(index, severity, minutes)),
        6 => problem().prop_map(Step::Ends),
        1 => (problem(), severity()).prop_map(|(index, severity)| Step::Flaps(index, severity)),
        1 => severity().prop_map(Step::Bursts),
        1 => Just(Step::Calms),
        6 => prop::sample::select(vec![0, 1, 2, 5, 8, 16, 45, 90]).prop_map(Step::Waits),
    ]
}

/// What people ask for before anything is known of it.
pub(super) fn asked() -> impl Strategy<Value = Step> {
    let silence = || 1..4_i64;
    prop_oneof![
        4 => (0..ABOUT.len(), 5..120_i64, any::<bool>()).prop_map(
            |(about, minutes, until_resolved)| Step::Silences { about, minutes, until_resolved }
        ),
        1 => (silence(), 5..120_i64)
            .prop_map(|(silence, minutes)| Step::Keeps { silence, minutes }),
        1 => silence().prop_map(Step::EndsSilence),
    ]
}

/// What people do about what is known.
fn done() -> impl Strategy<Value = Step> {
    let id = || 1..6_i64;
    prop_oneof![
        6 => (id(), input()).prop_map(|(id, input)| Step::Does(id, input)),
        2 => (id(), person(), 1..90_i64)
            .prop_map(|(id, by, minutes)| Step::Snoozes(id, by, minutes)),
        1 => (id(), 0..3_usize).prop_map(|(id, place)| Step::Splits(id, place)),
        1 => (id(), id()).prop_map(|(id, into)| Step::Merges(id, into)),
        1 => Just(Step::LooksAtPagers),
        1 => Just(Step::HandsOver),
        1 => person().prop_map(Step::Accepts),
    ]
}

/// What happens to machines, clocks and rules.
fn befallen() -> impl Strategy<Value = Step> {
    prop_oneof![
        1 => (1..4_i64).prop_map(Step::Sleeps),
        1 => prop::sample::select(vec![10, 60]).prop_map(Step::ClockGoesBack),
        1 => Just(Step::Restarts),
        1 => person().prop_map(Step::LosesStation),
        2 => person().prop_map(Step::GetsStation),
        1 => person().prop_map(Step::LosesChannel),
        1 => person().prop_map(Step::FallsSilent),
        1 => (0..3_usize).prop_map(Step::Changes),
        1 => (0..super::DEPENDENCIES.len()).prop_map(Step::Depends),
        3 => (0..MONITORS.len(), prop::sample::select(vec![State::Up, State::Down, State::Down]))
            .prop_map(|(monitor, state)| Step::Is(monitor, state)),
    ]
}

/// Whatever may happen in a night.
pub(super) fn step() -> impl Strategy<Value = Step> {
    prop_oneof![10 => reported(), 4 => asked(), 5 => done(), 3 => befallen()]
}

/// A night of the team as it is.
pub(super) fn night() -> Night {
    Night::of(&team(0)).depends(super::DEPENDENCIES[0])
}

/// A problem as its monitor reports it.
pub(super) fn problem(index: usize, signal: Signal, severity: Severity) -> Alert {
    let (name, labels) = PROBLEMS[index];
    let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let group = GROUPED.contains(&name).then(|| "g".to_owned());
    alert(name, signal, severity).labels(labels.collect::<Labels>()).group(group)
}

/// Every problem that can be reported.
pub(super) fn problems() -> Vec<Alert> {
    let named = (0..PROBLEMS.len()).map(|it| problem(it, Signal::Firing, Severity::Error));
    let burst = BURST.iter().map(|name| alert(name, Signal::Firing, Severity::Error));
    named.chain(burst).collect()
}
