//! What people noted of the incidents, each where it belongs: the impact, what was behind it, what mended it.

use jiff::SignedDuration;

use super::{Block, Told, WriteUp};
use crate::domain::record::said::{Topic, said};
use crate::domain::wait::{count, spell};

/// For how long before an incident something that was changed may have to do with it.
const BEFORE: SignedDuration = SignedDuration::from_hours(4);

/// What happened shortly before that may have brought it about.
const CHANGES: [&str; 3] = ["changed", "config-reloaded", "maintenance-begins"];

/// What may have been behind one of them: the suspected origin, what was changed before, what was noted.
pub(super) fn causes_of(of: &WriteUp, told: &Told) -> Vec<String> {
    let origin = told.origin.as_ref().map(|origin| {
        format!("of {} the suspected origin is: {origin}", count(told.problems.len(), "problem"))
    });
    let since = told.began_at.checked_sub(BEFORE).unwrap_or(told.began_at);
    let until = told.moments.detected.unwrap_or(told.began_at);
    let changed = of
        .around
        .iter()
        .filter(|it| CHANGES.contains(&it.event.as_str()) && (since..=until).contains(&it.at));
    let changed = changed.map(|it| {
        let before = told.began_at.duration_since(it.at);
        format!("{} before it began: {}", spell(before), it.text)
    });
    origin.into_iter().chain(changed).chain(noted(of, told, Topic::Cause)).collect()
}

/// What was noted of one of them about that, as it is right by now.
pub(super) fn noted(of: &WriteUp, told: &Told, topic: Topic) -> Vec<String> {
    let lines = of.lines_of(told.id);
    let noted = lines.filter_map(|line| {
        let who = line.who.as_deref().unwrap_or_default();
        let correction = line.corrections.last().map(|it| it.text.as_str());
        let said = said(&line.event, who, &line.text, correction)?;
        (said.topic == Some(topic) && !said.text.is_empty()).then(|| said.text.to_owned())
    });
    noted.collect()
}

/// A list that is there only if there is anything in it, with what it is of.
pub(super) fn listed(of: &str, facts: Vec<String>) -> Vec<Block> {
    if facts.is_empty() {
        return Vec::new();
    }
    vec![Block::Facts(of.to_owned()), Block::List(facts)]
}
