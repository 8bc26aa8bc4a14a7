//! No page without a named reason: whatever rings follows from an entry of the record that says why.

use proptest::collection::vec;
use proptest::prelude::*;
use wail::domain::incident::{IncidentId, Reason};
use wail::store::{PageState, Recorded, SentPage};

use super::nights::{self, step};
use super::played::play;
use super::{cases, record};
use crate::night::Night;

/// What the record says in the same breath before somebody is paged for that reason; where a step is due
/// only because time has passed, what it goes on from.
fn causes(reason: Reason) -> &'static [&'static str] {
    match reason {
        Reason::FirstPage => &["opened"],
        Reason::Escalated | Reason::Repeated => {
            &["paged", "unreachable", "quiet", "assigned", "nobody-on-call"]
        }
        Reason::Reminded | Reason::CheckInMissed => &["check-in-missed"],
        Reason::SnoozeEnded => &["snooze-ended"],
        Reason::UpdateMissed => &["update-missed"],
        Reason::SeverityRaised => &["severity-raised"],
        Reason::NewProblem => &["joined", "severity-raised", "grown"],
        Reason::NewAlert => &["joined", "grown"],
        Reason::HoldEnded => &["hold-ended", "steady", "quiet-again"],
        Reason::ChannelFailed => &["channel-failed"],
        Reason::NobodyReached => {
            &["unreachable", "nobody-on-call", "tier-empty", "quiet", "channel-failed"]
        }
        Reason::Asked => &["escalated", "assigned", "unacknowledged"],
    }
}

/// Whether a step of that reason is due because time has passed, so that its cause lies before.
fn comes_later(reason: Reason) -> bool {
    matches!(reason, Reason::Escalated | Reason::Repeated)
}

/// The words after which nobody is called for what was before.
const ENDS: [&str; 5] = ["acknowledged", "snoozed", "held", "resolved", "merged-into"];

/// The entry of the record that says why a page that has just been written down was sent.
fn named<'r>(before: &'r [Recorded], paged: &Recorded) -> Option<&'r Recorded> {
    let reason = Reason::from_word(paged.reason.as_deref()?)?;
    let same = before.iter().rev().filter(|entry| entry.incident == paged.incident);
    let mut same = same.take_while(|entry| {
        comes_later(reason) && !ENDS.contains(&&*entry.event)
            || entry.at == paged.at && !comes_later(reason)
    });
    same.find(|entry| causes(reason).contains(&&*entry.event))
}

/// Whether a page has gone out, or has been tried.
fn was_sent(page: &SentPage) -> bool {
    match page.state {
        PageState::Out | PageState::Delivered | PageState::Failed | PageState::Trying => true,
        PageState::Hushed => page.station.is_some(),
        PageState::Waiting => false,
    }
}

/// Every page that rang stands on the record, with what led to it.
fn is_named_throughout(night: &mut Night) -> Result<(), TestCaseError> {
    let record = record(night);
    for (place, entry) in record.iter().enumerate().filter(|(_, entry)| entry.event == "paged") {
        // One that goes out later than it was decided is named where that person was called first.
        let pages = night.pages(entry.incident.unwrap_or(IncidentId(0)).0);
        let is_late = pages.iter().any(|page| {
            // A clock that was put back has moved what the page says of when that was, and not the record.
            let is_first = |first: &Recorded| {
                first.event == "paged"
                    && (first.incident, &first.who, &first.reason)
                        == (entry.incident, &entry.who, &entry.reason)
            };
            page.decided_at != page.due_at
                && page.decided_at != entry.at
                && goes_by(page, entry)
                && record[..place].iter().any(is_first)
        });
        let is_named = is_late || named(&record[..place], entry).is_some();
        prop_assert!(is_named, "nothing says why: {entry:?}\n{}", told(&record[..=place], entry));
    }
    for id in 1..=40 {
        for page in night.pages(id).iter().filter(|page| was_sent(page)) {
            let is_told = |entry: &&Recorded| entry.incident == Some(IncidentId(id));
            let mut entries = record.iter().filter(is_told);
            // One that a change of the rules has left without a channel fails without having rung.
            let fails = |entry: &Recorded| {
                page.state == PageState::Failed
                    && entry.event == "channel-failed"
                    && entry.who.as_deref() == Some(page.person.as_str())
            };
            let is_told =
                entries.any(|entry| entry.event == "paged" && is_of(page, entry) || fails(entry));
            prop_assert!(is_told, "rang without a word: {page:?} of incident {id}");
        }
    }
    Ok(())
}

fn is_of(page: &SentPage, entry: &Recorded) -> bool {
    entry.reason.as_deref() == Some(page.reason.word()) && goes_by(page, entry)
}

/// Whether it is for the same person and by the same channel.
fn goes_by(page: &SentPage, entry: &Recorded) -> bool {
    let by = format!(" by {},", page.channel);
    entry.who.as_deref() == Some(page.person.as_str()) && entry.text.contains(&by)
}

fn told(record: &[Recorded], about: &Recorded) -> String {
    let of = record.iter().filter(|entry| entry.incident == about.incident);
    of.map(|entry| format!("{} {}", entry.at, entry.text)).collect::<Vec<_>>().join("\n")
}

/// What is said softly follows from something on the record as well.
fn is_told_for_something(night: &mut Night) -> Result<(), TestCaseError> {
    let record = record(night);
    for open in night.read(|tx| tx.open_notifications(1000)) {
        let (words, at_once): (&[&str], bool) = match open.what.about.word() {
            "old-news" => (&["old-news"], true),
            "calm" => (&["quiet-again"], true),
            "quiet" => (&["silence-added", "maintenance-begins"], false),
            "handover" => (&["handover-begun", "handover-accepted"], false),
            _ => continue,
        };
        let mut entries = record.iter().filter(|entry| words.contains(&&*entry.event));
        let follows = entries.any(|entry| !at_once || entry.at == open.what.made_at);
        let is_announced = open.what.text.contains("begins in");
        prop_assert!(follows || is_announced, "told for nothing: {:?}", open.what);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(cases(48)))]

    #[test]
    fn nothing_rings_or_is_told_without_a_word_that_says_why(steps in vec(step(), 1..24)) {
        let mut night = steps.iter().fold(nights::night(), play);
        is_named_throughout(&mut night)?;
        is_told_for_something(&mut night)?;
    }
}
