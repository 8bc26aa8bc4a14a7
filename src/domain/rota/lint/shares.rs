//! Shares: who carries how much, against each other and against what a person can carry.

use jiff::{SignedDuration, Timestamp};

use super::{About, FIRST_TIER, Remark, Rota, Rule};

/// How far from the mean a share may be, in percent, before it is unfair.
const FAIR: i64 = 25;

/// The most of their time that anybody should be on call, in percent (Google's SRE book, chapter
/// "Being On-Call").
const MOST: i64 = 25;

/// Below this a range says nothing about shares; a 90-day window misjudged good rotas.
const LONG_ENOUGH: SignedDuration = SignedDuration::from_hours(26 * 7 * 24);

impl Rota {
    /// Whoever has much more or much less than the others, and whoever has too much.
    pub(super) fn shares(&self, from: Timestamp, to: Timestamp) -> Vec<Remark> {
        if to.duration_since(from) < LONG_ENOUGH {
            return Vec::new();
        }
        let duties = self.duties(FIRST_TIER, from, to);
        let all: i64 = duties.values().map(|duty| duty.total.as_secs()).sum();
        let people = i64::try_from(duties.len()).unwrap_or(i64::MAX);
        if all == 0 || people == 0 {
            return Vec::new();
        }
        let (mean, time) = (all / people, to.duration_since(from).as_secs());
        let mut remarks = Vec::new();
        for (person, duty) in &duties {
            let total = duty.total.as_secs();
            let about = About::Person(person.clone());
            let against_mean = (total - mean) * 100 / mean;
            if people > 1 && against_mean.abs() > FAIR {
                let hours = duty.total.as_hours();
                let text = format!(
                    "{person} carries {hours} hours, {against_mean:+} % against the mean of {}",
                    mean / 3600
                );
                let (rule, about) = (Rule::UnfairShare, about.clone());
                remarks.push(Remark { rule, about, at: None, times: 1, text });
            }
            let share = total * 100 / time;
            if share > MOST {
                let text = format!(
                    "{person} is on call {share} % of the time; more than {MOST} % wears people out"
                );
                remarks.push(Remark { rule: Rule::TooMuch, about, at: None, times: 1, text });
            }
        }
        remarks
    }
}
