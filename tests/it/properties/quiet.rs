//! Never quiet without a recorded reason: every reason that counts, and nights in which nothing else does.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use wail::domain::alert::{Fingerprint, Severity, Signal};
use wail::domain::incident::{Closer, Hold, Incident, IncidentId, Promise, Status};
use wail::domain::name::SourceName;
use wail::domain::noise::Noise;
use wail::domain::quiet::silence::SilenceState;
use wail::domain::rules::Urgency;
use wail::store::{AlertRow, PageState, Recorded, SentPage, TimelineQuery};

use super::nights::{self, Step, step};
use super::played::play;
use super::{cases, open_incidents};
use crate::night::Night;

/// The words of the record that say how an incident stands: the last of them is how.
const STANDS: [&str; 11] = [
    "paged",
    "held",
    "released",
    "hold-ended",
    "acknowledged",
    "snoozed",
    "unacknowledged",
    "escalated",
    "assigned",
    "check-in-missed",
    "snooze-ended",
];

/// The words that say why somebody is not called who would be.
const NOBODY: [&str; 3] = ["unreachable", "quiet", "channel-failed"];

/// What is known of an incident that is open.
struct Quiet<'n> {
    night: &'n mut Night,
    incident: Incident,
    entries: Vec<Recorded>,
    pages: Vec<SentPage>,
    firing: Vec<AlertRow>,
}

impl<'n> Quiet<'n> {
    fn of(night: &'n mut Night, incident: Incident) -> Self {
        let id = incident.id;
        let mut entries = Vec::new();
        night.read(|tx| tx.timeline(TimelineQuery::Of(id), |entry| entries.push(entry)));
        let pages = night.pages(id.0);
        let mut firing = night.read(|tx| tx.alerts(id));
        firing.retain(|alert| alert.signal != Signal::Resolved);
        Self { night, incident, entries, pages, firing }
    }

    /// Why nobody hears of it now, or what is wrong with that.
    ///
    /// It is one of these, and stands on the record as it is:
    fn reason(&mut self) -> Result<&'static str, String> {
        let now = self.night.now;
        let on_time = |until: Timestamp| until > now;
        match self.incident.status.clone() {
            // Somebody is called: a page of it is out, rings, or is tried again.
            Status::Triggered { next_at, .. } if on_time(next_at) && self.rings() => Ok("it rings"),
            // Nobody of a step can be called, each for a reason of their own; the next is due by itself.
            Status::Triggered { next_at, .. } if on_time(next_at) && self.has_nobody() => {
                Ok("nobody can be called")
            }
            // Somebody has said that they have it, and until when.
            Status::Acknowledged { by, check_in_at, promise, old_news_at, .. }
                if on_time(check_in_at) && old_news_at.is_none_or(on_time) =>
            {
                self.has_said_so(by.as_str(), promise)
            }
            Status::Held { by, until } if until.is_none_or(on_time) => self.is_held(by, until),
            Status::Triggered { .. }
            | Status::Acknowledged { .. }
            | Status::Held { .. }
            | Status::Resolved { .. } => Err("nothing says why".to_owned()),
        }
    }

    fn has_said_so(&self, by: &str, promise: Promise) -> Result<&'static str, String> {
        let (word, why) = match promise {
            Promise::CheckIn => ("acknowledged", "somebody has it"),
            Promise::Snooze => ("snoozed", "somebody wants it quiet"),
        };
        let said = self.last_of(&["acknowledged", "snoozed"]);
        let is_said = said.is_some_and(|it| it.event == word && it.who.as_deref() == Some(by));
        is_said.then_some(why).ok_or_else(|| format!("{by} did not say so"))
    }

    /// Why it is held, until then at most.
    fn is_held(&mut self, by: Hold, until: Option<Timestamp>) -> Result<&'static str, String> {
        let now = self.night.now;
        match (by, until) {
            // Its severity waits for the day, or for the end of the quiet hours, of whoever is called first.
            (Hold::Hours(_), Some(_)) => {
                self.stands_as("held", "hours").and_then(|()| self.waits_for_day())
            }
            // A silence in force is about something of it, and everything that fires is quiet by a wish.
            (Hold::Silence(id), Some(until)) => {
                self.stands_as("held", "silence")?;
                let silence = self.night.read(|tx| tx.silence(id));
                let silence = silence.ok_or("there is no such silence")?;
                if silence.state(now) != SilenceState::Active || silence.what.ends_at < until {
                    return Err(format!("the silence is not in force so long: {silence:?}"));
                }
                self.is_all_quiet("it is silenced")
            }
            // Planned maintenance is under way, and everything that fires is quiet by a wish.
            (Hold::Maintenance(_), Some(_)) => {
                self.stands_as("held", "maintenance")?;
                self.is_all_quiet("it is maintained")
            }
            // A larger incident explains it, which is open and accounted for itself.
            (Hold::Inhibited(by), None) => {
                self.stands_as("held", "inhibited")?;
                self.leads_to(by.cause, "it is explained")
            }
            // What explained it is over, and so may this be in a moment.
            (Hold::Inhibited(by), Some(until)) => {
                let wait = until.duration_since(now);
                self.stands_as("released", "inhibited")?;
                let is_soon = wait <= by.settle;
                is_soon.then_some("it may be over").ok_or_else(|| format!("not for {wait:#}"))
            }
            // It had begun long before it was heard of, was told softly, and pages soon.
            (Hold::Noise(Noise::OldNews), Some(until)) => {
                self.stands_as("held", "old-news").and_then(|()| self.is_soon(until, "old news"))
            }
            // Something of it goes to and fro, as is written down, and has not been calm for long.
            (Hold::Noise(Noise::Flapping), Some(until)) => {
                let is_told = self.last_of(&["flaps"]).is_some();
                is_told.then_some(()).map_or_else(|| self.stands_as("held", "flapping"), Ok)?;
                self.flaps().and_then(|()| self.is_soon(until, "it flaps"))
            }
            // A storm calls for it, which is open and accounted for itself.
            (Hold::Noise(Noise::Storm(storm)), None) => {
                self.stands_as("held", "storm")?;
                self.leads_to(storm, "it is one of a storm")
            }
            // The storm is over, and what is left of it is looked at one by one.
            (Hold::Noise(Noise::Storm(_)), Some(_)) => {
                self.stands_as("released", "storm").map(|()| "it is its turn soon")
            }
            (Hold::Hours(_) | Hold::Silence(_) | Hold::Maintenance(_) | Hold::Noise(_), None) => {
                Err("nothing ends it".to_owned())
            }
        }
    }

    fn rings(&self) -> bool {
        let is_out = |page: &SentPage| {
            matches!(page.state, PageState::Out | PageState::Delivered | PageState::Trying)
        };
        self.pages.iter().any(is_out)
    }

    /// The last thing that was written down of calling somebody is why nobody is.
    fn has_nobody(&self) -> bool {
        let words: Vec<&str> = NOBODY.iter().chain(&["delivered"]).copied().collect();
        self.last_of(&words).is_some_and(|entry| NOBODY.contains(&&*entry.event))
    }

    fn last_of(&self, words: &[&str]) -> Option<&Recorded> {
        self.entries.iter().rfind(|entry| words.contains(&&*entry.event))
    }

    /// That is how it stands, by the last word of the record. The next channel of somebody who was called
    /// before is called although it is held: what rings rings on.
    fn stands_as(&self, word: &str, reason: &str) -> Result<(), String> {
        let is_new = |entry: &Recorded| self.pages.iter().any(|page| page.decided_at == entry.at);
        let mut words = self.entries.iter().filter(|entry| STANDS.contains(&&*entry.event));
        match words.rfind(|entry| entry.event != "paged" || is_new(entry)) {
            Some(entry) if entry.event == word && entry.reason.as_deref() == Some(reason) => Ok(()),
            other => Err(format!("the record's last word is {other:?}")),
        }
    }

    fn waits_for_day(&self) -> Result<&'static str, String> {
        let severity = self.incident.severity;
        let may = may_wait(self.night, severity);
        may.then_some("it waits for the day").ok_or_else(|| format!("{severity} does not wait"))
    }

    /// Everything that fires in it is quiet for a reason of its own, so that what holds it holds all of it.
    fn is_all_quiet(&mut self, why: &'static str) -> Result<&'static str, String> {
        let firing = std::mem::take(&mut self.firing);
        let heard = firing.iter().find(|alert| !is_quiet(self.night, self.incident.id, alert));
        match heard {
            Some(alert) => Err(format!("nothing keeps this quiet: {}", alert.summary)),
            None => Ok(why),
        }
    }

    fn flaps(&mut self) -> Result<(), String> {
        let alerts = self.night.read(|tx| tx.alerts(self.incident.id));
        let flaps = alerts.iter().any(|alert| is_flapping(self.night, alert));
        flaps.then_some(()).ok_or_else(|| "nothing of it goes to and fro".to_owned())
    }

    fn is_soon(&self, until: Timestamp, why: &'static str) -> Result<&'static str, String> {
        let noise = &self.night.rules.noise;
        let longest = noise.old_news.wait.max(noise.flapping.calm);
        let wait = until.duration_since(self.night.now);
        (wait <= longest).then_some(why).ok_or_else(|| format!("not for {wait:#}"))
    }

    fn leads_to(&mut self, other: IncidentId, why: &'static str) -> Result<&'static str, String> {
        let other = self.night.incident(other.0).ok_or("it leads nowhere")?;
        if !other.is_open() {
            return Err(format!("it leads to what is over: {other:?}"));
        }
        if matches!(other.status, Status::Held { by: Hold::Inhibited(_), until: None }) {
            return Err(format!("it leads to what is explained itself: {other:?}"));
        }
        Ok(why)
    }
}

/// Whether an alert is silenced, maintained or explained, goes to and fro, is old news, or would wait for
/// the day.
fn is_quiet(night: &mut Night, of: IncidentId, alert: &AlertRow) -> bool {
    let now = night.now;
    let is_silenced = night.read(|tx| tx.silences_in_force()).holding(&alert.labels, now).is_some();
    // What has begun lasts, also by a clock that was put back since.
    let open = night.read(|tx| tx.open_maintenance());
    let begun: Vec<_> = open.iter().filter(|it| it.begun_at.is_some()).map(|it| &it.name).collect();
    let mut planned = night.rules.maintenance.iter().filter(|it| begun.contains(&&it.name));
    let is_maintained = planned.any(|it| it.about.covers(&alert.source, &alert.labels));
    let is_old = is_old_news(night, alert);
    is_silenced
        || is_maintained
        || is_old
        || may_wait(night, alert.severity)
        || is_flapping(night, alert)
        || is_explained(night, of, alert)
}

/// Whether it had begun long before it was heard of, and waits for that still.
fn is_old_news(night: &Night, alert: &AlertRow) -> bool {
    let rule = &night.rules.noise.old_news;
    let Some((began, most)) = alert.started_at.zip(rule.after) else { return false };
    // One that is back was heard of later than at first.
    let heard_at = if began > alert.first_at { alert.last_at } else { alert.first_at };
    heard_at.duration_since(began) > most && night.now < heard_at + rule.wait
}

/// Whether the root of its service has fired in another incident since it came, and the rules say that
/// this explains it.
fn is_explained(night: &mut Night, of: IncidentId, alert: &AlertRow) -> bool {
    let label = |alert: &AlertRow, name: &str| alert.labels.get(name).cloned();
    let is_root = |other: &AlertRow| {
        label(other, "part").as_deref() == Some("root")
            && label(other, "service") == label(alert, "service")
            && (other.signal != Signal::Resolved || other.last_at >= alert.first_at)
    };
    let mut others = (1..=40).map(IncidentId).filter(|id| *id != of);
    label(alert, "part").as_deref() == Some("leaf")
        && !night.rules.inhibit.is_empty()
        && others.any(|id| night.read(|tx| tx.alerts(id)).iter().any(is_root))
}

/// Whether so grave a problem waits now for the day of anybody, or for the end of their quiet hours.
fn may_wait(night: &Night, severity: Severity) -> bool {
    let waits_for_day = night.rules.urgency.of(severity) == Urgency::Day;
    night.rules.people.values().any(|person| {
        let is_night = waits_for_day && person.day_begins(night.now).is_some();
        is_night || person.quiet_until(severity, night.now).is_some()
    })
}

fn is_flapping(night: &mut Night, alert: &AlertRow) -> bool {
    let source = SourceName::from(alert.source.as_str());
    let problem = Fingerprint::kept(alert.fingerprint.clone());
    night.read(|tx| tx.flap(&source, &problem)).is_some_and(|how| how.calm_at.is_some())
}

/// Says of every open incident of a severity that pages why nobody hears of it now; and of every problem
/// that fires that it is one of these, or why not. What joined a cascade is one of its incident.
pub(super) fn accounts_for_everything(
    night: &mut Night,
) -> Result<BTreeSet<&'static str>, TestCaseError> {
    let mut reasons = BTreeSet::new();
    for incident in open_incidents(night) {
        if night.rules.urgency.of(incident.severity) == Urgency::Log {
            continue;
        }
        let mut quiet = Quiet::of(night, incident);
        match quiet.reason() {
            Ok(reason) => reasons.insert(reason),
            Err(wrong) => {
                let Quiet { night, incident, entries, .. } = quiet;
                let told: Vec<String> = entries.into_iter().map(|it| it.text).collect();
                let what = format!("{wrong}\n{incident:?}\nat {}\n{told:#?}", night.now);
                return Err(TestCaseError::fail(what));
            }
        };
    }
    for problem in nights::problems() {
        let (board, why_not) = night.read(|tx| tx.board(&problem));
        let Some(known) = board.known.filter(|it| it.signal == Signal::Firing) else { continue };
        if known.open.is_some() || why_not.is_some() {
            continue;
        }
        let incident = known.incident.and_then(|id| night.incident(id.0));
        let status = incident.map(|incident| incident.status);
        let is_ended = matches!(status, Some(Status::Resolved { by: Closer::Person(_), .. }));
        prop_assert!(is_ended, "{} fires and is nowhere: {status:?}", problem.summary);
        reasons.insert("somebody says that it is over");
    }
    Ok(reasons)
}

/// Every reason there is.
const REASONS: [&str; 14] = [
    "it rings",
    "nobody can be called",
    "somebody has it",
    "somebody wants it quiet",
    "somebody says that it is over",
    "it waits for the day",
    "it is silenced",
    "it is maintained",
    "it is explained",
    "it may be over",
    "old news",
    "it flaps",
    "it is one of a storm",
    "it is its turn soon",
];

/// How many nights are looked at for them, at most.
const NIGHTS: usize = 600;

/// Otherwise they would hold for what never happens in them.
#[test]
fn these_nights_know_every_reason_to_be_quiet() {
    let mut runner = TestRunner::deterministic();
    let mut missing = BTreeSet::from(REASONS);
    for _ in 0..NIGHTS {
        let steps = vec(step(), 1..24).new_tree(&mut runner).unwrap().current();
        let mut night = nights::night();
        for step in &steps {
            night = play(night, step);
            if !matches!(step, Step::LosesChannel(_)) {
                let found = accounts_for_everything(&mut night).unwrap();
                missing.retain(|reason| !found.contains(reason));
            }
        }
        if missing.is_empty() {
            return;
        }
    }
    panic!("never met: {missing:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(48)))]

    #[test]
    fn nobody_is_left_in_the_dark_without_a_reason_on_record(steps in vec(step(), 1..24)) {
        let mut night = nights::night();
        for step in &steps {
            night = play(night, step);
            // A channel that dies is noticed only when it is used next.
            if !matches!(step, Step::LosesChannel(_)) {
                accounts_for_everything(&mut night)?;
            }
        }
    }
}
