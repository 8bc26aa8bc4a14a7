//! People: never on call, on call twice within a day, on call too many nights in a row.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use crate::domain::name::PersonId;

use super::super::shift::Shift;
use super::{About, FIRST_TIER, Remark, Rota, Rule, local, so_often};

/// Nobody has more nights than this in a row: the seven of a week's shift are the most there are.
const MOST_NIGHTS: usize = 7;

/// Two shifts that are closer than this are one long one to whoever has them.
const REST: SignedDuration = SignedDuration::from_hours(24);

impl Rota {
    /// Everybody who takes turns in a layer and has none in the range.
    pub(super) fn never_on_call(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut on_call: BTreeSet<PersonId> = BTreeSet::new();
        for tier in 0..self.tiers().len() {
            on_call.extend(self.shifts(tier, from, to).into_iter().map(|shift| shift.person));
        }
        let mut remarks = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            // Whoever was there before a change is not asked about.
            let Some(era) = layer.eras.last() else { continue };
            let ends_before = layer.has_ended(layer.clock.reading(from.as_second()));
            for person in era.people.iter().filter(|_| !ends_before) {
                let person = &self.people[person.0];
                if on_call.insert(person.clone()) {
                    let text = format!(
                        "{person} takes turns in {} and is never on call in this time",
                        self.layer_words(number)
                    );
                    let (rule, about) = (Rule::NeverOnCall, About::Layer(number));
                    remarks.push(Remark { rule, about, at: None, times: 1, text });
                }
            }
        }
        remarks
    }

    /// Whoever has shifts in two tiers within a day.
    pub(super) fn twice_in_a_day(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let tiers: Vec<Vec<Shift>> =
            (0..self.tiers().len()).map(|tier| self.shifts(tier, from, to)).collect();
        let mut remarks = Vec::new();
        for person in self.people() {
            let (mut times, mut first) = (0, None);
            for (tier, shifts) in tiers.iter().enumerate() {
                for other in &tiers[tier + 1..] {
                    for one in shifts.iter().filter(|shift| shift.person == *person) {
                        let close = close_to(one, other, person);
                        times += close.len();
                        first = first.into_iter().chain(close).min();
                    }
                }
            }
            if let Some(at) = first {
                let text = format!(
                    "{person} has two tiers within a day {}, first {}",
                    so_often(times),
                    local(at, &self.zone)
                );
                let (rule, about) = (Rule::TwiceInADay, About::Person(person.clone()));
                remarks.push(Remark { rule, about, at: Some(at), times, text });
            }
        }
        remarks
    }

    /// Whoever has the first tier's pager more nights in a row than a week has.
    pub(super) fn nights_in_a_row(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for shift in self.shifts(FIRST_TIER, from, to) {
            let Some(end) = shift.end else { continue };
            let nights = self.nights_between(&shift.person, shift.start, end);
            if nights > MOST_NIGHTS && self.people().len() > 1 {
                let (person, since) = (&shift.person, local(shift.start, &self.zone));
                let in_tier = self.in_tier(FIRST_TIER);
                let text = format!("{person} has {nights} nights in a row{in_tier} from {since}");
                let (rule, about) = (Rule::NightsInARow, About::Person(person.clone()));
                let at = Some(shift.start);
                match remarks.iter_mut().find(|remark: &&mut Remark| remark.about == about) {
                    Some(remark) => remark.times += 1,
                    None => remarks.push(Remark { rule, about, at, times: 1, text }),
                }
            }
        }
        remarks
    }

    /// How many of a person's midnights, by their own clock, lie in a stretch.
    fn nights_between(&self, person: &PersonId, from: Timestamp, to: Timestamp) -> usize {
        let zone = self.zone_of(person);
        let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
        let days = day(to).duration_since(day(from)).as_hours() / 24;
        usize::try_from(days).unwrap_or(0)
    }
}

/// When a person's shift and one of another tier begin within a day of each other's end.
fn close_to(one: &Shift, others: &[Shift], person: &PersonId) -> Vec<Timestamp> {
    let end = |shift: &Shift| shift.end.unwrap_or(Timestamp::MAX);
    let soon_after = |at: Timestamp| at.saturating_add(REST).unwrap_or(Timestamp::MAX);
    let first = others.partition_point(|other| soon_after(end(other)) <= one.start);
    let others = others[first..].iter().take_while(|other| other.start < soon_after(end(one)));
    let same = others.filter(|other| other.person == *person);
    same.map(|other| other.start.max(one.start)).collect()
}
