//! Overrides and leave that change nothing, contradict each other, or name odd times.

use jiff::Timestamp;

use super::super::clock::{Oddity, second, timestamp};
use super::super::exceptions::{InForce, Override};
use super::effect::Trial;
use super::{About, Remark, Rota, Rule, local};

impl Rota {
    /// What is written for the range and has no effect, or a doubtful one.
    pub(super) fn exceptions_in(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        let mut remarks = Vec::new();
        let mut trial = Trial::new(self);
        let range = second(from)..second(to);
        let concerns = |from: i64, to: i64| from < range.end && range.start < to;
        for (number, written) in self.written.overrides.iter().enumerate() {
            if !concerns(written.from, written.to) {
                continue;
            }
            if !trial.override_matters(number) {
                remarks.push(without_effect(
                    About::Override(number),
                    written.from,
                    "this override changes nothing: without it the same people have the pager",
                ));
            }
            remarks.extend(self.stand_in_is_off(number, written));
        }
        for (number, written) in self.written.leave.iter().enumerate() {
            if concerns(written.from, written.to) && !trial.leave_matters(number) {
                remarks.push(without_effect(
                    About::Leave(number),
                    written.from,
                    "this time off changes nothing: without it the same people have the pager",
                ));
            }
        }
        remarks
    }

    /// Whoever stands in by the override with that number, and is off meanwhile.
    pub(super) fn stand_in_is_off(
        &self,
        number: usize,
        written: &InForce<Override>,
    ) -> Option<Remark> {
        let away = written.what.action.stand_ins().find_map(|person| {
            let leave = self.written.leave.iter().find(|leave| {
                leave.what == person && leave.from < written.to && written.from < leave.to
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
