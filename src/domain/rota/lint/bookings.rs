//! Across rotas: one person with two pagers at once.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::domain::name::{PersonId, RotaName};

use super::super::clock::{second, timestamp};
use super::super::shift::Shift;
use super::{About, FIRST_TIER, Remark, Rota, Rule, local, so_often};

/// What there is to say of several rotas that none of them says by itself: whoever is first in two at
/// once, and whoever stands in for one while they are off in another.
#[must_use]
pub fn between_rotas(
    rotas: &BTreeMap<RotaName, Rota>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<(RotaName, Remark)> {
    let mut remarks = double_bookings(rotas, from, to);
    remarks.extend(absent_stand_ins(rotas, from, to));
    remarks
}

/// Whoever stands in in one rota while they are off in another.
fn absent_stand_ins(
    rotas: &BTreeMap<RotaName, Rota>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<(RotaName, Remark)> {
    let mut remarks = Vec::new();
    for (name, rota) in rotas {
        for (number, written) in rota.written.overrides.iter().enumerate() {
            let stretch = second(from).max(written.from)..second(to).min(written.to);
            // Leave that this rota knows of as well is told of with the rota.
            if stretch.is_empty() || rota.stand_in_is_off(number, written).is_some() {
                continue;
            }
            for person in written.what.action.stand_ins().map(|number| &rota.people[number.0]) {
                let away = rotas.iter().filter(|(other, _)| *other != name);
                let mut away = away.filter_map(|(other, it)| {
                    Some((other, it.first_leave(person, stretch.start, stretch.end)?))
                });
                let Some((other, since)) = away.next() else { continue };
                let at = timestamp(since);
                let text = format!(
                    "{person} stands in and is off in {other} from {}",
                    local(at, &rota.zone)
                );
                let (rule, about) = (Rule::StandInIsOff, About::Override(number));
                let remark = Remark { rule, about, at: Some(at), times: 1, text };
                remarks.push((name.clone(), remark));
            }
        }
    }
    remarks
}

impl Rota {
    /// When somebody's leave begins within a stretch, or runs when it begins.
    fn first_leave(&self, person: &PersonId, from: i64, to: i64) -> Option<i64> {
        let theirs = self.written.leave.iter().filter(|leave| self.people[leave.what.0] == *person);
        let touching = theirs.filter(|leave| leave.from < to && from < leave.to);
        touching.map(|leave| leave.from.max(from)).min()
    }
}

/// Whoever is first in two rotas at once, for every two of them.
fn double_bookings(
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
