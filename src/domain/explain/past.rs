//! What happened to an incident, told by the same chain: which entry of its record belongs to which
//! stage, and when what held it ended.

use jiff::Timestamp;

use super::stages::{
    CASCADE, DEDUP, HOURS, INHIBITION, MAINTENANCE, NOISE, POLICY, ROUTE, SILENCE,
};
use super::{Finding, Verdict};

/// What people did about it: the last stage of something that happened.
const ANSWER: &str = "answer";

/// An entry of the record, as it is kept.
#[derive(Clone, Copy, Debug)]
pub struct Happened<'a> {
    /// When.
    pub at: Timestamp,
    /// What, as a word.
    pub event: &'a str,
    /// Why, as a word.
    pub reason: Option<&'a str>,
    /// The sentence.
    pub text: &'a str,
}

/// What happened at one stage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: Timestamp,
    /// What it came to.
    pub finding: Finding,
}

/// The stages of something that happened, in the order in which they are told.
const ORDER: [&str; 10] =
    [DEDUP, ROUTE, SILENCE, MAINTENANCE, INHIBITION, NOISE, CASCADE, HOURS, POLICY, ANSWER];

/// What the record says of each stage, stage by stage, and within one in the order of time. What says
/// nothing of whether it rang, such as a note, is left out.
#[must_use]
pub fn findings_of(record: &[Happened<'_>]) -> Vec<Told> {
    let mut told: Vec<Told> = record
        .iter()
        .enumerate()
        .filter_map(|(index, happened)| {
            let (stage, verdict) = stage_of(happened)?;
            let until = (verdict == Verdict::Holds).then(|| end_of(&record[index + 1..])).flatten();
            let finding = Finding { stage, verdict, said: happened.text.to_owned(), until };
            Some(Told { at: happened.at, finding })
        })
        .collect();
    let place = |told: &Told| ORDER.iter().position(|stage| *stage == told.finding.stage);
    told.sort_by_key(place);
    told
}

/// The stage an entry belongs to, and what followed from it.
fn stage_of(happened: &Happened<'_>) -> Option<(&'static str, Verdict)> {
    let stage = match happened.event {
        "opened" | "seen-before" | "joined" | "severity-raised" | "cleared" | "lapsed"
        | "vanished" => DEDUP,
        "routed" => ROUTE,
        "split-from" | "split-off" | "merged-into" | "took-in" => CASCADE,
        "old-news" | "flaps" | "again" | "quiet-again" | "steady" | "old-news-stays" => NOISE,
        "held" | "released" => {
            let stage = match happened.reason {
                Some("silence") => SILENCE,
                Some("maintenance") => MAINTENANCE,
                Some("inhibited") => INHIBITION,
                Some("old-news" | "flapping" | "storm") => NOISE,
                Some(_) | None => HOURS,
            };
            return Some((stage, Verdict::Holds));
        }
        "quiet" => return Some((HOURS, Verdict::Holds)),
        "paged" | "nobody-on-call" | "tier-empty" | "unreachable" | "exhausted"
        | "channel-failed" | "given-up" => POLICY,
        "acknowledged" | "unacknowledged" | "snoozed" | "snooze-ended" | "check-in-missed"
        | "escalated" | "assigned" | "renewed" | "taken-over" | "had-it" | "resolved" => ANSWER,
        _ => return None,
    };
    Some((stage, Verdict::Passes))
}

/// When what holds an incident ends, by what follows on its record; none if it holds still.
fn end_of(after: &[Happened<'_>]) -> Option<Timestamp> {
    let ends = |happened: &&Happened<'_>| {
        matches!(
            happened.event,
            "hold-ended" | "held" | "released" | "paged" | "acknowledged" | "snoozed" | "resolved"
        )
    };
    after.iter().find(ends).map(|happened| happened.at)
}

#[cfg(test)]
mod tests;
