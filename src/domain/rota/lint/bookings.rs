//! Across rotas: one person with two pagers at once.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::name::{PersonId, RotaName};

use super::super::shift::Shift;
use super::{About, FIRST_TIER, Remark, Rota, Rule, local, so_often};

/// Whoever is first in two rotas at once, for every two of them.
#[must_use]
pub fn double_bookings(
    rotas: &BTreeMap<RotaName, Rota>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<(RotaName, Remark)> {
    let shifts: Vec<(&RotaName, &Rota, Vec<Shift>)> =
        rotas.iter().map(|(name, rota)| (name, rota, rota.shifts(FIRST_TIER, from, to))).collect();
    let mut remarks = Vec::new();
    for (number, (name, rota, one)) in shifts.iter().enumerate() {
        for (other_name, _, other) in &shifts[number + 1..] {
            for (person, at, times) in overlaps(one, other) {
                let text = format!(
                    "{person} is on call in {other_name} as well {}, first {}",
                    so_often(times),
                    local(at, &rota.zone)
                );
                let (rule, about) = (Rule::DoubleBooking, About::Person(person));
                let remark = Remark { rule, about, at: Some(at), times, text };
                remarks.push(((*name).clone(), remark));
            }
        }
    }
    remarks
}

/// Who has shifts in both lists that overlap, when first, and how often.
fn overlaps(one: &[Shift], other: &[Shift]) -> Vec<(PersonId, Timestamp, usize)> {
    let end = |shift: &Shift| shift.end.unwrap_or(Timestamp::MAX);
    let mut found: BTreeMap<PersonId, (Timestamp, usize)> = BTreeMap::new();
    let mut begun = 0;
    for shift in one {
        while other.get(begun).is_some_and(|other| end(other) <= shift.start) {
            begun += 1;
        }
        let meets = other[begun..].iter().take_while(|other| other.start < end(shift));
        for both in meets.filter(|other| other.person == shift.person) {
            let at = shift.start.max(both.start);
            found.entry(shift.person.clone()).or_insert((at, 0)).1 += 1;
        }
    }
    found.into_iter().map(|(person, (at, times))| (person, at, times)).collect()
}
