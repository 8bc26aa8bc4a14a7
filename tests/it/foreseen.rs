//! What `wail why` foresees of an alert as the board stands is what then happens; and nothing is kept of
//! having looked.

use jiff::SignedDuration;
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::explain::{Explanation, Finding, Question, Verdict, explain};
use wail::domain::incident::IncidentId;
use wail::domain::incident::escalation::Context;
use wail::domain::label::Labels;
use wail::domain::station::Stations;
use wail::engine::explain::{Met, foresee};
use wail::store::{StoreError, TimelineQuery};

use crate::night::{Night, TEAM, alert};

/// The usual team, with few enough incidents for a storm, and other hours for what is old.
fn team() -> String {
    format!("storm.more_than = 3\nold_news.after = \"1h\"\n{TEAM}")
}

/// That problem of a service.
fn of(name: &str, service: &str) -> Alert {
    let labels = [("name", name), ("service", service)];
    let labels: Labels = labels.map(|(label, value)| (label.into(), value.into())).into();
    alert(name, Signal::Firing, Severity::Critical).labels(labels)
}

/// The same, as somebody asks for it who does not know by what its source tells it from others.
fn asked(of: &Alert) -> Alert {
    Alert { fingerprint: Fingerprint::of(["asked"]), summary: String::new(), ..of.clone() }
}

/// What is taken back.
struct Undone(Box<Explanation>);

impl From<StoreError> for Undone {
    fn from(error: StoreError) -> Self {
        panic!("{error}")
    }
}

/// What would come of it now.
fn ask(night: &mut Night, alert: &Alert) -> Explanation {
    let (rules, now) = (&night.rules, night.now);
    let stations = Stations::everywhere(rules);
    let Err(Undone(would)) = night.store.write(|tx| {
        let met = foresee(tx, rules, alert, now)?;
        let Met { board, alike, storm, foreseen, silences, pending, reliefs, .. } = met;
        let cx = Context { rules, stations: &stations, pending: &pending, reliefs: &reliefs };
        let (is_now, silences) = (true, &silences);
        let question = Question { alert, board, alike, storm, foreseen, is_now, silences, cx, now };
        Err::<std::convert::Infallible, _>(Undone(Box::new(explain(&question))))
    });
    *would
}

/// Every call of these minutes: when, of which person.
fn calls(would: &Explanation, night: &Night, minutes: i64) -> Vec<String> {
    let until = night.now + SignedDuration::from_mins(minutes);
    let steps = would.plan.instead.iter().chain(&would.plan.steps);
    let steps = steps.filter(|step| step.at <= until);
    let calls = steps.flat_map(|step| step.calls.iter().map(|call| (step.at, call)));
    calls.map(|(at, call)| format!("{at} {}", call.person)).collect()
}

/// Every page of the incidents from then on, in the same words.
fn pages(night: &mut Night, of: &[i64], since: jiff::Timestamp) -> Vec<String> {
    let pages = of.iter().flat_map(|id| night.pages(*id)).collect::<Vec<_>>();
    let since = pages.iter().filter(|page| page.due_at >= since);
    since.map(|page| format!("{} {}", page.due_at, page.person)).collect()
}

/// What the stage comes to.
fn stage<'a>(would: &'a Explanation, stage: &str) -> &'a Finding {
    would.findings.iter().find(|finding| finding.stage == stage).unwrap()
}

/// How much is on record.
fn recorded(night: &mut Night) -> usize {
    let mut number = 0;
    night
        .store
        .read(|tx| tx.timeline(TimelineQuery::Last(10_000), |_| number += 1).map(drop))
        .unwrap_or_else(|error: StoreError| panic!("{error}"));
    number
}

/// Asks, lets it happen, and holds what is foreseen to what is paged in the next quarter of an hour.
fn holds(mut night: Night, alert: &Alert, of: &[i64]) -> Explanation {
    let before = recorded(&mut night);
    let would = ask(&mut night, &asked(alert));
    assert_eq!(recorded(&mut night), before, "nothing is kept of having asked");
    let (now, foreseen) = (night.now, calls(&would, &night, 14));
    let mut night = night.hears(alert).wait(14);
    assert_eq!(foreseen, pages(&mut night, of, now), "{would:?}");
    would
}

#[test]
fn what_joins_a_cascade_has_no_page_of_its_own_and_rings_with_the_incident() {
    let night = Night::of(&team()).hears(&of("disk", "db")).wait(1);
    let would = holds(night, &of("slow", "db"), &[1]);
    let joins = stage(&would, "cascade");
    assert_eq!(joins.verdict, Verdict::Joins);
    assert_eq!(
        joins.said,
        "it joins incident 1, shares service=db, 1m after the first, and rings with that"
    );
    assert_eq!(would.findings.last(), Some(joins), "its own hours and policy are not asked");
    assert_eq!((would.plan.joins, would.held), (Some(IncidentId(1)), None));
    let first = would.plan.calls("2026-11-03T03:01:00Z".parse().unwrap()).next().unwrap();
    assert_eq!((first.0, first.1.person.as_str()), (SignedDuration::from_mins(4), "bo"));
}

#[test]
fn whoever_has_the_incident_hears_of_what_joins_it() {
    let night = Night::of(&team()).hears(&of("disk", "db")).wait(1).acks("ana");
    let would = holds(night, &of("slow", "db"), &[1]);
    assert_eq!(would.plan.joins, Some(IncidentId(1)));
    let called = &would.plan.steps[0].calls;
    assert_eq!(called.iter().map(|call| call.person.as_str()).collect::<Vec<_>>(), ["ana"]);
}

#[test]
fn the_same_problem_again_is_only_counted() {
    let night = Night::of(&team()).hears(&of("disk", "db")).wait(7);
    let would = holds(night, &of("disk", "db"), &[1]);
    let known = stage(&would, "dedup");
    assert_eq!(known.said, "incident 1 is about this very problem: it is only counted there");
    assert_eq!((known.verdict, would.findings.len()), (Verdict::Joins, 1));
    assert_eq!(would.plan.joins, Some(IncidentId(1)));
}

#[test]
fn the_same_problem_that_is_graver_rings_again() {
    let mild = Alert { severity: Severity::Error, ..of("disk", "db") };
    let night = Night::of(&team()).hears(&mild).wait(1);
    let would = holds(night, &of("disk", "db"), &[1]);
    let known = stage(&would, "dedup");
    assert_eq!(known.said, "incident 1 is about this very problem, and becomes critical");
    assert_eq!(would.plan.joins, Some(IncidentId(1)));
    assert!(!would.plan.steps[0].calls.is_empty(), "{would:?}");
}

#[test]
fn what_is_one_of_a_storm_is_called_for_by_the_storm() {
    let mut night = Night::of(&team());
    for name in ["a", "b", "c"] {
        night = night.hears(&of(name, name));
    }
    let begins = ask(&mut night, &asked(&of("d", "d")));
    let said = "it is one too many in a minute: a storm begins, which calls once";
    assert_eq!(stage(&begins, "noise").said, said);
    assert_eq!((begins.held, begins.plan.in_storm, begins.plan.after), (Some("storm"), true, None));
    let now = night.now;
    let at_once: Vec<&str> =
        begins.plan.instead.iter().flat_map(|it| &it.calls).map(|it| it.person.as_str()).collect();
    night = night.hears(&of("d", "d"));
    let storm = 4;
    assert_eq!(pages(&mut night, &[storm], now).len(), 1);
    assert_eq!(at_once, ["ana"]);
    let during = ask(&mut night, &asked(&of("e", "e")));
    assert_eq!(stage(&during, "noise").said, "there is a storm, for which incident 4 calls");
    assert_eq!(during.plan.after, Some(IncidentId(storm)));
    assert!(during.plan.in_storm && during.plan.instead.is_empty(), "{during:?}");
    let first = during.plan.calls(night.now).next().unwrap();
    assert_eq!((first.0, first.1.person.as_str()), (SignedDuration::ZERO, "ana"));
}

#[test]
fn old_news_waits_and_then_calls() {
    let mut night = Night::of(&team());
    let old = of("disk", "db").started_at(Some(night.now - SignedDuration::from_hours(3)));
    let would = ask(&mut night, &asked(&old));
    let noise = stage(&would, "noise");
    assert_eq!(
        (noise.verdict, noise.said.as_str()),
        (Verdict::Holds, "old news, it began 3h before")
    );
    assert_eq!(would.held, Some("old-news"));
    let (now, foreseen) = (night.now, calls(&would, &night, 20));
    night = night.hears(&old).wait(20);
    assert_eq!(foreseen, pages(&mut night, &[1], now));
    assert!(!foreseen.is_empty());
}

#[test]
fn what_goes_to_and_fro_is_told_to_do_so() {
    let mut night = Night::of(&team());
    let (fires, ends) = (of("disk", "db"), Alert { signal: Signal::Resolved, ..of("disk", "db") });
    for _ in 0..4 {
        night = night.hears(&fires).wait(1).hears(&ends).wait(1);
    }
    let would = ask(&mut night, &asked(&fires));
    let noise = stage(&would, "noise");
    assert_eq!(
        (noise.verdict, noise.said.as_str()),
        (Verdict::Holds, "it goes to and fro, and calls nobody until it stays")
    );
    let now = night.now;
    let before = pages(&mut night, &[1, 2, 3, 4, 5], now);
    night = night.hears(&fires);
    let after = pages(&mut night, &[1, 2, 3, 4, 5], now);
    assert_eq!(calls(&would, &night, 0).len(), after.len() - before.len(), "{would:?}");
    assert_eq!(would.plan.joins, Some(IncidentId(4)), "{would:?}");
    assert_eq!(would.held, None);
}

#[test]
fn what_is_held_for_a_larger_incident_is_called_for_when_that_is_over() {
    let rule = "[[inhibit]]\nsource = [\"name=down\"]\ntarget = [\"name=slow\"]\n";
    let night = Night::of(&format!("{}{rule}", team()));
    let mut night = night.hears(&of("down", "switch")).hears(&of("slow", "db"));
    let would = ask(&mut night, &asked(&of("slow", "db")));
    let known = stage(&would, "dedup");
    assert_eq!(known.said, "incident 2 is about this very problem: it is only counted there");
    assert_eq!((would.plan.joins, would.plan.after), (Some(IncidentId(2)), Some(IncidentId(1))));
    let now = night.now;
    assert!(pages(&mut night.wait(14), &[2], now).is_empty());
}

#[test]
fn what_is_only_logged_joins_nothing() {
    let mut night = Night::of(&team()).hears(&of("disk", "db"));
    let would = ask(&mut night, &asked(&Alert { severity: Severity::Info, ..of("slow", "db") }));
    assert_eq!(would.findings.last().unwrap().verdict, Verdict::Ends, "info is only logged");
    assert!(would.plan.steps.is_empty() && would.policy.is_none());
}
