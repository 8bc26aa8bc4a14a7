//! `wail list`: what is open, the gravest first; what somebody has below it, the oldest first.

use clap::Args;
use serde_json::Value;

use super::format::Format;
use super::members::Members;
use super::out::Tone;
use super::table::Table;
use super::{Session, json, time};
use crate::domain::alert::Severity;
use crate::domain::incident::before::RECURRING;
use crate::domain::incident::called::people_called;
use crate::domain::incident::{Hold, Incident, IncidentId, Promise, Status};
use crate::domain::label::Matcher;
use crate::domain::noise::Noise;
use crate::domain::relief::{Relief, in_force};
use crate::domain::rules::Rules;
use crate::domain::text::plain;
use crate::domain::wait::count;
use crate::engine::history;
use crate::error::Error;
use crate::store::{Chosen, ListedIncident, OpenCount, PageState, SentPage, Store, StoreError, Tx};

/// How many lines are shown unless somebody asks for more.
const LINES: usize = 20;

/// The arguments of `wail list`.
#[derive(Args, Debug, Default)]
#[command(after_help = "Examples:\n  \
    wail list --match service=db\n  \
    wail list --json | jq '.[] | select(.status == \"triggered\") | .id'")]
pub(super) struct List {
    /// Those that are resolved as well
    #[arg(long)]
    all: bool,
    /// Only those with this label: `service=db`, `host=~web-.*`; all must match
    #[arg(long = "match", value_name = "LABEL=VALUE", value_parser = matcher)]
    matchers: Vec<Matcher>,
    /// At most so many; 0 for all
    #[arg(long, value_name = "NUMBER")]
    limit: Option<usize>,
    #[command(flatten)]
    format: Format,
}

fn matcher(text: &str) -> Result<Matcher, String> {
    Matcher::parse(text).map_err(|error| error.to_string())
}

pub(super) fn run(session: &Session, args: &List) -> Result<(), Error> {
    let mut store = session.kept()?;
    let limit = match args.limit {
        Some(0) => None,
        Some(limit) => Some(limit),
        None => (!args.format.is_asked(session.out)).then_some(LINES),
    };
    let chosen = Chosen {
        resolved: args.all,
        matchers: args.matchers.clone(),
        ids: Vec::new(),
        at_most: limit,
    };
    if args.format.is_asked(session.out) {
        print_values(session, &mut store, &chosen, &args.format)
    } else {
        print_table(session, &mut store, &chosen)
    }
}

fn print_values(
    session: &Session,
    store: &mut Store,
    chosen: &Chosen,
    format: &Format,
) -> Result<(), Error> {
    let rules = session.rules_or_none();
    let values = store.read(|tx| {
        let mut found = Vec::new();
        tx.list(chosen, |listed| found.push(listed))?;
        let rules = history::in_force(tx, &rules, session.now)?;
        found
            .iter()
            .map(|listed| value_of(session, tx, &rules, listed))
            .collect::<Result<Vec<_>, _>>()
    })?;
    format.print(session.out, "list", &Value::Array(values))
}

/// One incident as JSON.
pub(super) fn value(session: &Session, store: &mut Store, id: IncidentId) -> Result<Value, Error> {
    let rules = session.rules_or_none();
    Ok(store.read(|tx| value_in(session, tx, &rules, id))?)
}

/// One incident as JSON, as it is in that transaction.
pub(super) fn value_in(
    session: &Session,
    tx: &Tx<'_>,
    rules: &Rules,
    id: IncidentId,
) -> Result<Value, StoreError> {
    let chosen = Chosen { resolved: true, ids: vec![id], ..Chosen::default() };
    let mut found = Vec::new();
    tx.list(&chosen, |listed| found.push(listed))?;
    let rules = history::in_force(tx, rules, session.now)?;
    match found.first() {
        Some(listed) => value_of(session, tx, &rules, listed),
        None => Ok(Value::Null),
    }
}

fn value_of(
    session: &Session,
    tx: &Tx<'_>,
    rules: &Rules,
    listed: &ListedIncident,
) -> Result<Value, StoreError> {
    let id = listed.incident.id;
    let on_call = on_call(session, rules, &tx.reliefs()?, &listed.incident);
    let alerts = tx.alerts(id)?;
    let mut value = json::incident(listed, &alerts, &tx.pages(id)?, &on_call);
    Members::of(tx, &listed.incident, &alerts)?.mark(&mut value);
    Ok(value)
}

/// Whom the incident's policy calls at the step it has reached.
pub(super) fn on_call(
    session: &Session,
    rules: &Rules,
    reliefs: &[Relief],
    incident: &Incident,
) -> Vec<String> {
    let step = match &incident.status {
        Status::Triggered { asked: Some(asked), .. } => return vec![asked.to_string()],
        Status::Triggered { step, .. } => *step,
        Status::Held { .. } | Status::Acknowledged { .. } => 0,
        Status::Resolved { .. } => return Vec::new(),
    };
    let policy = rules.policy(&incident.policy);
    let step = policy.as_deref().and_then(|policy| policy.steps.get(step as usize));
    let reliefs = in_force(reliefs, rules, session.now);
    let people = step.map(|step| people_called(step, rules, &reliefs, session.now));
    let people = people.unwrap_or_default();
    people.iter().map(ToString::to_string).collect()
}

fn print_table(session: &Session, store: &mut Store, chosen: &Chosen) -> Result<(), Error> {
    let mut listed = Vec::new();
    let (counts, found) = store.read(|tx| {
        tx.list(chosen, |incident| listed.push(incident))?;
        let found = listed.into_iter().map(|listed| {
            let pages = tx.pages(listed.incident.id)?;
            Ok((listed, pages))
        });
        Ok::<_, StoreError>((tx.count_open()?, found.collect::<Result<Vec<_>, StoreError>>()?))
    })?;
    session.out.line(heading(session, &counts))?;
    if let Some(quiet) = super::quiet::line(session, store)? {
        session.out.line(quiet)?;
    }
    super::relief::lines(session, store)?.iter().try_for_each(|line| session.out.line(line))?;
    if found.is_empty() {
        return Ok(());
    }
    let (mut taken, others): (Vec<_>, Vec<_>) =
        found.iter().partition(|(listed, _)| taken_at(&listed.incident).is_some());
    // Whoever has had it longest may have forgotten it.
    taken.sort_by_key(|(listed, _)| taken_at(&listed.incident));
    let blocks = [others, taken].into_iter().filter(|block| !block.is_empty());
    for (number, block) in blocks.enumerate() {
        let mut table = Table::new(&["ID", "SEVERITY", "STATUS", "AGE", "SUMMARY"]);
        for (listed, pages) in block {
            table.row(cells(session, listed, pages));
        }
        session.out.text(if number > 0 { "\n" } else { "" })?;
        session.out.text(table.render(session.out))?;
    }
    let open: i64 = counts.iter().map(|count| count.number).sum();
    let left = usize::try_from(open).unwrap_or(0).saturating_sub(found.len());
    if left > 0 && chosen.at_most == Some(found.len()) && chosen.matchers.is_empty() {
        session.out.talk(format_args!("and {left} more; `wail list --limit 0` shows all"));
    }
    Ok(())
}

/// Since when somebody has it.
fn taken_at(incident: &Incident) -> Option<jiff::Timestamp> {
    match incident.status {
        Status::Acknowledged { at, .. } => Some(at),
        Status::Held { .. } | Status::Triggered { .. } | Status::Resolved { .. } => None,
    }
}

/// `3 open: 1 triggered, 2 acknowledged`.
fn heading(session: &Session, counts: &[OpenCount]) -> String {
    let number = |status: &str| -> i64 {
        counts.iter().filter(|count| count.status == status).map(|count| count.number).sum()
    };
    let parts: Vec<String> = ["triggered", "acknowledged", "held"]
        .into_iter()
        .map(|status| (number(status), status))
        .filter(|(number, _)| *number > 0)
        .map(|(number, status)| format!("{number} {status}"))
        .collect();
    let open: i64 = counts.iter().map(|count| count.number).sum();
    if open == 0 {
        return session.out.paint(Tone::Over, "nothing is open");
    }
    let open = usize::try_from(open).unwrap_or(usize::MAX);
    format!("{} open: {}", count(open, "incident"), parts.join(", "))
}

fn cells(
    session: &Session,
    ListedIncident { incident, times, .. }: &ListedIncident,
    pages: &[SentPage],
) -> Vec<(Tone, String)> {
    let recurring = if *times >= RECURRING { " (recurring)" } else { "" };
    let tone = match incident.status {
        Status::Triggered { .. } => Tone::Alarm,
        Status::Acknowledged { .. } | Status::Held { .. } => Tone::Calm,
        Status::Resolved { .. } => Tone::Over,
    };
    let severity = match incident.severity {
        Severity::Critical => Tone::Strong,
        Severity::Error | Severity::Warning | Severity::Info => Tone::Plain,
    };
    vec![
        (Tone::Strong, incident.id.to_string()),
        (severity, incident.severity.to_string()),
        (tone, status(session, incident, Some(pages))),
        (Tone::Plain, time::age(incident.opened_at, session.now)),
        (Tone::Plain, format!("{}{}{recurring}", plain(&incident.summary), others(incident))),
    ]
}

/// How many other alerts fire in an incident: ` +7`.
fn others(incident: &Incident) -> String {
    match incident.firing {
        0 | 1 => String::new(),
        firing => format!(" +{}", firing - 1),
    }
}

/// The status in a few words. Where its pages are known, an incident rings only if one of them does.
pub(super) fn status(session: &Session, incident: &Incident, pages: Option<&[SentPage]>) -> String {
    let left = |at: jiff::Timestamp| crate::domain::wait::spell(at.duration_since(session.now));
    match &incident.status {
        Status::Held { by: Hold::Inhibited(by), until: None } => {
            format!("held for incident {}", by.cause)
        }
        Status::Held { by: Hold::Noise(Noise::OldNews), until: Some(until) } => {
            format!("old news, {} left", left(*until))
        }
        Status::Held { by: Hold::Noise(Noise::Flapping), until: Some(until) } => {
            format!("flaps, {} left", left(*until))
        }
        Status::Held { by: Hold::Noise(Noise::Storm(id)), until: Some(until) } => {
            format!("after the storm {id}, {} left", left(*until))
        }
        Status::Held { by: Hold::Noise(Noise::Storm(id)), until: None } => {
            format!("held in the storm {id}")
        }
        Status::Held { by: Hold::Silence(id), until: Some(until) } => {
            format!("held by silence {id}, {} left", left(*until))
        }
        Status::Held { by: Hold::Maintenance(name), until: Some(until) } => {
            format!("held by maintenance {}, {} left", plain(name.as_str()), left(*until))
        }
        Status::Held { until: Some(until), .. } => format!("held, {} left", left(*until)),
        Status::Held { until: None, .. } => "held".to_owned(),
        Status::Triggered { asked: Some(asked), next_at, .. } => {
            let (asked, left) = (plain(asked.as_str()), left(*next_at));
            format!("{}, asks {asked} softly, step 1 in {left}", calling(pages))
        }
        Status::Triggered { step, round: 0, .. } => {
            format!("{}, step {}", calling(pages), step + 1)
        }
        Status::Triggered { step, round, .. } => {
            format!("{}, step {}, round {}", calling(pages), step + 1, round + 1)
        }
        Status::Acknowledged { by, check_in_at, promise, old_news_at, .. } => {
            let (by, until) = (plain(by.as_str()), left(*check_in_at));
            let news = old_news_at.filter(|at| at < check_in_at);
            let news = news.map(|at| format!(", {} if old news stays", left(at)));
            let news = news.unwrap_or_default();
            match promise {
                Promise::CheckIn => format!("{by} has it, {until} left{news}"),
                Promise::Snooze => format!("snoozed by {by}, {until} left{news}"),
            }
        }
        Status::Resolved { by, .. } => format!("resolved by {}", plain(&by.to_string())),
    }
}

/// What calling comes to: an alarm, an attempt, or nothing that reaches anybody.
fn calling(pages: Option<&[SentPage]>) -> &'static str {
    let Some(pages) = pages else { return "triggered" };
    let any = |state| pages.iter().any(|page| page.state == state);
    if any(PageState::Delivered) {
        "rings"
    } else if any(PageState::Out) || any(PageState::Waiting) {
        "calls"
    } else {
        "reaches nobody"
    }
}

/// An incident in one line, for choosing among several.
pub(super) fn one_line(session: &Session, incident: &Incident) -> String {
    format!(
        "  {:>4}  {:<8}  {}  ({})",
        incident.id,
        incident.severity,
        plain(&incident.summary),
        status(session, incident, None)
    )
}
