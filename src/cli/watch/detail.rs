//! Reading everything about the incident that is chosen.

use jiff::Timestamp;

use super::data::{Detail, Fact};
use super::read::{ALERTS, ENTRIES, entries, row, short};
use crate::domain::alert::Signal;
use crate::domain::incident::Status;
use crate::domain::incident::before::Before;
use crate::domain::name::SourceName;
use crate::domain::wait::count;
use crate::store::{AlertRow, ListedIncident, Problem, Result, SentPage, TimelineQuery, Tx};

/// What comes first of what a sender says, by the beginning of its line; and whether it is grave.
const ADVICE: [(&str, bool); 2] = [("caution", true), ("runbook", false)];

/// Of how many of its alerts it is looked up whether they were there before.
const LOOKED_AT: usize = 5;

/// Everything about it.
pub(super) fn read(tx: &Tx<'_>, listed: &ListedIncident, now: Timestamp) -> Result<Detail> {
    let id = listed.incident.id;
    let (alerts, pages) = (tx.alerts(id)?, tx.pages(id)?);
    let mut timeline = entries(tx, TimelineQuery::Of(id))?;
    let first = timeline.len().saturating_sub(ENTRIES);
    timeline.drain(..first);
    let mut facts = of_alerts(&alerts);
    facts.extend(of_before(tx, listed, &alerts, now)?);
    facts.extend(of_status(listed, &pages));
    Ok(Detail {
        row: row(listed, &pages),
        facts,
        link: alerts.iter().find_map(|alert| alert.link.as_deref()).map(short),
        alerts: alerts.iter().enumerate().take(ALERTS).map(alert_line).collect(),
        alert_count: alerts.len(),
        timeline,
    })
}

fn fact(name: &'static str, text: impl AsRef<str>) -> Fact {
    Fact { name, text: short(text.as_ref()), is_grave: false }
}

/// What whoever has it must take care of, where it says what to do, and what else its sender says.
fn of_alerts(alerts: &[AlertRow]) -> Vec<Fact> {
    let firing = alerts.iter().filter(|alert| alert.signal != Signal::Resolved);
    of_lines(firing.take(LOOKED_AT).flat_map(|alert| alert.details.lines()))
}

fn of_lines<'a>(lines: impl Iterator<Item = &'a str>) -> Vec<Fact> {
    let (mut advice, mut details) = (Vec::new(), Vec::new());
    for line in lines.map(str::trim).filter(|line| !line.is_empty()) {
        match advised(line) {
            // Alerts of one rule say the same.
            Some(fact) if advice.contains(&fact) => {}
            Some(fact) => advice.push(fact),
            None => details.push(fact("says", line)),
        }
    }
    advice.sort_by_key(|fact| !fact.is_grave);
    details.truncate(LOOKED_AT);
    advice.into_iter().chain(details).collect()
}

/// What a line says that begins as advice does.
fn advised(line: &str) -> Option<Fact> {
    let (word, text) = line.split_once(':')?;
    let (name, is_grave) = ADVICE.into_iter().find(|(name, _)| word.eq_ignore_ascii_case(name))?;
    Some(Fact { is_grave, ..fact(name, text.trim()) })
}

/// What is known of the times before.
fn of_before(
    tx: &Tx<'_>,
    listed: &ListedIncident,
    alerts: &[AlertRow],
    now: Timestamp,
) -> Result<Vec<Fact>> {
    let id = listed.incident.id;
    let (mut before, mut owner) = (None, None);
    for AlertRow { source, fingerprint, .. } in alerts.iter().take(LOOKED_AT) {
        let problem = Problem { source: &SourceName::from(source.as_str()), fingerprint };
        before = match before {
            None => tx.before(problem, id, now)?,
            known => known,
        };
        owner = match owner {
            None => tx.owner(problem)?,
            known => known,
        };
    }
    let fix = before.as_ref().and_then(|before| before.fix.clone());
    let told = before.map(|before| {
        let before = Before { fix: None, ..before };
        fact("before", before.sentence())
    });
    let often = (listed.times > 1).then(|| {
        let times = usize::try_from(listed.times).unwrap_or(usize::MAX);
        fact("again", format!("{} in 30 days", count(times, "time")))
    });
    let owner = owner.map(|owner| fact("owner", owner.as_str()));
    let fix = fix.map(|fix| fact("fix", fix));
    Ok(told.into_iter().chain(fix).chain(often).chain(owner).collect())
}

/// Whom it called, by which policy, and what it is about.
fn of_status(listed: &ListedIncident, pages: &[SentPage]) -> Vec<Fact> {
    let incident = &listed.incident;
    let mut facts = Vec::new();
    let labels: Vec<String> =
        incident.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
    facts.extend((!labels.is_empty()).then(|| fact("labels", labels.join(" "))));
    let step = match incident.status {
        Status::Triggered { step, round: 0, .. } => format!(", step {}", step + 1),
        Status::Triggered { step, round, .. } => {
            format!(", step {}, round {}", step + 1, round + 1)
        }
        _ => String::new(),
    };
    let from = format!("{}, policy {}{step}", incident.source.as_str(), incident.policy.as_str());
    facts.push(fact("from", from));
    facts.extend(pages.iter().rev().take(3).map(|page| {
        let note = page.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let word = page.state.word();
        fact("page", format!("{} by {}, {word}{note}", page.person, page.channel))
    }));
    facts
}

fn alert_line((place, alert): (usize, &AlertRow)) -> String {
    let summary = short(&alert.summary);
    format!("{:>3}  {:<8}  {:<8}  {summary}", place + 1, alert.signal.word(), alert.severity)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caution_and_runbook_stand_before_what_else_is_said() {
        let lines = [
            "93 %",
            "runbook: https://run.book",
            "runbook: https://run.book",
            "Caution: never delete",
            " ",
            "at: noon",
        ];
        let told = of_lines(lines.into_iter());
        let told: Vec<_> =
            told.iter().map(|fact| (fact.name, fact.text.as_str(), fact.is_grave)).collect();
        assert_eq!(
            told,
            [
                ("caution", "never delete", true),
                ("runbook", "https://run.book", false),
                ("says", "93 %", false),
                ("says", "at: noon", false),
            ]
        );
    }
}
