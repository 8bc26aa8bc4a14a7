//! What is let go after years: what is over goes whole, and what anybody still needs stays.

use jiff::{SignedDuration, Timestamp};
use wail::domain::alert::{Alert, Fingerprint, Severity, Signal};
use wail::domain::incident::{IncidentId, Input};
use wail::domain::name::SourceName;
use wail::domain::promise::{PromiseId, Wanted};
use wail::domain::record::keeping::LetGo;
use wail::domain::record::prune::Stays;
use wail::domain::record::timeline::{Entry, Event, KeepingEvent};
use wail::domain::station::own_source;
use wail::store::{Plan, StoreError, Verify, hex};

use super::{Night, alert};

const YEAR: i64 = 365 * 24 * 60;

impl Night {
    /// So long nothing happens, and nobody looks.
    fn passes(mut self, minutes: i64) -> Self {
        self.now += SignedDuration::from_mins(minutes);
        self
    }

    fn plan(&mut self, before: Timestamp) -> Plan {
        self.read(|tx| tx.plan_to_let_go(before))
    }

    /// Lets go of what is older than that.
    fn lets_go(&mut self, before: Timestamp) -> Plan {
        let now = self.now;
        let begun = self.store.write::<_, StoreError>(|tx| {
            let plan = tx.plan_to_let_go(before)?;
            let hash = tx.hash_at(plan.cut.last)?;
            let what = LetGo {
                by: None,
                first: plan.amount.first,
                last: plan.cut.last,
                head: hex(&hash),
                entries: plan.amount.entries,
                incidents: plan.amount.incidents,
                before,
                copy: None,
                fault: None,
            };
            let event = Event::Keeping(KeepingEvent::LetGo(what));
            tx.append(&Entry { at: now, incident: None, event })?;
            tx.begin_to_let_go(&plan, hash, before)?;
            Ok(plan)
        });
        while self.store.write::<_, StoreError>(|tx| tx.let_go(2)).unwrap().is_some() {}
        let verified = self.read(|tx| tx.verify(&Verify::default()));
        assert_eq!(verified.fault, None);
        begun.unwrap()
    }
}

/// A night with an incident that is over, and a year after it.
fn a_year_later() -> Night {
    Night::new().fires().wait(3).acks("ana").wait(7).clears().wait(10).passes(YEAR)
}

#[test]
fn what_is_over_goes_whole_and_the_next_has_the_next_number() {
    let mut night = a_year_later();
    let before = night.now - SignedDuration::from_hours(24);
    let gone = night.lets_go(before);
    assert_eq!((gone.amount.incidents, gone.amount.numbers), (1, Some((1, 1))));
    assert!(gone.cut.held_by.is_empty(), "{gone:?}");
    assert!(night.incident(1).is_none() && night.pages(1).is_empty());
    assert!(night.read(|tx| tx.alerts(IncidentId(1))).is_empty());
    let mut night = night.reports("disk", Severity::Critical).wait(3);
    assert!(night.incident(1).is_none());
    assert!(night.incident(2).unwrap().is_open(), "no number is given twice");
}

#[test]
fn an_open_incident_keeps_its_entries_and_all_that_come_after() {
    let night = a_year_later().reports("cpu", Severity::Critical).wait(4);
    let mut night = night.reports("net", Severity::Critical).wait(2).ends("net").passes(2 * YEAR);
    let now = night.now;
    let plan = night.plan(now);
    assert_eq!(plan.amount.incidents, 1, "{plan:?}");
    let open = Stays::Open(IncidentId(2));
    assert!(plan.cut.held_by.contains(&open), "{plan:?}");
    night.lets_go(now);
    assert!(night.incident(1).is_none());
    assert!(night.incident(2).unwrap().is_open() && night.incident(3).is_some());
}

#[test]
fn a_note_on_what_is_over_keeps_it_until_the_note_is_old() {
    let mut night = a_year_later();
    let before = night.now - SignedDuration::from_hours(24);
    let note = Input::Note { by: "bo".into(), text: "it was the controller".to_owned() };
    night.does_quietly(note);
    let plan = night.plan(before);
    assert_eq!(plan.cut.held_by, [Stays::Younger(IncidentId(1))]);
    assert_eq!(plan.cut.last, 0);
    let mut night = night.passes(YEAR);
    let now = night.now;
    assert_eq!(night.plan(now).amount.incidents, 1);
}

#[test]
fn what_still_stands_on_a_list_stays_though_somebody_ended_it() {
    let source = SourceName::from("prometheus");
    let listed = [alert("disk", Signal::Firing, Severity::Critical)];
    let lists = |mut night: Night| {
        night.decide(|_, engine| engine.hear_list(&source, &listed, true)).unwrap();
        let now = night.now;
        night.store.write::<_, StoreError>(|tx| tx.have_word(&source, now)).unwrap();
        night
    };
    let mut night = lists(lists(Night::new()).wait(3).resolves("ana").passes(YEAR));
    assert!(night.incident(2).is_none(), "what stands there is no news");
    let before = night.now - SignedDuration::from_hours(24);
    assert_eq!(night.plan(before).cut.held_by, [Stays::StillReported(IncidentId(1))]);
    let mut night = night.passes(YEAR);
    let before = night.now - SignedDuration::from_hours(24);
    assert_eq!(night.plan(before).amount.incidents, 1, "nobody has asked there any more");
}

#[test]
fn what_was_promised_of_an_incident_keeps_it_until_it_is_closed() {
    let mut night = a_year_later();
    let made_at = night.now;
    let wanted = Wanted {
        text: "an index".to_owned(),
        owner: "bo".into(),
        by: "ana".into(),
        due_at: made_at + SignedDuration::from_hours(48),
        incident: Some(IncidentId(1)),
        to: None,
        public: false,
        fixes: false,
    };
    night.decide(|_, engine| engine.promise(&wanted)).unwrap().unwrap();
    let mut night = night.passes(2 * YEAR);
    let now = night.now;
    let held = night.plan(now).cut.held_by;
    assert_eq!(held.first(), Some(&Stays::IncidentPromised(IncidentId(1), PromiseId(1))));
}

#[test]
fn what_wail_itself_reports_keeps_its_incident_until_it_is_over() {
    let stuck = |signal| {
        let identity = Fingerprint::of(["loop"]);
        Alert::new(own_source(), identity, signal, Severity::Critical).summary("a loop is stuck")
    };
    let mut night =
        Night::new().hears(&stuck(Signal::Firing)).wait(3).resolves("ana").passes(2 * YEAR);
    let before = night.now - SignedDuration::from_hours(24);
    assert_eq!(night.plan(before).cut.held_by, [Stays::StillReported(IncidentId(1))]);
    night.decide(|_, engine| engine.hear_once(&stuck(Signal::Firing))).unwrap();
    assert!(night.incident(2).is_none(), "whoever ended it has been told");
    let mut night = night.hears(&stuck(Signal::Resolved)).passes(YEAR);
    let before = night.now - SignedDuration::from_hours(24);
    assert_eq!(night.plan(before).amount.incidents, 1);
}

#[test]
fn what_is_listed_after_everything_has_gone_ends_with_the_list() {
    let source = SourceName::from("prometheus");
    let lists = |mut night: Night, names: &[&str]| {
        let listed: Vec<Alert> =
            names.iter().map(|name| alert(name, Signal::Firing, Severity::Critical)).collect();
        night.decide(|_, engine| engine.hear_list(&source, &listed, true)).unwrap();
        night
    };
    let night = lists(Night::new(), &["disk", "slow"]).wait(3);
    let mut night = lists(night, &[]).wait(3).passes(2 * YEAR);
    let before = night.now - SignedDuration::from_hours(24);
    assert_eq!(night.lets_go(before).amount.alerts, 2);
    let night = lists(night, &["queue"]).wait(3);
    let mut night = lists(night, &[]).wait(3);
    assert!(night.incident(3).is_some_and(|incident| !incident.is_open()));
}

#[test]
fn what_is_reported_again_after_its_incident_has_gone_calls_somebody() {
    for is_over in [true, false] {
        let night = Night::new().reports("disk", Severity::Critical).wait(3);
        let night = if is_over { night.ends("disk") } else { night.resolves("ana") };
        let mut night = night.passes(2 * YEAR);
        let before = night.now - SignedDuration::from_hours(24);
        assert_eq!(night.lets_go(before).amount.incidents, 1);
        let began = night.now;
        let again = alert("disk", Signal::Firing, Severity::Critical).started_at(Some(began));
        let mut night = night.hears(&again);
        assert!(night.incident(2).is_some_and(|incident| incident.is_open()), "over: {is_over}");
        assert!(!night.pages(2).is_empty(), "over: {is_over}");
    }
}

#[test]
fn a_record_of_which_the_beginning_was_let_go_is_whole_since_then() {
    const DAY: i64 = 24 * 60;
    let mut night = a_year_later();
    let unheard = |night: &mut Night| -> Vec<i64> {
        let page = night.page();
        let days = page.services[0].days.iter().rev().take(4);
        days.map(|day| day.unheard.as_mins()).collect()
    };
    // It is whole from the first day on, as long as that is on it.
    assert_eq!(unheard(&mut night), [0, 0, 0, 0]);
    let midnight = night.now.to_zoned(jiff::tz::TimeZone::UTC).start_of_day().unwrap();
    let before = midnight.timestamp() - SignedDuration::from_hours(36);
    night.lets_go(before);
    let gone = SignedDuration::from_hours(12).as_mins();
    // The first entry that stays is younger than that: it says that something was let go just now.
    assert_eq!(unheard(&mut night), [0, 0, gone, DAY]);
}
