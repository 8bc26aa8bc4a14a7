//! Hand-overs: in the night of whoever takes over, across a change of the clocks, within a window.

use jiff::Timestamp;
use jiff::civil::Time;

use crate::domain::name::PersonId;

use super::super::clock::{second, timestamp};
use super::super::layer::Layer;
use super::super::rotation::PersonNo;
use super::{About, DecidedShift, Remark, Rota, Rule, local, so_often};

/// From when to when nobody is to be woken for taking over.
const NIGHT: std::ops::Range<(i8, i8)> = (23, 0)..(7, 0);

/// A shift that is longer than this has days that are longer or shorter, as every calendar has.
const LONG: i64 = 36 * 60 * 60;

/// What happens to one person again and again.
struct Habit {
    person: PersonNo,
    /// What decided it; the tier, if it was not always the same.
    about: About,
    first: Timestamp,
    times: usize,
}

impl Rota {
    /// What there is to say of the hand-overs of a range.
    pub(super) fn handovers_in(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for tier in 0..self.tiers().len() {
            let shifts = self.decided_shifts(tier, from, to);
            remarks.extend(self.at_night(tier, &shifts, from));
            remarks.extend(shifts.iter().filter_map(|shift| self.across_a_change(tier, shift)));
        }
        remarks
    }

    fn at_night(&self, tier: usize, shifts: &[DecidedShift], from: Timestamp) -> Vec<Remark> {
        let mut habits: Vec<Habit> = Vec::new();
        // What runs when the range begins was not handed over then.
        for shift in shifts.iter().filter(|shift| shift.start > from) {
            if !self.is_night(&self.people[shift.person.0], shift.start) {
                continue;
            }
            let about = shift.decided.about();
            if let Some(habit) = habits.iter_mut().find(|habit| habit.person == shift.person) {
                habit.times += 1;
                if habit.about != about {
                    habit.about = About::Tier(self.tiers()[tier].clone());
                }
            } else {
                habits.push(Habit { person: shift.person, about, first: shift.start, times: 1 });
            }
        }
        let remark = |habit: Habit| {
            let Habit { person, about, first, times } = habit;
            let person = &self.people[person.0];
            let (at, in_tier) = (local(first, self.zone_of(person)), self.in_tier(tier));
            let text = format!(
                "{person} takes over{in_tier} at night {}, first {at} by their own clock",
                so_often(times)
            );
            Remark { rule: Rule::NightHandover, about, at: Some(first), times, text }
        };
        habits.into_iter().map(remark).collect()
    }

    fn is_night(&self, person: &PersonId, at: Timestamp) -> bool {
        let time: Time = at.to_zoned(self.zone_of(person).clone()).time();
        let time = (time.hour(), time.minute());
        time >= NIGHT.start || time < NIGHT.end
    }

    /// A shift that is longer or shorter than the calendar says, because the clocks change in it:
    /// those by which it is handed over.
    fn across_a_change(&self, tier: usize, shift: &DecidedShift) -> Option<Remark> {
        let layer = shift.decided.layer().map(|layer| &self.layers[layer]);
        let clock = layer.map_or(&self.clock, |layer| &layer.clock);
        let elapsed = second(shift.end) - second(shift.start);
        let shown = clock.wall_distance(second(shift.start), second(shift.end));
        let difference = elapsed - shown;
        if difference == 0 || elapsed > LONG {
            return None;
        }
        let (start, person) = (local(shift.start, &self.zone), &self.people[shift.person.0]);
        let how = if difference > 0 { "longer" } else { "shorter" };
        let (minutes, in_tier) = (difference.abs() / 60, self.in_tier(tier));
        let text = format!(
            "the shift of {person}{in_tier} from {start} is {minutes} minutes {how} than the clock says"
        );
        let (rule, about, at) = (Rule::ClockChange, shift.decided.about(), Some(shift.start));
        Some(Remark { rule, about, at, times: 1, text })
    }

    /// Layers whose turns are handed over within their own hours, so that a night is split in two.
    pub(super) fn handoffs_within_hours(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let readings = [from, to].map(|at| layer.clock.reading(second(at)));
            let splits = splits(layer, readings[0], readings[1]);
            let Some(first) = splits.first().map(|split| timestamp(layer.clock.reach(*split)))
            else {
                continue;
            };
            let (times, layer) = (splits.len(), self.layer_words(number));
            let text = format!(
                "the handoff of {layer} lies within its hours {}, first {}, so two people share a \
                 stretch",
                so_often(times),
                local(first, &self.zone)
            );
            let (rule, about) = (Rule::HandoffWithinHours, About::Layer(number));
            remarks.push(Remark { rule, about, at: Some(first), times, text });
        }
        remarks
    }
}

/// The handoffs between two readings of a layer's clock that split a stretch of its hours.
fn splits(layer: &Layer, from: i64, to: i64) -> Vec<i64> {
    let mut splits = Vec::new();
    let Some(hours) = &layer.hours else { return splits };
    let is_open = |from: i64, to: i64| hours.measure(from, to) == to - from;
    for (number, era) in layer.eras.iter().enumerate() {
        let next_era = layer.eras.get(number + 1).map(|era| era.anchor);
        let ends = [next_era, layer.until].into_iter().flatten().fold(to, i64::min);
        let mut at = from.max(era.anchor);
        while let Some(handoff) = era.next_turn(at).filter(|handoff| *handoff < ends) {
            let turn = era.turn_at(handoff);
            // Turns that are shorter than the hours have to split them. At the very moment a window
            // opens nothing is split.
            let is_meant = is_open(era.begin_of(turn - 1), handoff)
                || is_open(handoff, era.begin_of(turn + 1));
            if hours.contain(handoff) && hours.contain(handoff - 1) && !is_meant {
                splits.push(handoff);
            }
            at = handoff;
        }
    }
    splits
}
