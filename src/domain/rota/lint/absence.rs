//! Long absences: several turns of one person, which all fall to the same neighbour.

use jiff::Timestamp;

use super::super::clock::{second, timestamp};
use super::super::exceptions::{Action, InForce};
use super::super::layer::Layer;
use super::super::rotation::{Era, PersonNo};
use super::{About, Remark, Rota, Rule};

/// From how many turns on an absence is long.
const SEVERAL: usize = 2;

impl Rota {
    /// Leave that touches several turns of one layer for which nobody stands in.
    pub(super) fn long_absences(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let (from, to) = (second(from), second(to));
        let mut remarks = Vec::new();
        for (number, leave) in self.written.leave.iter().enumerate() {
            if leave.to <= from || to <= leave.from {
                continue;
            }
            for (layer, it) in self.layers.iter().enumerate() {
                let turns = self.turns_missed(it, leave);
                let Some(neighbour) = turns.last().filter(|_| turns.len() >= SEVERAL) else {
                    continue;
                };
                let [person, neighbour] =
                    [leave.what, *neighbour].map(|person| &self.people[person.0]);
                let text = format!(
                    "{person} is off for {} of their turns in {}, which fall to whoever is next, \
                     {neighbour}",
                    turns.len(),
                    self.layer_words(layer)
                );
                let (rule, about) = (Rule::LongAbsence, About::Leave(number));
                let at = Some(timestamp(leave.from));
                remarks.push(Remark { rule, about, at, times: turns.len(), text });
            }
        }
        remarks
    }

    /// For each turn that somebody misses: who is next in line for it.
    fn turns_missed(&self, layer: &Layer, leave: &InForce<PersonNo>) -> Vec<PersonNo> {
        let [from, to] = [leave.from, leave.to].map(|at| layer.clock.reading(at));
        let mut missed = Vec::new();
        for (number, era) in layer.eras.iter().enumerate() {
            let next_era = layer.eras.get(number + 1).map(|era| era.anchor);
            let ends = [next_era, layer.until].into_iter().flatten().fold(to, i64::min);
            let mut at = from.max(era.anchor);
            while at < ends {
                let turn = era.turn_at(at);
                let next = era.begin_of(turn + 1).min(ends);
                let is_open = layer.hours.as_ref().is_none_or(|hours| hours.measure(at, next) > 0);
                if is_open && !self.is_stood_in_for(leave.what, layer.clock.reach(at)) {
                    missed.extend(neighbour(era, turn, leave.what));
                }
                at = next;
            }
        }
        missed
    }

    /// Whether somebody stands in for a person at an instant.
    fn is_stood_in_for(&self, person: PersonNo, at: i64) -> bool {
        self.written.overrides.iter().any(|each| {
            let is_theirs = match each.what.action {
                Action::Cover { instead_of, .. } => instead_of == person,
                Action::Swap { one, other } => one == person || other == person,
                Action::Take { .. } | Action::Nobody => true,
            };
            is_theirs && each.from <= at && at < each.to
        })
    }
}

/// Who is next in line for a turn, if it is that person's and there is anybody else.
fn neighbour(era: &Era, turn: i64, person: PersonNo) -> Option<PersonNo> {
    let (before, from_owner) = era.people.split_at(era.position_of(turn));
    if from_owner.first() != Some(&person) {
        return None;
    }
    from_owner.iter().chain(before).copied().find(|next| *next != person)
}
