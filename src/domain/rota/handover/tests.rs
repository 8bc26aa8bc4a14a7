//! Hand-overs and reminders of one tier: each is told once, whenever and however often one looks.

use std::collections::BTreeMap;

use jiff::civil::{date, time};
use proptest::prelude::*;

use super::*;
use crate::domain::rota::tests::random;
use crate::domain::rota::{
    EraDraft, FIRST_TIER, Moment, OverrideDraft, OverrideKind, RotaDraft, TurnUnit, Window,
};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Turns of a day from Monday 2026-01-05 09:00 on, in UTC.
fn daily(people: &[&str]) -> RotaDraft {
    let era = EraDraft {
        start: date(2026, 1, 5),
        handoff: time(9, 0, 0, 0),
        unit: TurnUnit::Day,
        length: 1,
        people: people.iter().map(|name| PersonId::from(*name)).collect(),
        turn_days: None,
    };
    RotaDraft::of_one_layer(TimeZone::UTC, era)
}

fn built(draft: RotaDraft) -> Rota {
    Rota::build(draft).unwrap()
}

fn stands_in(by: &str, instead_of: &str, why: &str, from: &str, to: &str) -> OverrideDraft {
    let kind = OverrideKind::Cover { by: by.into(), instead_of: instead_of.into() };
    let [from, to] = [from, to].map(|text| Moment::Instant(at(text)));
    OverrideDraft { kind, from, to, tier: None, why: Some(why.into()) }
}

/// Somebody who looks at one tier now and then, and remembers as a store does.
struct Looker<'r> {
    rota: &'r Rota,
    tier: usize,
    remind: Option<SignedDuration>,
    told: Option<Told>,
    reminded: BTreeSet<Reminded>,
}

impl<'r> Looker<'r> {
    fn new(rota: &'r Rota, remind: Option<SignedDuration>) -> Self {
        Self { rota, tier: FIRST_TIER, remind, told: None, reminded: BTreeSet::new() }
    }

    fn look(&mut self, now: Timestamp) -> Look {
        self.reminded.retain(|reminded| reminded.start > now);
        let (told, reminded) = (self.told.as_ref(), &self.reminded);
        let look = self.rota.look(self.tier, Known { told, reminded, remind: self.remind }, now);
        self.told = Some(look.told.clone());
        if let Some(Shift { person, start, .. }) = &look.remind {
            self.reminded.insert(Reminded { start: *start, person: person.clone() });
        }
        assert!(look.again_at > now, "{look:?}");
        look
    }

    /// What is told at that time, in a word.
    fn told_at(&mut self, now: &str) -> String {
        let look = self.look(at(now));
        let handed_over = look.handed_over.map(|handed_over| match handed_over {
            HandOver::To { shift, is_back: false } => format!("{} begins", shift.person),
            HandOver::To { shift, is_back: true } => format!("{} is back", shift.person),
            HandOver::ToNobody { reason, next } => {
                let next = next.map_or("nobody".to_owned(), |next| next.person.to_string());
                format!("nobody ({}), then {next}", reason.phrase())
            }
        });
        let remind = look.remind.map(|shift| format!("remind {} of {}", shift.person, shift.start));
        handed_over.into_iter().chain(remind).collect::<Vec<_>>().join(" | ")
    }
}

#[test]
fn a_shift_is_announced_an_hour_before_and_greeted_at_its_start() {
    let rota = built(daily(&["ana", "bo"]));
    let mut looker = Looker::new(&rota, Some(HOUR));
    assert_eq!(looker.told_at("2026-01-05T12:00:00Z"), "", "at first sight nothing is said");
    assert_eq!(looker.told_at("2026-01-06T07:59:59Z"), "");
    assert_eq!(looker.told_at("2026-01-06T08:00:00Z"), "remind bo of 2026-01-06T09:00:00Z");
    assert_eq!(looker.told_at("2026-01-06T08:30:00Z"), "");
    assert_eq!(looker.told_at("2026-01-06T09:00:00Z"), "bo begins");
    assert_eq!(looker.told_at("2026-01-06T09:00:00.4Z"), "");
    let look = looker.look(at("2026-01-06T10:00:00Z"));
    assert_eq!(look.again_at, at("2026-01-07T08:00:00Z"));
}

#[test]
fn without_remind_nobody_is_reminded() {
    let rota = built(daily(&["ana", "bo"]));
    let mut looker = Looker::new(&rota, None);
    let look = looker.look(at("2026-01-06T08:30:00Z"));
    assert_eq!((look.remind, look.again_at), (None, at("2026-01-06T09:00:00Z")));
    assert_eq!(looker.told_at("2026-01-06T09:00:00Z"), "bo begins");
}

#[test]
fn after_a_week_of_sleep_there_is_one_hand_over_and_no_reminder_of_what_has_begun() {
    let rota = built(daily(&["ana", "bo", "cy"]));
    let mut looker = Looker::new(&rota, Some(HOUR));
    looker.look(at("2026-01-05T12:00:00Z"));
    assert_eq!(
        looker.told_at("2026-01-13T08:10:00Z"),
        "bo begins | remind cy of 2026-01-13T09:00:00Z"
    );
    assert_eq!(looker.told_at("2026-01-13T08:20:00Z"), "");
}

#[test]
fn whoever_has_the_pager_again_after_an_unseen_shift_of_somebody_else_is_greeted() {
    let rota = built(daily(&["ana", "bo"]));
    let mut looker = Looker::new(&rota, None);
    looker.look(at("2026-01-05T12:00:00Z"));
    assert_eq!(looker.told_at("2026-01-07T12:00:00Z"), "ana begins");
}

#[test]
fn one_person_who_goes_on_is_told_nothing() {
    let mut draft = daily(&["ana"]);
    let kind = OverrideKind::Take { by: "ana".into() };
    let [from, to] = ["2026-01-06T10:00:00Z", "2026-01-06T11:00:00Z"];
    let [from, to] = [from, to].map(|text| Moment::Instant(at(text)));
    draft.overrides = vec![OverrideDraft { kind, from, to, tier: None, why: None }];
    let rota = built(draft);
    let mut looker = Looker::new(&rota, Some(HOUR));
    for now in ["2026-01-06T09:30:00Z", "2026-01-06T10:30:00Z", "2026-01-06T12:00:00Z"] {
        assert_eq!(looker.told_at(now), "");
    }
}

#[test]
fn hours_end_with_nobody_and_the_same_person_is_greeted_each_morning() {
    let mut draft = daily(&["ana"]);
    let days = (0..7).map(|day| jiff::civil::Weekday::from_monday_zero_offset(day).unwrap());
    let (from, to) = (time(9, 0, 0, 0), time(17, 0, 0, 0));
    draft.tiers[0].layers[0].windows = Some(vec![Window::Daily { days: days.collect(), from, to }]);
    let rota = built(draft);
    let mut looker = Looker::new(&rota, Some(HOUR));
    looker.look(at("2026-01-06T12:00:00Z"));
    assert_eq!(looker.told_at("2026-01-06T17:00:00Z"), "nobody (outside all hours), then ana");
    assert_eq!(looker.told_at("2026-01-07T08:00:00Z"), "remind ana of 2026-01-07T09:00:00Z");
    assert_eq!(looker.told_at("2026-01-07T09:00:00Z"), "ana begins");
}

#[test]
fn the_end_of_a_moment_away_is_known_by_its_reason_and_is_not_announced() {
    let away = away(&"ana".into());
    for (why, back, reminder) in [
        (&*away, "ana is back", ""),
        ("dentist", "ana begins", "remind ana of 2026-01-05T10:20:00Z"),
    ] {
        let mut draft = daily(&["ana", "bo"]);
        let span = ["2026-01-05T10:00:00Z", "2026-01-05T10:20:00Z"];
        draft.overrides = vec![stands_in("cy", "ana", why, span[0], span[1])];
        let rota = built(draft);
        let mut looker = Looker::new(&rota, Some(HOUR / 6));
        looker.look(at("2026-01-05T09:30:00Z"));
        assert_eq!(looker.told_at("2026-01-05T09:55:00Z"), "remind cy of 2026-01-05T10:00:00Z");
        assert_eq!(looker.told_at("2026-01-05T10:00:00Z"), "cy begins");
        assert_eq!(looker.told_at("2026-01-05T10:15:00Z"), reminder);
        assert_eq!(looker.told_at("2026-01-05T10:20:01Z"), back);
    }
}

#[test]
fn a_reminder_is_not_repeated_when_something_else_comes_before_it() {
    let rota = built(daily(&["ana", "bo"]));
    let mut draft = daily(&["ana", "bo"]);
    let span = ["2026-01-06T08:30:00Z", "2026-01-06T08:45:00Z"];
    draft.overrides = vec![stands_in("cy", "ana", "dentist", span[0], span[1])];
    let edited = built(draft);
    let mut looker = Looker::new(&rota, Some(HOUR));
    looker.look(at("2026-01-05T12:00:00Z"));
    assert_eq!(looker.told_at("2026-01-06T08:10:00Z"), "remind bo of 2026-01-06T09:00:00Z");
    looker.rota = &edited;
    assert_eq!(looker.told_at("2026-01-06T08:20:00Z"), "remind cy of 2026-01-06T08:30:00Z");
    assert_eq!(
        looker.told_at("2026-01-06T08:31:00Z"),
        "cy begins | remind ana of 2026-01-06T08:45:00Z"
    );
    assert_eq!(looker.told_at("2026-01-06T08:46:00Z"), "ana begins", "bo was reminded before");
}

#[test]
fn times_are_said_by_the_weekday_alone_while_that_is_clear() {
    let now = at("2026-01-05T12:00:00Z");
    let said = |text| clock_time(at(text), &TimeZone::UTC, now);
    assert_eq!(said("2026-01-11T11:00:00Z"), "Sun 11:00 UTC");
    assert_eq!(said("2026-01-12T09:00:00Z"), "Mon 2026-01-12 09:00 UTC");
}

/// Every stretch of a tier over a range, with who holds it.
fn stretches(rota: &Rota, tier: usize, from: Timestamp, to: Timestamp) -> Vec<Told> {
    rota.held(tier, from, to)
        .into_iter()
        .map(|held| Told { person: held.person, at: held.start })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever looks when told to tells every change of hands at its instant and nothing else, and
    /// reminds of each shift once, in time.
    #[test]
    fn whoever_looks_when_told_to_misses_nothing_and_repeats_nothing(
        ((draft, midnight), ahead, tier) in (random::rotas(), 1..30_i64, 0..2_usize)
    ) {
        let rota = built(draft);
        let from = Timestamp::from_second(midnight).unwrap();
        let to = from + SignedDuration::from_hours(6 * 24);
        let remind = SignedDuration::from_mins(ahead * 15);
        let mut looker = Looker { tier, ..Looker::new(&rota, Some(remind)) };
        let (mut now, mut told, mut reminded) = (from, Vec::new(), BTreeMap::new());
        while now < to {
            let look = looker.look(now);
            if let Some(handed_over) = look.handed_over {
                let person = match handed_over {
                    HandOver::To { shift, .. } => Some(shift.person),
                    HandOver::ToNobody { .. } => None,
                };
                told.push(Told { person, at: now });
            }
            if let Some(shift) = look.remind {
                prop_assert!(now < shift.start && shift.start.duration_since(now) <= remind);
                prop_assert_eq!(reminded.insert(shift.start, shift.person), None);
            }
            now = look.again_at;
        }
        let expected = stretches(&rota, tier, from, to);
        prop_assert_eq!(&told[..], expected.get(1..).unwrap_or_default());
        for begun in expected.iter().skip(1).filter(|stretch| stretch.person.is_some()) {
            prop_assert_eq!(reminded.get(&begun.at), begun.person.as_ref());
        }
    }

    /// Whoever looks now and then tells each time whether the pager has changed hands since, and
    /// twice in a row never.
    #[test]
    fn whoever_looks_now_and_then_tells_what_is_true_now_and_only_once(
        ((draft, midnight), gaps, tier) in
            (random::rotas(), prop::collection::vec(1..2000_i64, 1..30), 0..2_usize)
    ) {
        let rota = built(draft);
        let mut now = Timestamp::from_second(midnight).unwrap();
        let mut looker = Looker { tier, ..Looker::new(&rota, None) };
        looker.look(now);
        for minutes in gaps {
            let before = now;
            now += SignedDuration::from_mins(minutes);
            let since = stretches(&rota, tier, before, now + SignedDuration::from_secs(1));
            let (first, last) = (since.first().unwrap(), since.last().unwrap());
            let has_begun = since.len() > 1 && last.person.is_some();
            let is_news = first.person != last.person || has_begun;
            let told = looker.look(now).handed_over;
            prop_assert_eq!(told.is_some(), is_news, "{:?}", since);
            match told {
                Some(HandOver::To { shift, .. }) => {
                    prop_assert_eq!(Some(shift.person), last.person.clone());
                }
                Some(HandOver::ToNobody { .. }) => prop_assert_eq!(&last.person, &None),
                None => {}
            }
            prop_assert_eq!(looker.look(now).handed_over, None);
        }
    }
}
