//! Time on call: by the rotas as they were in force, whatever tier, each moment once.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::SHIFT;
use crate::domain::name::{PersonId, RotaName};
use crate::domain::nines::Span;
use crate::domain::rota::Rota;

/// When one person was on call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Duties {
    /// In the order of time; none touches another.
    pub spans: Vec<Span>,
    /// The holidays of the rotas they were on call in.
    pub holidays: BTreeSet<Date>,
}

/// When everybody was on call in that time.
#[must_use]
pub fn duties(rotas: &BTreeMap<RotaName, Rota>, window: Span) -> BTreeMap<PersonId, Duties> {
    let mut duties: BTreeMap<PersonId, Duties> = BTreeMap::new();
    for rota in rotas.values() {
        for tier in 0..rota.tiers().len() {
            for held in rota.held(tier, window.from, window.to) {
                let Some(person) = held.person else { continue };
                let of = duties.entry(person).or_default();
                of.spans.push(Span { from: held.start, to: held.end }.within(window));
                of.holidays.extend(rota.holidays());
            }
        }
    }
    for of in duties.values_mut() {
        of.spans = joined(std::mem::take(&mut of.spans));
    }
    duties
}

/// The same time, in as few spans as there can be.
fn joined(mut spans: Vec<Span>) -> Vec<Span> {
    spans.retain(|span| span.from < span.to);
    spans.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            Some(_) | None => joined.push(span),
        }
    }
    joined
}

impl Duties {
    /// How long in all.
    #[must_use]
    pub fn length(&self) -> SignedDuration {
        let lengths = self.spans.iter().map(|span| span.length());
        lengths.fold(SignedDuration::ZERO, SignedDuration::saturating_add)
    }

    /// The time in parts that are as long as a shift of the SRE book, or shorter.
    #[must_use]
    pub fn shifts(&self) -> Vec<Span> {
        let mut shifts = Vec::new();
        for span in &self.spans {
            let mut from = span.from;
            while from < span.to {
                let to = from.saturating_add(SHIFT).unwrap_or(span.to).min(span.to);
                shifts.push(Span { from, to });
                from = to;
            }
        }
        shifts
    }

    /// How many weekends they were on call in, be it for an hour, by that zone's clock.
    #[must_use]
    pub fn weekends(&self, zone: &TimeZone) -> usize {
        let saturday = |day: Date| match day.weekday() {
            Weekday::Saturday => Some(day),
            Weekday::Sunday => day.yesterday().ok(),
            Weekday::Monday
            | Weekday::Tuesday
            | Weekday::Wednesday
            | Weekday::Thursday
            | Weekday::Friday => None,
        };
        self.days(zone).into_iter().filter_map(saturday).collect::<BTreeSet<_>>().len()
    }

    /// How many holidays they were on call on.
    #[must_use]
    pub fn holidays(&self, zone: &TimeZone) -> usize {
        self.days(zone).intersection(&self.holidays).count()
    }

    /// Every day of which they were on call for some of it.
    fn days(&self, zone: &TimeZone) -> BTreeSet<Date> {
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let mut days = BTreeSet::new();
        for span in &self.spans {
            let last = day(span.to.checked_sub(1.millisecond()).unwrap_or(span.to));
            days.extend(day(span.from).series(1.day()).take_while(|day| *day <= last));
        }
        days
    }
}
