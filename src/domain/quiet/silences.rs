//! Many silences at once, so arranged that an alert only meets those that could match it.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::silence::{Silence, SilenceState};
use crate::domain::incident::HeldUntil;
use crate::domain::label::Labels;

/// Silences that are not over, by what they ask of an alert.
#[derive(Clone, Debug, Default)]
pub struct Silences {
    all: Vec<Silence>,
    /// By the one value that a label must have, of those that ask for one.
    exact: BTreeMap<String, BTreeMap<String, Vec<usize>>>,
    /// Those that name no value.
    others: Vec<usize>,
}

impl Silences {
    /// Arranges them.
    #[must_use]
    pub fn new(all: Vec<Silence>) -> Self {
        let mut silences = Self::default();
        for (place, silence) in all.iter().enumerate() {
            silences.file(place, silence);
        }
        Self { all, ..silences }
    }

    /// Files one under the value it asks for that the fewest others ask for: a thousand of one
    /// environment are told apart by their hosts.
    fn file(&mut self, place: usize, silence: &Silence) {
        let exact = silence.what.matchers.iter().filter_map(|matcher| matcher.exact());
        let crowd = |(label, value): &(&str, &str)| {
            let values = self.exact.get(*label);
            values.and_then(|values| values.get(*value)).map_or(0, Vec::len)
        };
        match exact.min_by_key(crowd) {
            Some((label, value)) => {
                let values = self.exact.entry(label.to_owned()).or_default();
                values.entry(value.to_owned()).or_default().push(place);
            }
            None => self.others.push(place),
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Silence> {
        self.all.iter()
    }

    /// Those that hold now.
    pub fn active(&self, now: Timestamp) -> impl Iterator<Item = &Silence> {
        self.all.iter().filter(move |silence| silence.state(now) == SilenceState::Active)
    }

    /// Those that hold an alert with these labels now.
    pub fn matching(&self, labels: &Labels, now: Timestamp) -> impl Iterator<Item = &Silence> {
        let exact = labels.iter().filter_map(|(label, value)| self.exact.get(label)?.get(value));
        let places = exact.flatten().chain(&self.others);
        let met = places.filter_map(|place| self.all.get(*place));
        met.filter(move |silence| silence.holds(labels, now))
    }

    /// What holds an alert with these labels: the silence that ends last.
    #[must_use]
    pub fn holding(&self, labels: &Labels, now: Timestamp) -> Option<HeldUntil> {
        let last = |silence: &&Silence| (silence.what.ends_at, silence.id);
        self.matching(labels, now).max_by_key(last).map(Silence::hold)
    }
}

#[cfg(test)]
mod tests;
