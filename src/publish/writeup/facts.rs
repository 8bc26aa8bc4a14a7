//! What the record says of an incident without anybody's opinion: what went well, and what was hard.

use jiff::{SignedDuration, Timestamp};

use super::{Told, WriteUp};
use crate::domain::incident::before::RECURRING;
use crate::domain::record::moments::Moments;
use crate::domain::wait::{count, spell};

/// Within how long an answer is a quick one.
const QUICK: SignedDuration = SignedDuration::from_mins(5);

/// Within how long a page goes out at once, and is heard at once.
const AT_ONCE: SignedDuration = SignedDuration::from_mins(1);

/// Within how long people outside should hear that something is known.
const FIRST_WORD: SignedDuration = SignedDuration::from_mins(30);

/// How long people outside wait for the next word until that is long.
const LONG_SILENCE: SignedDuration = SignedDuration::from_hours(4);

/// For how long after its end what is said of it is part of it.
const LAST_WORDS: SignedDuration = SignedDuration::from_hours(1);

/// What the record says went well with one of them.
pub(super) fn went_well(of: &WriteUp, told: &Told) -> Vec<String> {
    let Moments { detected, paged, heard, acknowledged, .. } = told.moments;
    let mut well = Vec::new();
    if let Some(unnoticed) = between(Some(told.began_at), detected).filter(|it| *it <= QUICK) {
        well.push(after(unnoticed, "it was detected as it began", "it began", "it was detected"));
    }
    if let Some(wait) = between(detected, paged).filter(|wait| *wait <= AT_ONCE) {
        let to_ear = between(paged, heard).filter(|wait| *wait <= AT_ONCE);
        let heard = to_ear.map_or("", |_| ", and was heard at once");
        let paged =
            after(wait, "somebody was paged at once", "it was detected", "somebody was paged");
        well.push(format!("{paged}{heard}"));
    }
    if let Some(wait) = between(paged, acknowledged).filter(|wait| *wait <= QUICK) {
        let by = of.lines_of(told.id).find(|line| line.event == "acknowledged");
        let by = by.and_then(|line| line.who.as_deref()).unwrap_or("somebody");
        let at_once = format!("{by} had it at once");
        well.push(after(wait, &at_once, "the first page", &format!("{by} had it")));
    }
    if acknowledged.is_some() && number_of(of, told, &["check-in-missed"]) == 0 {
        well.push("no check-in was missed".to_owned());
    }
    let updates = number_of(of, told, &["updated"]);
    if updates > 0 && number_of(of, told, &["update-missed"]) == 0 {
        well.push(format!("{} said, and none came later than promised", was(updates, "update")));
    }
    let notes = number_of(of, told, &["noted", "fix-noted", "ran"]);
    if notes > 0 {
        well.push(format!("{} written while it went on", was(notes, "note")));
    }
    if told.before.as_ref().is_some_and(|before| before.fix.is_some()) {
        well.push("what had mended it before was noted, and shown with the page".to_owned());
    }
    well
}

/// What the record says was hard about one of them.
pub(super) fn was_hard(of: &WriteUp, told: &Told) -> Vec<String> {
    let mut hard = waits(of, told);
    hard.extend(silences(of, told));
    if told.asleep > 0 {
        let pages = was(told.asleep, "page");
        hard.push(format!("{pages} sent to somebody in the hours in which they sleep"));
    }
    let counted: [(&[&str], &str); 7] = [
        (&["check-in-missed"], "a check-in was missed"),
        (&["update-missed"], "an update that was promised did not come in time"),
        (&["nobody-on-call", "tier-empty"], "nobody was on call for a step"),
        (&["exhausted"], "everybody was called and nobody acknowledged"),
        (&["unreachable"], "somebody could not be reached"),
        (&["channel-failed", "given-up"], "a channel failed"),
        (&["severity-raised"], "the severity rose"),
    ];
    for (words, said) in counted {
        match number_of(of, told, words) {
            0 => {}
            1 => hard.push(said.to_owned()),
            number => hard.push(format!("{number} times {said}")),
        }
    }
    hard.extend(relieved(of, told));
    if told.times >= RECURRING {
        hard.push(format!("the same problem came {} times in 30 days", told.times));
    }
    hard.extend(gaps(of, told));
    hard
}

/// For how long nobody noticed, was paged, heard, or had it.
fn waits(of: &WriteUp, told: &Told) -> Vec<String> {
    let Moments { detected, paged, heard, acknowledged, .. } = told.moments;
    let mut hard = Vec::new();
    if let Some(unnoticed) = between(Some(told.began_at), detected).filter(|it| *it > QUICK) {
        hard.push(format!("it had gone on for {} when it was detected", spell(unnoticed)));
    }
    if let Some(wait) = between(detected, paged).filter(|wait| *wait > AT_ONCE) {
        hard.push(format!("nobody was paged for {} after it was detected", spell(wait)));
    }
    match (paged, heard) {
        (Some(_), None) => hard.push("no channel proved that anybody heard a page".to_owned()),
        (Some(paged), Some(heard)) if heard.duration_since(paged) > AT_ONCE => {
            hard.push(format!("nobody heard a page for {}", spell(heard.duration_since(paged))));
        }
        _ => {}
    }
    match (paged, acknowledged) {
        (Some(paged), None) => {
            let wait = told.resolved_at.unwrap_or(of.now).duration_since(paged);
            hard.push(format!("nobody ever had it, in {} after the first page", spell(wait)));
        }
        (Some(paged), Some(at)) if at.duration_since(paged) > QUICK => {
            let wait = spell(at.duration_since(paged));
            hard.push(format!("nobody had it for {wait} after the first page"));
        }
        _ => {}
    }
    hard
}

/// For how long people outside heard nothing.
fn silences(of: &WriteUp, told: &Told) -> Vec<String> {
    let updates = of.lines_of(told.id).filter(|line| line.event == "updated");
    let said: Vec<Timestamp> = updates.map(|line| line.steady_at).collect();
    let Some(first) = said.first() else {
        let lasted = told.lasted(of.now);
        let is_long = lasted > FIRST_WORD;
        return is_long
            .then(|| format!("no update was said in {}", spell(lasted)))
            .into_iter()
            .collect();
    };
    let mut hard = Vec::new();
    let wait = first.duration_since(told.began_at);
    if wait > FIRST_WORD {
        hard.push(format!("the first update came {} after it began", spell(wait)));
    }
    let pauses = said.iter().zip(said.iter().skip(1));
    let longest = pauses.map(|(one, next)| next.duration_since(*one)).max();
    if let Some(longest) = longest.filter(|longest| *longest > LONG_SILENCE) {
        hard.push(format!("between two updates nothing was said for {}", spell(longest)));
    }
    hard
}

/// Who was spared the next page while it went on: that is written down of people, and not of an incident.
fn relieved(of: &WriteUp, told: &Told) -> Option<String> {
    let end = told.resolved_at.unwrap_or(of.now);
    let lines = of.timeline.lines.iter().filter(|line| line.event == "relieved");
    let number = lines.filter(|line| (told.began_at..=end).contains(&line.steady_at)).count();
    match number {
        0 => None,
        1 => Some("somebody was relieved after being woken too often".to_owned()),
        number => Some(format!("{number} times somebody was relieved after being woken too often")),
    }
}

/// The times in it of which the record knows nothing.
fn gaps(of: &WriteUp, told: &Told) -> Vec<String> {
    let end = told.resolved_at.unwrap_or(of.now);
    let gaps = of
        .timeline
        .gaps
        .iter()
        .filter(|gap| gap.from <= end && gap.to.is_none_or(|to| to >= told.began_at));
    let said = gaps.map(|gap| {
        let to = gap.to.map_or_else(|| "on".to_owned(), |to| format!("to {}", of.local(to)));
        format!("from {} {to}: {}", of.local(gap.from), gap.why.phrase())
    });
    said.collect()
}

/// How long it was from one moment to another that came no sooner.
fn between(from: Option<Timestamp>, to: Option<Timestamp>) -> Option<SignedDuration> {
    let wait = to?.duration_since(from?);
    (!wait.is_negative()).then_some(wait)
}

/// `somebody was paged 20s after it was detected`, or that it was at once.
fn after(wait: SignedDuration, at_once: &str, since: &str, what: &str) -> String {
    match wait.as_secs() {
        0 => at_once.to_owned(),
        _ => format!("{what} {} after {since}", spell(wait)),
    }
}

/// How many of these there are, up to its end and what is said right after it.
fn number_of(of: &WriteUp, told: &Told, words: &[&str]) -> usize {
    let end = told.resolved_at.and_then(|at| at.checked_add(LAST_WORDS).ok());
    let is_part = |at: Timestamp| end.is_none_or(|end| at <= end);
    let lines = of.lines_of(told.id).filter(|line| is_part(line.steady_at));
    lines.filter(|line| words.contains(&line.event.as_str())).count()
}

/// `1 note was`, `2 notes were`
fn was(number: usize, what: &str) -> String {
    format!("{} {}", count(number, what), if number == 1 { "was" } else { "were" })
}
