//! Hand-overs: in the night of whoever takes over, across a change of the clocks, within a window.

use jiff::Timestamp;
use jiff::civil::Time;

use crate::domain::name::PersonId;

use super::super::clock::second;
use super::super::shift::Shift;
use super::{About, FIRST_TIER, Remark, Rota, Rule, local, so_often};

/// From when to when nobody is to be woken for taking over.
const NIGHT: std::ops::Range<(i8, i8)> = (23, 0)..(7, 0);

/// A shift that is longer than this has days that are longer or shorter, as every calendar has.
const LONG: i64 = 36 * 60 * 60;

/// What happens to one person again and again.
struct Habit {
    person: PersonId,
    first: Timestamp,
    times: usize,
}

impl Rota {
    /// What there is to say of the hand-overs of a range.
    pub(super) fn handovers_in(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (number, tier) in self.tiers().iter().enumerate() {
            let shifts = self.shifts(number, from, to);
            let about = match number {
                FIRST_TIER => About::Rota,
                _ => About::Tier(tier.clone()),
            };
            remarks.extend(self.at_night(&about, &shifts, from));
            let changes = shifts.iter().filter_map(|shift| self.across_a_change(&about, shift));
            remarks.extend(changes);
        }
        remarks
    }

    fn at_night(&self, about: &About, shifts: &[Shift], from: Timestamp) -> Vec<Remark> {
        let mut habits: Vec<Habit> = Vec::new();
        // What runs when the range begins was not handed over then.
        for shift in shifts.iter().filter(|shift| shift.start > from) {
            if !self.is_night(&shift.person, shift.start) {
                continue;
            }
            if let Some(habit) = habits.iter_mut().find(|habit| habit.person == shift.person) {
                habit.times += 1;
            } else {
                let (person, first) = (shift.person.clone(), shift.start);
                habits.push(Habit { person, first, times: 1 });
            }
        }
        let remark = |habit: Habit| {
            let Habit { person, first, times } = habit;
            let at = local(first, self.zone_of(&person));
            let text = format!(
                "{person} takes over at night {}, first {at} by their own clock",
                so_often(times)
            );
            let (rule, about) = (Rule::NightHandover, about.clone());
            Remark { rule, about, at: Some(first), times, text }
        };
        habits.into_iter().map(remark).collect()
    }

    fn is_night(&self, person: &PersonId, at: Timestamp) -> bool {
        let time: Time = at.to_zoned(self.zone_of(person).clone()).time();
        let time = (time.hour(), time.minute());
        time >= NIGHT.start || time < NIGHT.end
    }

    /// A shift that is longer or shorter than the calendar says, because the clocks change in it.
    fn across_a_change(&self, about: &About, shift: &Shift) -> Option<Remark> {
        let end = shift.end?;
        let elapsed = second(end) - second(shift.start);
        let shown = self.clock.wall_distance(second(shift.start), second(end));
        let difference = elapsed - shown;
        if difference == 0 || elapsed > LONG {
            return None;
        }
        let (start, person) = (local(shift.start, &self.zone), &shift.person);
        let how = if difference > 0 { "longer" } else { "shorter" };
        let minutes = difference.abs() / 60;
        let text = format!(
            "the shift of {person} from {start} is {minutes} minutes {how} than the clock says"
        );
        let (rule, at) = (Rule::ClockChange, Some(shift.start));
        Some(Remark { rule, about: about.clone(), at, times: 1, text })
    }

    /// Layers whose turns are handed over within their own hours, so that a night is split in two.
    pub(super) fn handoffs_within_hours(&self) -> Vec<Remark> {
        let mut remarks = Vec::new();
        for (number, layer) in self.layers.iter().enumerate() {
            let Some(hours) = &layer.hours else { continue };
            for era in &layer.eras {
                let Some(handoff) = era.next_turn(era.anchor) else { continue };
                // At the very moment a window opens nothing is split.
                let is_within = hours.contain(handoff) && hours.contain(handoff - 1);
                if is_within {
                    let name = &layer.name;
                    let text = format!(
                        "the handoff of layer {name} lies within its hours, so two people share a stretch"
                    );
                    let (rule, about) = (Rule::HandoffWithinHours, About::Layer(number));
                    remarks.push(Remark { rule, about, at: None, times: 1, text });
                    break;
                }
            }
        }
        remarks
    }
}
