//! What lasts and what does not: every hold ends, no hold changes what is known, and no restart changes
//! what comes.

use std::collections::BTreeSet;

use jiff::Timestamp;
use proptest::collection::vec;
use proptest::prelude::*;
use wail::domain::incident::{Hold, Incident, IncidentId, Status};
use wail::domain::rules::Urgency;
use wail::store::{Recorded, SentPage, Store};

use super::nights::{self, Step, TEAM, asked, reported, step};
use super::played::play;
use super::quiet::accounts_for_everything;
use super::{cases, open_incidents, pages, record};
use crate::night::Night;

/// Noon of the next day but one: no silence of these nights lasts so long, no maintenance, and it is
/// everybody's day.
fn noon_after(night: &Night) -> Timestamp {
    let day = night.now.to_zoned(night.rules.zone.clone()).date();
    let noon = day.tomorrow().and_then(jiff::civil::Date::tomorrow).unwrap().at(12, 0, 0, 0);
    noon.to_zoned(night.rules.zone.clone()).unwrap().timestamp()
}

/// Lets everything pass that holds anything for a while; the daemon looks every hour.
fn passes(mut night: Night) -> Night {
    let until = noon_after(&night);
    while night.now < until {
        night = night.sleeps_for(1);
    }
    night.wait(1)
}

/// Whether somebody was called for it after the last time that nobody was, or could not be.
fn was_heard(night: &mut Night, id: IncidentId) -> bool {
    let record = record(night).into_iter().rev().filter(|entry| entry.incident == Some(id));
    let mut since = record.take_while(|entry| !["held", "released"].contains(&&*entry.event));
    since.any(|entry| ["paged", "unreachable", "acknowledged"].contains(&&*entry.event))
}

fn is_held(incident: &Incident) -> bool {
    matches!(incident.status, Status::Held { .. })
}

/// What of an alert has nothing to do with whom it calls: what, whether it fires, how grave, since when,
/// when that was said, and how often.
type Known = (String, &'static str, Option<Timestamp>, Option<Timestamp>, i64);

/// What is known of every problem, whatever became of it.
fn known(night: &mut Night) -> BTreeSet<Known> {
    let alerts: Vec<_> =
        (1..=60).flat_map(|id| night.read(|tx| tx.alerts(IncidentId(id)))).collect();
    let mut known = BTreeSet::new();
    for problem in nights::problems() {
        let (board, _) = night.read(|tx| tx.board(&problem));
        let Some(it) = board.known else { continue };
        let same = alerts.iter().filter(|row| row.fingerprint == problem.fingerprint.as_str());
        let reports = same.map(|row| row.reports).sum();
        known.insert((problem.summary, it.signal.word(), it.started_at, Some(it.said_at), reports));
    }
    known
}

/// All that a night comes to.
type Outcome = (Vec<Incident>, Vec<Recorded>, Vec<SentPage>);

fn outcome(night: &mut Night) -> Outcome {
    let incidents = (1..=40).filter_map(|id| night.incident(id)).collect();
    (incidents, record(night), pages(night))
}

/// The same, without what the record says of a restart, between those two places, and without when a
/// page was over that rang once more.
fn but_for_a_restart((incidents, record, pages): Outcome, (from, to): (i64, i64)) -> Outcome {
    let beside = record.into_iter().filter(|entry| entry.id <= from || entry.id > to);
    let beside = beside.map(|entry| Recorded { id: 0, ..entry }).collect();
    let pages = pages.into_iter().map(|page| SentPage { finished_at: None, ..page }).collect();
    (incidents, beside, pages)
}

/// That two nights came to the same, or the first thing in which they differ.
fn is_the_same(one: &Outcome, other: &Outcome) -> Result<(), TestCaseError> {
    let longest = one.1.len().max(other.1.len());
    for place in 0..longest {
        prop_assert_eq!(one.1.get(place), other.1.get(place), "entry {}", place);
    }
    for (one, other) in one.2.iter().zip(&other.2) {
        prop_assert_eq!(one, other);
    }
    prop_assert_eq!(one.2.len(), other.2.len(), "pages");
    prop_assert_eq!(&one.0, &other.0);
    Ok(())
}

/// What a machine finds out by being started anew: that a channel is dead, or not there any more.
fn shows_at_a_restart(step: &Step) -> bool {
    matches!(step, Step::LosesChannel(_) | Step::Changes(_) | Step::Restarts)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(24)))]

    #[test]
    fn whatever_is_held_is_called_or_over_once_its_cause_is(steps in vec(step(), 1..24)) {
        let night = steps.iter().fold(nights::night(), play);
        let mut night = passes(night);
        accounts_for_everything(&mut night)?;
        for incident in open_incidents(&mut night).iter().filter(|it| is_held(it)) {
            let for_something = matches!(
                incident.status,
                Status::Held { by: Hold::Inhibited(_), until: None }
            );
            prop_assert!(for_something, "held though everything has passed: {incident:?}");
        }
        // Nothing larger explains anything any more.
        let mut night = night.changes_rules(&nights::team(1)).depends(&[]).wait(5);
        for incident in open_incidents(&mut night) {
            prop_assert!(!is_held(&incident), "held by nothing: {incident:?}");
            let pages = night.rules.urgency.of(incident.severity) != Urgency::Log;
            let is_heard = was_heard(&mut night, incident.id);
            prop_assert!(!pages || is_heard, "nobody was called for it: {incident:?}");
        }
    }

    #[test]
    fn what_is_held_stays_on_record_as_if_nothing_held_it(
        steps in vec(prop_oneof![4 => reported(), 1 => asked()], 1..24),
    ) {
        let without = steps.iter().filter(|step| !is_asked(step));
        let mut without = without.fold(Night::of(TEAM), play);
        let mut with = steps.iter().fold(nights::night(), play);
        prop_assert_eq!(known(&mut with), known(&mut without));
    }

    #[test]
    fn a_store_that_is_opened_anew_goes_on_as_if_it_had_not_been(
        steps in vec(step(), 1..8),
        place in any::<prop::sample::Index>(),
    ) {
        let place = place.index(steps.len());
        let mut straight = steps.iter().fold(nights::night(), play);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wail.db");
        let mut again = nights::night();
        again.store = Store::open(&path).unwrap();
        again = again.depends(super::DEPENDENCIES[0]);
        for (number, step) in steps.iter().enumerate() {
            if number == place {
                again.store = Store::open(&path).unwrap();
            }
            again = play(again, step);
        }
        is_the_same(&outcome(&mut straight), &outcome(&mut again))?;
    }

    #[test]
    fn machines_that_are_started_anew_ring_again_and_change_nothing_else(
        steps in vec(step().prop_filter("shows", |it| !shows_at_a_restart(it)), 1..24),
        place in any::<prop::sample::Index>(),
    ) {
        let place = place.index(steps.len());
        let mut straight = steps.iter().fold(nights::night(), play);
        let (before, after) = steps.split_at(place);
        let mut night = before.iter().fold(nights::night(), play);
        let from = record(&mut night).len();
        let mut night = night.everybody_restarts();
        let told = record(&mut night).split_off(from);
        let rings = |entry: &Recorded| ["paged", "delivered"].contains(&&*entry.event);
        prop_assert!(told.iter().all(rings), "{told:?}");
        let mut again = after.iter().fold(night, play);
        let places = told.first().zip(told.last()).map_or((0, 0), |(a, b)| (a.id - 1, b.id));
        is_the_same(
            &but_for_a_restart(outcome(&mut straight), (0, 0)),
            &but_for_a_restart(outcome(&mut again), places),
        )?;
    }
}

fn is_asked(step: &Step) -> bool {
    matches!(step, Step::Silences { .. } | Step::Keeps { .. } | Step::EndsSilence(_))
}
