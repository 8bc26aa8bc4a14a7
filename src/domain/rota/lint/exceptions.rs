//! Overrides and leave that change nothing, contradict each other, or name odd times.

use jiff::Timestamp;

use super::super::clock::{Oddity, second, timestamp};
use super::super::exceptions::{Action, InForce};
use super::super::layer::Layer;
use super::super::resolve::{Decided, Resolver};
use super::super::rotation::PersonNo;
use super::super::shift::EmptyReason;
use super::{About, Remark, Rota, Rule, local};

impl Rota {
    /// What is written for the range and has no effect, or a doubtful one.
    pub(super) fn exceptions_in(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let range = second(from)..second(to);
        let concerns = |from: i64, to: i64| from < range.end && range.start < to;
        for (number, written) in self.written.overrides.iter().enumerate() {
            if !concerns(written.from, written.to) {
                continue;
            }
            if !self.override_decides(number, written) {
                remarks.push(without_effect(
                    About::Override(number),
                    written.from,
                    "this override changes nothing: no turn is touched, or a later one outranks it",
                ));
            }
            remarks.extend(self.stand_in_is_off(number, written));
        }
        for (number, written) in self.written.leave.iter().enumerate() {
            if concerns(written.from, written.to) && !self.leave_matters(written) {
                remarks.push(without_effect(
                    About::Leave(number),
                    written.from,
                    "this time off touches no turn of theirs",
                ));
            }
        }
        remarks
    }

    /// Whether the override with that number ever decides who has a pager, or that nobody has.
    fn override_decides(&self, number: usize, written: &InForce<Action>) -> bool {
        let mut resolver = Resolver::new(self);
        (0..self.tiers.len()).any(|tier| {
            let instants = self.instants_of_change(tier, written.from, written.to);
            instants.into_iter().any(|at| {
                let layers = &self.layers[..self.tiers[tier].layers.end];
                let turns: Vec<_> = layers.iter().map(|layer| layer.turn_at(at)).collect();
                match resolver.head(tier, &turns, at) {
                    Some(head) => decided_by(head.decided, number),
                    None if written.what == Action::Nobody => {
                        resolver.why_empty(tier, &turns, at) == EmptyReason::OnPurpose
                    }
                    None => false,
                }
            })
        })
    }

    /// Whether any turn that begins or runs in this time belongs to whoever is off.
    fn leave_matters(&self, written: &InForce<PersonNo>) -> bool {
        let is_theirs = |layer: &Layer, at: i64| {
            let turn = layer.turn_at(at);
            turn.and_then(|turn| layer.in_line(turn).next()) == Some(written.what)
        };
        self.layers.iter().any(|layer| {
            let mut reading = layer.clock.reading(written.from);
            if is_theirs(layer, written.from) {
                return true;
            }
            while let Some(next) = layer.next_edge(reading) {
                let at = layer.clock.reach(next);
                if at >= written.to {
                    return false;
                }
                if is_theirs(layer, at) {
                    return true;
                }
                reading = next;
            }
            false
        })
    }

    fn stand_in_is_off(&self, number: usize, written: &InForce<Action>) -> Option<Remark> {
        let stand_ins: &[PersonNo] = match &written.what {
            Action::Take { by } | Action::Cover { by, .. } => &[*by],
            Action::Swap { one, other } => &[*one, *other],
            Action::Nobody => &[],
        };
        let away = stand_ins.iter().find_map(|person| {
            let leave = self.written.leave.iter().find(|leave| {
                leave.what == *person && leave.from < written.to && written.from < leave.to
            })?;
            Some((person, leave.from.max(written.from)))
        });
        let (person, since) = away?;
        let (name, at) = (&self.people[person.0], timestamp(since));
        let text = format!("{name} stands in and is off from {}", local(at, &self.zone));
        let about = About::Override(number);
        Some(Remark { rule: Rule::StandInIsOff, about, at: Some(at), times: 1, text })
    }

    /// Times that are written and that the clock never shows, or shows twice.
    pub(super) fn odd_times(&self) -> Vec<Remark> {
        let odd = self.written.odd_times.iter();
        odd.map(|odd| {
            let time = odd.time.strftime("%Y-%m-%d %H:%M");
            let text = match odd.oddity {
                Oddity::Skipped => {
                    format!("the clocks jump over {time}; the moment of the jump is meant")
                }
                Oddity::Repeated => {
                    format!("the clocks show {time} twice; the first is meant, add an offset for the second")
                }
            };
            Remark { rule: Rule::OddTime, about: odd.about.clone(), at: None, times: 1, text }
        })
        .collect()
    }
}

fn without_effect(about: About, from: i64, text: &str) -> Remark {
    let (rule, at, text) = (Rule::NoEffect, Some(timestamp(from)), text.to_owned());
    Remark { rule, about, at, times: 1, text }
}

fn decided_by(decided: Decided, number: usize) -> bool {
    match decided {
        Decided::Take { number: by, .. }
        | Decided::Cover { number: by, .. }
        | Decided::Swap { number: by, .. } => by == number,
        Decided::Turn { .. } | Decided::NextInLine { .. } => false,
    }
}
