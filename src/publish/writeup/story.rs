//! The order in which a write-up is told: summary, impact, the hours, the timeline, what went well and what
//! was hard, causes, the times before, promises. Impact and cause stand apart, and nobody is blamed.

use jiff::SignedDuration;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::facts::{was_hard, went_well};
use super::noted::{causes_of, listed, noted};
use super::{Block, Told, WriteUp, bounded};
use crate::domain::incident::before::Before;
use crate::domain::promise::{Promise, Standing};
use crate::domain::record::said::Topic;
use crate::domain::record::witness;
use crate::domain::wait::{count, spell};
use crate::publish::timeline::{Line, missing};

/// What nobody needs to read in order to know what happened.
const LEFT_OUT: [&str; 7] =
    ["delivered", "sounded", "routed", "told", "renewed", "published", "promise-reminded"];

/// What may have to do with several incidents, of all that came between.
const BETWEEN: [&str; 14] = [
    "opened",
    "resolved",
    "changed",
    "config-reloaded",
    "rota-changed",
    "handed-over",
    "silence-added",
    "maintenance-begins",
    "maintenance-ends",
    "deaf",
    "noted",
    "promise-made",
    "promise-kept",
    "promise-late",
];

pub(super) fn blocks(of: &WriteUp) -> Vec<Block> {
    let mut blocks = summary(of);
    blocks.extend(impact(of));
    blocks.extend(timeline(of));
    blocks.extend(judged(of));
    blocks.extend(causes(of));
    if of.incidents.len() > 1 {
        blocks.extend(shared(of));
    }
    blocks.extend(earlier(of));
    blocks.extend(promises(of));
    blocks
}

fn heading(text: &str) -> Block {
    Block::Heading(text.to_owned())
}

fn summary(of: &WriteUp) -> Vec<Block> {
    let (from, to) = of.span();
    let facts = match of.incidents.as_slice() {
        [one] => {
            let ended = match one.resolved_at {
                Some(at) => format!("was over on {}", of.local(at)),
                None => "is not over yet".to_owned(),
            };
            format!(
                "\"{}\" ({}) began on {}, and {ended}: {}.",
                bounded(&one.summary),
                one.severity,
                of.local(one.began_at),
                spell(one.lasted(of.now))
            )
        }
        several => format!(
            "{} from {} to {}, {} in all.",
            count(several.len(), "incident"),
            of.local(from),
            of.local(to),
            spell(together(several, of.now))
        ),
    };
    let mut blocks = vec![heading("Summary"), Block::Facts(facts)];
    let fixes = each(of, |told| noted(of, told, Topic::Fix));
    blocks.extend(listed("What mended it, as it was noted:", fixes));
    blocks.push(Block::Ask(
        "What happened, in three sentences that somebody understands who was not there: what \
         people noticed, what was behind it, and what ended it.",
    ));
    blocks
}

/// For how long at least one of them lasted: what overlaps is not counted twice.
fn together(incidents: &[Told], now: Timestamp) -> SignedDuration {
    let mut spans: Vec<(Timestamp, Timestamp)> =
        incidents.iter().map(|it| (it.began_at, it.resolved_at.unwrap_or(now))).collect();
    spans.sort_unstable();
    let (mut total, mut until) = (SignedDuration::ZERO, Timestamp::MIN);
    for (from, to) in spans {
        let from = from.max(until);
        if to > from {
            total += to.duration_since(from);
            until = to;
        }
    }
    total
}

fn impact(of: &WriteUp) -> Vec<Block> {
    let rows = of.incidents.iter().map(|told| {
        let services = match told.services.as_slice() {
            [] => "not known".to_owned(),
            services => services.join(", "),
        };
        let until = told.resolved_at.map_or_else(|| "not over".to_owned(), |at| of.local(at));
        vec![
            told.id.to_string(),
            told.severity.to_string(),
            bounded(&services),
            of.local(told.began_at),
            until,
            spell(told.lasted(of.now)),
        ]
    });
    let head = vec!["Incident", "Severity", "Services", "From", "Until", "Lasted"];
    let mut blocks = vec![heading("Impact"), Block::Table(head, rows.collect())];
    let impacts = each(of, |told| noted(of, told, Topic::Impact));
    blocks.extend(listed("As it was noted:", impacts));
    blocks.extend([
        Block::Ask(
            "Who noticed, how many, and what could they not do? What was lost, and what only late? Leave \
             the causes out here.",
        ),
        heading("The hours"),
        Block::Picture,
    ]);
    blocks
}

fn timeline(of: &WriteUp) -> Vec<Block> {
    let mut blocks = vec![heading("Timeline")];
    let moments = of.incidents.iter().map(|told| {
        let later =
            told.moments.list().into_iter().skip(1).map(|moment| match moment.since_began {
                Some(since) if since.is_negative() => format!("{} before", spell(-since)),
                Some(since) if since.as_secs() == 0 => "at once".to_owned(),
                Some(since) => format!("after {}", spell(since)),
                None => missing(moment.word).to_owned(),
            });
        [told.id.to_string(), of.local(told.began_at)].into_iter().chain(later).collect()
    });
    let head = vec![
        "Incident",
        "Began",
        "Detected",
        "Paged",
        "Heard",
        "Acknowledged",
        "Mitigated",
        "Over",
    ];
    blocks.push(Block::Table(head, moments.collect()));
    let unknown = of.timeline.gaps.iter().map(|gap| of.timeline.gap(gap)).collect::<Vec<_>>();
    if !unknown.is_empty() {
        blocks.push(Block::Facts("Of these times the record knows nothing:".to_owned()));
        blocks.push(Block::List(unknown));
    }
    let entries = of.timeline.lines.iter().filter(|it| !LEFT_OUT.contains(&it.event.as_str()));
    let rows = entries.map(|line| row(of, line));
    blocks.push(Block::Table(vec!["Entry", "Local", "UTC", "Incident", "What"], rows.collect()));
    blocks.push(Block::Ask(
        "What is missing that nobody wrote down at the time: when somebody first suspected, what was tried in \
         vain, who was told?",
    ));
    blocks
}

/// An entry: what was written later is said to be, and what is wrong with it stands below.
fn row(of: &WriteUp, line: &Line) -> Vec<String> {
    let stamp =
        |at: Timestamp| at.to_zoned(of.timeline.zone.clone()).strftime("%a %Y-%m-%d %H:%M:%S");
    let utc = line.at.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M:%SZ").to_string();
    let incident = line.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
    let mut what = vec![bounded(&line.text)];
    what.extend(line.written_at.map(|at| format!("written {}", stamp(at))));
    what.extend(line.clock.map(|by| format!("before this {}", witness::told(by))));
    what.extend(line.corrections.iter().map(|correction| {
        let (at, number) = (stamp(correction.at), correction.number);
        format!("corrected {at}, entry {number}: {}", bounded(&correction.text))
    }));
    vec![line.number.to_string(), stamp(line.at).to_string(), utc, incident, what.join("\n")]
}

/// Facts of each incident, with its number where there are several; what is the same of some is said once.
fn each(of: &WriteUp, facts: impl Fn(&Told) -> Vec<String>) -> Vec<String> {
    let mut found: Vec<(String, Vec<String>)> = Vec::new();
    for told in &of.incidents {
        for fact in facts(told) {
            // A number is that of each, and not of all together.
            let counts = fact.starts_with(|first: char| first.is_ascii_digit());
            match found.iter_mut().find(|(known, _)| !counts && *known == fact) {
                Some((_, ids)) => ids.push(told.id.to_string()),
                None => found.push((fact, vec![told.id.to_string()])),
            }
        }
    }
    let is_one = of.incidents.len() == 1;
    let said = found.into_iter().map(|(fact, ids)| {
        bounded(&if is_one { fact } else { format!("{}: {fact}", ids.join(", ")) })
    });
    said.collect()
}

fn list(facts: Vec<String>, nothing: &str) -> Block {
    if facts.is_empty() { Block::Facts(nothing.to_owned()) } else { Block::List(facts) }
}

fn judged(of: &WriteUp) -> Vec<Block> {
    vec![
        heading("What went well"),
        list(each(of, |told| went_well(of, told)), "The record says nothing of it."),
        Block::Ask("What helped that should stay as it is? Where were people lucky?"),
        heading("What was hard"),
        list(each(of, |told| was_hard(of, told)), "The record says nothing of it."),
        Block::Ask(
            "What was confusing, slow or missing for those who worked on it? Write of the situation they were \
             in and of what they could know then, not of what they should have done.",
        ),
    ]
}

fn causes(of: &WriteUp) -> Vec<Block> {
    let facts = each(of, |told| causes_of(of, told));
    vec![
        heading("Contributing causes"),
        list(facts, "The record names none: no change was reported in the four hours before."),
        Block::Ask(
            "Several things had to come together. Which, and for each: why was it so, and why did it go \
             unnoticed until then?",
        ),
    ]
}

fn shared(of: &WriteUp) -> Vec<Block> {
    let mut facts = Vec::new();
    let in_several = |values: &dyn Fn(&Told) -> Vec<String>| {
        let mut found: Vec<(String, Vec<String>)> = Vec::new();
        for told in &of.incidents {
            let mut seen = values(told);
            seen.sort_unstable();
            seen.dedup();
            for value in seen {
                match found.iter_mut().find(|(known, _)| *known == value) {
                    Some((_, ids)) => ids.push(told.id.to_string()),
                    None => found.push((value, vec![told.id.to_string()])),
                }
            }
        }
        found.retain(|(_, ids)| ids.len() > 1);
        found
    };
    let said = |what: &str, found: Vec<(String, Vec<String>)>| {
        found
            .into_iter()
            .map(|(value, ids)| bounded(&format!("{what} {value}: {}", ids.join(", "))))
            .collect::<Vec<_>>()
    };
    facts.extend(said("the service", in_several(&|told: &Told| told.services.clone())));
    facts.extend(said(
        "the problem",
        in_several(&|told: &Told| {
            told.problems.iter().map(|(_, summary)| summary.clone()).collect()
        }),
    ));
    facts.extend(said(
        "paged",
        in_several(&|told: &Told| told.pages.iter().map(|(_, person, _)| person.clone()).collect()),
    ));
    let mut blocks = vec![
        heading("What they share"),
        list(facts, "The record shows no service, problem or person in more than one of them."),
        Block::Ask(
            "Is it one story? Did one bring about the next, and did what ended one prepare another?",
        ),
        heading("What came between"),
    ];
    let (from, to) = of.span();
    let between = of.around.iter().filter(|it| {
        let inside = of
            .incidents
            .iter()
            .any(|told| (told.began_at..=told.resolved_at.unwrap_or(of.now)).contains(&it.at));
        !inside && (from..=to).contains(&it.at) && BETWEEN.contains(&it.event.as_str())
    });
    let between = between.map(|it| {
        let incident = it.incident.map(|id| format!(" ({id})")).unwrap_or_default();
        format!("{}{incident}: {}", of.local(it.at), bounded(&it.text))
    });
    blocks.push(list(between.collect(), "Nothing is on the record."));
    blocks
}

fn earlier(of: &WriteUp) -> Vec<Block> {
    let facts = each(of, |told| {
        let before = told.before.as_ref().map(Before::sentence);
        let times = (told.times > 1).then(|| format!("it came {} times in 30 days", told.times));
        let owner =
            told.owner.as_ref().map(|owner| format!("{owner} sees to it that it comes no more"));
        before.into_iter().chain(times).chain(owner).collect()
    });
    vec![
        heading("Related and earlier incidents"),
        list(facts, "The same problem is on no earlier record."),
        Block::Ask("What was learned the last time, and what became of it?"),
    ]
}

fn promises(of: &WriteUp) -> Vec<Block> {
    let rows = of.promises.iter().map(|promise| {
        let Promise { id, what, closed, .. } = promise;
        let stands = match (promise.standing(of.now), closed) {
            (Standing::Late, _) => "late".to_owned(),
            (_, Some(closed)) => {
                format!("{}: {}", if closed.kept { "kept" } else { "dropped" }, closed.word)
            }
            (_, None) => "owed".to_owned(),
        };
        let incident = what.incident.map_or_else(|| "-".to_owned(), |id| id.to_string());
        vec![
            id.to_string(),
            incident,
            bounded(&what.text),
            bounded(what.owner.as_str()),
            of.local(what.due_at),
            bounded(&stands),
        ]
    });
    let rows: Vec<Vec<String>> = rows.collect();
    let table = if rows.is_empty() {
        Block::Facts("Nothing was promised yet.".to_owned())
    } else {
        Block::Table(vec!["Promise", "Incident", "What", "Who", "By", "Stands"], rows)
    };
    vec![
        heading("Promises"),
        table,
        Block::Ask(
            "What will be done so that it comes no more, or hurts less? One line each with an owner and a day: \
             wail promise TEXT --owner NAME --by DAY --incident ID",
        ),
    ]
}
